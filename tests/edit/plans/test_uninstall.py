from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codexctl.codex.hooks.command import HOOKED_EVENTS, hook_for
from codexctl.codex.hooks.trust import Trust, current_hash
from codexctl.document import hooks_json as hooks_document
from codexctl.edit.intent.wanted import Intent, TrustChoice
from codexctl.edit.transaction.receipts import list_receipts
from codexctl.settings.model import Destination
from tests.edit.machine import Machine, hooks_json, machine

OTLP = Destination("otlp", "otlp", "https://collector.example/v1/traces")
CONFIGS = {
    "none": None,
    "empty": "",
    "comments": '# mine\nmodel = "x" # best\n\n[projects."/a"]\ntrust_level = "trusted"\n# end',
    "windows": 'model = "x"\r\n[features]\r\nhooks = true\r\n',
    "byte order mark": '\ufeffmodel = "x"\n',
    "inline": 'hooks = { state = { "x:stop:0:0" = { enabled = false } } }\n',
    "state": '[hooks.state]\n[hooks.state."x:stop:0:0"]\ntrusted_hash = "sha256:0"\n',
}
HOOKS = {
    "none": None,
    "empty object": "{}",
    "empty hooks": '{"hooks": {}}\n',
    "empty event": '{"hooks": {"Stop": []}}',
    "foreign": hooks_json(Stop=["a"], PreToolUse=["b"]),
    "one line": '{"description":"é","hooks":{"Stop":[{"matcher":null,"hooks":[]}]}}',
    "windows": '{\r\n\t"hooks": {\r\n\t}\r\n}\r\n',
}


@pytest.fixture
def box(tmp_path: Path) -> Machine:
    return machine(tmp_path)


def add_group(box: Machine, command: str, index: int | None = None) -> None:
    """What a person or another tool does to the Stop hooks in an editor."""
    group = {"hooks": [{"type": "command", "command": command}]}
    text = box.locations.hooks_json.read_bytes().decode()
    if index is None:
        box.write(hooks_document.append_group(text, "Stop", group))
    else:
        box.write(hooks_document.insert_group(text, "Stop", index, group))


def forget_receipts(box: Machine) -> None:
    for path in box.locations.receipts_dir.iterdir():
        path.unlink()


@pytest.mark.parametrize("hooks", HOOKS)
@pytest.mark.parametrize("config", CONFIGS)
def test_setup_and_uninstall_leave_not_one_byte_changed(
    box: Machine, hooks: str, config: str
) -> None:
    box.write(HOOKS[hooks], CONFIGS[config])
    for path, mode in ((box.locations.hooks_json, 0o640), (box.locations.config_toml, 0o644)):
        if path.exists():
            path.chmod(mode)
    before = box.snapshot()
    box.setup()
    assert box.snapshot() != before
    box.uninstall()
    assert box.snapshot() == before
    assert not box.locations.hook_script.exists()
    assert not box.locations.settings_toml.exists()


def test_the_folder_of_the_settings_goes_too(box: Machine) -> None:
    box.setup()
    box.uninstall()
    assert not box.locations.config_dir.exists()


def test_several_setups_are_taken_back_together(box: Machine) -> None:
    box.write(hooks_json(Stop=["a"]), "[features]\nhooks = false # on purpose\n")
    before = box.snapshot()
    box.setup(Intent(trust=TrustChoice.ask, features=(("hooks", True),)))
    box.setup(Intent(destinations=(OTLP,)))
    box.setup(Intent(trust=TrustChoice.bypass))
    box.uninstall()
    assert box.snapshot() == before


def test_a_second_uninstall_plans_nothing(box: Machine) -> None:
    box.setup()
    box.uninstall()
    assert box.removal().edits == ()


def test_uninstall_without_setup_plans_nothing(box: Machine) -> None:
    box.write(hooks_json(Stop=["a"]), 'model = "x"\n')
    assert box.removal().edits == ()


def test_only_what_followed_the_last_uninstall_is_taken_back(box: Machine) -> None:
    box.write(config='model = "x"\n')
    box.setup()
    box.uninstall()
    box.write(config='model = "y"\n')
    before = box.snapshot()
    box.setup()
    box.uninstall()
    assert box.snapshot() == before


@pytest.mark.parametrize("receipts", [True, False])
def test_a_trusted_hook_behind_ours_moves_up_with_its_trust(box: Machine, receipts: bool) -> None:
    box.write(hooks_json(Stop=["a"]))
    box.trust_by_hand("a")
    box.setup()
    add_group(box, "b")
    add_group(box, "c")
    box.trust_by_hand("b")
    if not receipts:
        forget_receipts(box)
    box.uninstall()
    assert box.trust() == {"a": Trust.trusted, "b": Trust.trusted, "c": Trust.untrusted}
    assert set(box.state) == {f"{box.locations.hooks_json}:stop:{index}:0" for index in (0, 1)}


