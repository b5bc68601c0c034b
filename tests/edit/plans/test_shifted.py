"""Somebody puts a group in front of others: trust hangs on the place, so all of them lose it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codexctl.codex.hooks.command import HOOKED_EVENTS, hook_for
from codexctl.codex.hooks.shifted import shifted
from codexctl.codex.hooks.trust import Trust, current_hash
from codexctl.document import hooks_json as hooks_document
from codexctl.document import toml_keys
from codexctl.edit.parts.codex_files import read_contents
from codexctl.edit.plans.fix import Ailing, plan_fix
from codexctl.edit.plans.hook_edit import plan_add, plan_carry_on, plan_remove
from codexctl.edit.plans.hook_words import new_hook
from codexctl.edit.plans.undo import plan_undo
from codexctl.edit.transaction.apply import apply
from codexctl.edit.transaction.receipts import list_receipts
from codexctl.settings.load import load
from tests.edit.edits import NOON
from tests.edit.machine import PYTHON, Machine, hooks_json, machine


@pytest.fixture
def box(tmp_path: Path) -> Machine:
    """Their hook is trusted, then we are set up, then an installer puts its own in front."""
    box = machine(tmp_path)
    box.write(hooks_json(Stop=["theirs"]), "# mine\n")
    box.trust_by_hand("theirs")
    box.setup()
    put_in_front(box, "installer")
    return box


def put_in_front(box: Machine, command: str, event: str = "Stop") -> None:
    text = box.locations.hooks_json.read_text()
    group = {"hooks": [{"type": "command", "command": command}]}
    box.write(hooks_document.insert_group(text, event, 0, group))


def carry_on(box: Machine) -> None:
    paths = [box.locations.hooks_json]
    apply(lambda: plan_carry_on(paths, box.locations), box.locations, at=NOON)


def moved(box: Machine) -> dict[str, str]:
    """The places of the hooks that are shifted, and of what vouches for them."""
    found = shifted(box.hooks, box.state)
    return {key.split(".json:")[1]: old.split(".json:")[1] for key, old in found.items()}


def our_hashes(box: Machine) -> set[str]:
    return {current_hash(hook_for(box.locations.hook_script, event)) for event in HOOKED_EVENTS}


def our_hashes_left(box: Machine) -> set[str]:
    return our_hashes(box) & {entry["trusted_hash"] for entry in box.state.values()}


def test_theirs_and_ours_are_called_shifted_and_the_installers_is_not(box: Machine) -> None:
    assert moved(box) == {"stop:1:0": "stop:0:0", "stop:2:0": "stop:1:0"}


def test_trust_follows_to_exactly_the_hooks_that_had_it(box: Machine) -> None:
    carry_on(box)
    trust = box.trust()
    assert trust.pop("installer") == Trust.untrusted
    assert set(trust.values()) == {Trust.trusted}
    assert moved(box) == {}


def test_carrying_on_twice_changes_nothing_more(box: Machine) -> None:
    carry_on(box)
    assert plan_carry_on([box.locations.hooks_json], box.locations).is_empty


def test_uninstall_leaves_no_entry_of_ours_wherever_it_lies(box: Machine) -> None:
    text = box.locations.config_toml.read_text()
    ours = next(iter(our_hashes(box)))
    entry = {"trusted_hash": ours}
    elsewhere = "/gone/hooks.json:stop:0:0"
    box.write(config=toml_keys.set_value(text, ("hooks", "state", elsewhere), entry))
    box.uninstall()
    assert our_hashes_left(box) == set()


def test_after_uninstall_theirs_is_still_shifted_and_the_command_brings_it_back(
    box: Machine,
) -> None:
    box.uninstall()
    assert moved(box) == {"stop:1:0": "stop:0:0"}
    assert box.trust()["theirs"] is not Trust.trusted
    carry_on(box)
    assert box.trust() == {"installer": Trust.untrusted, "theirs": Trust.trusted}


def fixed_plan(box: Machine, *, self_trust: bool = True) -> None:
    locations, ailing = box.locations, Ailing(box.locations.hooks_json, self_trust=self_trust)
    contents = read_contents(locations, (locations.hooks_json,))
    plan = plan_fix(contents, load(locations.settings_toml), ailing, locations, PYTHON)
    apply(lambda: plan, locations, at=NOON)


def test_doctor_carries_it_on_as_well(box: Machine) -> None:
    fixed_plan(box)
    trust = box.trust()
    assert trust.pop("installer") == Trust.untrusted
    assert set(trust.values()) == {Trust.trusted}


def test_doctor_carries_nothing_on_where_a_policy_leaves_trust_to_codex(box: Machine) -> None:
    fixed_plan(box, self_trust=False)
    assert box.trust()["theirs"] is not Trust.trusted


def behind_ours(tmp_path: Path) -> Machine:
    """Theirs stands behind ours and is trusted there, then an installer comes to the front."""
    box = machine(tmp_path)
    box.setup()
    text = hooks_document.append_group(
        box.locations.hooks_json.read_text(),
        "Stop",
        {"hooks": [{"type": "command", "command": "theirs"}]},
    )
    box.write(text)
    box.trust_by_hand("theirs")
    put_in_front(box, "installer")
    return box


def test_what_vouches_for_theirs_is_not_lost_with_ours(tmp_path: Path) -> None:
    """Its entry lies under the place where ours stands by now."""
    box = behind_ours(tmp_path)
    box.uninstall()
    assert box.trust() == {"installer": Trust.untrusted, "theirs": Trust.untrusted}
    assert our_hashes_left(box) == set()
    carry_on(box)
    assert box.trust() == {"installer": Trust.untrusted, "theirs": Trust.trusted}


def test_nor_with_an_undo(tmp_path: Path) -> None:
    box = behind_ours(tmp_path)
    receipt = list_receipts(box.locations)[0]
    apply(lambda: plan_undo(receipt, box.locations), box.locations, at=NOON, undoes=receipt.id)
    carry_on(box)
    assert box.trust() == {"installer": Trust.untrusted, "theirs": Trust.trusted}


def test_removing_the_installers_hook_again_brings_every_trust_back(box: Machine) -> None:
    gone = [hook for hook in box.hooks.hooks if hook.command == "installer"]
    apply(
        lambda: plan_remove(box.locations.hooks_json, gone, box.locations), box.locations, at=NOON
    )
    carry_on(box)
    assert set(box.trust().values()) == {Trust.trusted}


def test_a_copy_of_a_trusted_hook_is_not_called_shifted(tmp_path: Path) -> None:
    box = machine(tmp_path)
    box.write(hooks_json(Stop=["theirs", "theirs"]), "")
    text = box.locations.config_toml.read_text()
    box.trust_by_hand("theirs")
    second = f"{box.locations.hooks_json}:stop:1:0"
    text = toml_keys.unset(box.locations.config_toml.read_text(), ("hooks", "state", second))
    box.write(config=text)
    assert moved(box) == {}


@pytest.mark.parametrize(
    "key", ["{source}:session_start:0:0", "/another/hooks.json:stop:0:0", "{source}.bak:stop:0:0"]
)
def test_trust_of_another_event_or_file_is_not_carried_on(tmp_path: Path, key: str) -> None:
    box = machine(tmp_path)
    box.write(hooks_json(Stop=["theirs"]), "")
    box.trust_by_hand("theirs")
    entry = next(iter(box.state.values()))
    elsewhere = key.format(source=box.locations.hooks_json)
    config = toml_keys.set_value("", ("hooks", "state", elsewhere), dict(entry))
    box.write(config=config)
    assert moved(box) == {}


def test_a_hook_that_somebody_changed_is_modified_and_not_shifted(box: Machine) -> None:
    text = box.locations.hooks_json.read_text().replace('"theirs"', '"theirs --more"')
    box.write(text)
    assert list(moved(box)) == ["stop:2:0"]


def test_an_entry_goes_whole(box: Machine) -> None:
    key = f"{box.locations.hooks_json}:stop:0:0"
    text = toml_keys.set_value(
        box.locations.config_toml.read_text(), ("hooks", "state", key, "enabled"), value=False
    )
    box.write(config=text)
    carry_on(box)
    assert box.trust()["theirs"] is Trust.disabled


def test_adding_a_hook_in_front_by_our_own_command_shifts_nothing(tmp_path: Path) -> None:
    box = machine(tmp_path)
    box.write(hooks_json(Stop=["theirs"]), "")
    box.trust_by_hand("theirs")
    new, _ = new_hook("Stop", {"shell_command": "front"}, index=0, trusted=False)
    apply(lambda: plan_add(box.locations.hooks_json, new, box.locations), box.locations, at=NOON)
    assert box.trust() == {"front": Trust.untrusted, "theirs": Trust.trusted}
    assert json.loads(box.locations.hooks_json.read_text())