def test_a_hook_that_was_put_in_front_of_ours_keeps_its_trust(box: Machine) -> None:
    box.setup()
    add_group(box, "first", index=0)
    box.trust_by_hand("first")
    box.uninstall()
    assert box.trust() == {"first": Trust.trusted}
    assert set(box.state) == {f"{box.locations.hooks_json}:stop:0:0"}


@pytest.mark.parametrize("receipts", [True, False])
def test_no_trust_of_ours_is_left_when_somebody_removed_our_hooks_by_hand(
    box: Machine, receipts: bool
) -> None:
    box.write(config='model = "x"\n')
    box.setup()
    box.write(hooks_json())
    if not receipts:
        forget_receipts(box)
    box.uninstall()
    assert box.locations.config_toml.read_text() == 'model = "x"\n'


def test_a_handler_that_somebody_put_into_our_group_stays_with_its_trust(box: Machine) -> None:
    box.setup()
    text = box.locations.hooks_json.read_text()
    box.write(hooks_document.append_handler(text, "Stop", 0, {"type": "command", "command": "a"}))
    box.trust_by_hand("a")
    box.uninstall()
    assert box.ours() == []
    assert box.trust() == {"a": Trust.trusted}


def test_what_codex_rewrote_in_the_meantime_stays(box: Machine) -> None:
    """Codex turns CRLF into LF and adds tables when it writes config.toml."""
    box.write(config='model = "x"\r\n')
    box.setup()
    text = box.locations.config_toml.read_bytes().decode().replace("\r\n", "\n")
    box.write(config=f'{text}\n[projects."/a"]\ntrust_level = "trusted"\n')
    box.uninstall()
    assert box.config == {"model": "x", "projects": {"/a": {"trust_level": "trusted"}}}


def test_switches_that_setup_turned_are_turned_back_even_beside_a_conflict(box: Machine) -> None:
    box.write(config="[features]\nhooks = false\n")
    box.setup(Intent(features=(("hooks", True),)))
    text = box.locations.config_toml.read_text()
    box.write(config=text.replace("trusted_hash", "enabled = false\ntrusted_hash", 1))
    box.uninstall()
    assert box.config == {"features": {"hooks": False}}


def test_a_switch_that_somebody_turned_since_stays_as_they_left_it(box: Machine) -> None:
    box.write(config="[features]\nhooks = false\n")
    box.setup(Intent(features=(("hooks", True),)))
    text = box.locations.config_toml.read_text()
    box.write(config=text.replace("hooks = true", "hooks = true\napps = false", 1))
    box.uninstall()
    assert box.config == {"features": {"hooks": False, "apps": False}}


def test_receipts_tell_the_two_apart(box: Machine) -> None:
    box.setup()
    box.uninstall()
    assert [receipt.title for receipt in list_receipts(box.locations)] == ["setup", "uninstall"]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from("abcd"), max_size=3, unique=True),
    st.sets(st.sampled_from("abcdxyz")),
    st.lists(
        st.tuples(st.sampled_from("xyz"), st.integers(0, 3)), max_size=3, unique_by=lambda p: p[0]
    ),
    st.booleans(),
)
def test_whatever_others_do_in_between_their_hooks_keep_their_trust_and_get_none_of_ours(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[str],
    trusted: set[str],
    later: list[tuple[str, int]],
    receipts: bool,
) -> None:
    box = machine(tmp_path_factory.mktemp("box"))
    box.write(hooks_json(Stop=first))
    box.trust_by_hand(*trusted)
    box.setup()
    for command, index in later:
        add_group(box, command, min(index, len(first)))
    box.trust_by_hand(*trusted)
    standing = {name: trust for name, trust in box.trust().items() if len(name) == 1}
    # Whoever came to stand where ours was trusted loses that entry of ours, and no more.
    ours = {current_hash(hook_for(box.locations.hook_script, event)) for event in HOOKED_EVENTS}
    for hook in box.hooks.hooks:
        entry = box.state.get(box.hooks.key(hook), {})
        if hook.command in standing and entry.get("trusted_hash") in ours:
            standing[hook.command] = Trust.untrusted
    if not receipts:
        forget_receipts(box)
    box.uninstall()
    assert box.trust() == standing
    assert len(box.state) == sum(trust is not Trust.untrusted for trust in standing.values())


def test_all_events_of_ours_are_gone(box: Machine) -> None:
    box.setup()
    assert len(box.ours()) == len(HOOKED_EVENTS)
    box.uninstall()
    assert box.ours() == []
