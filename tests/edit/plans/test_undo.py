from __future__ import annotations

import json

import pytest

from codexctl.codex.hooks.grammar import read_hooks_json
from codexctl.codex.hooks.trust import current_hash, read_state, trust_of
from codexctl.document import hooks_json, toml_keys
from codexctl.edit.files.read import read
from codexctl.edit.plans.undo import undone
from codexctl.edit.transaction.apply import apply
from codexctl.edit.transaction.merge import UndoConflict
from codexctl.edit.transaction.receipts import list_receipts
from codexctl.errors import EditRefused
from codexctl.locations import Locations
from tests.edit.edits import GROUP, hooking, later, replacing, undo

CONFIG = "# mine\nmodel = 'x'\n\n[tui]\ntheme = 'dark'"
HOOKS = '{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "theirs"}]}]}}'
THEIRS = {"hooks": [{"type": "command", "command": "theirs, later"}]}


def test_undo_brings_back_every_byte(locations: Locations) -> None:
    locations.config_toml.write_text(CONFIG)
    locations.hooks_json.write_text(HOOKS)
    receipt = apply(hooking(locations), locations, at=later(0))
    assert "ours" in locations.config_toml.read_text()
    undo(receipt, locations, later(1))
    assert locations.config_toml.read_text() == CONFIG
    assert locations.hooks_json.read_text() == HOOKS


def test_undo_deletes_what_was_created(locations: Locations) -> None:
    receipt = apply(hooking(locations), locations, at=later(0))
    undo(receipt, locations, later(1))
    assert list(locations.codex_home.iterdir()) == []


def test_an_undo_can_be_undone_and_so_on(locations: Locations) -> None:
    locations.config_toml.write_text(CONFIG)
    first = apply(hooking(locations), locations, at=later(0))
    applied = locations.config_toml.read_text(), locations.hooks_json.read_text()
    second = undo(first, locations, later(1))
    assert undone(list_receipts(locations)) == {first.id}
    undo(second, locations, later(2))
    assert (locations.config_toml.read_text(), locations.hooks_json.read_text()) == applied
    assert undone(list_receipts(locations)) == {second.id}
    undo(first, locations, later(3))
    assert locations.config_toml.read_text() == CONFIG


def test_what_was_undone_is_not_undone_twice(locations: Locations) -> None:
    receipt = apply(hooking(locations), locations, at=later(0))
    undo(receipt, locations, later(1))
    with pytest.raises(EditRefused, match="undone already"):
        undo(receipt, locations, later(2))


def test_older_edits_are_undone_below_newer_ones(locations: Locations) -> None:
    locations.config_toml.write_text(CONFIG)
    first = apply(hooking(locations, "one"), locations, at=later(0))
    second = apply(hooking(locations, "two"), locations, at=later(1))
    undo(first, locations, later(2))
    assert "one" not in locations.config_toml.read_text() + locations.hooks_json.read_text()
    assert toml_keys.get(locations.config_toml.read_text(), ("hooks", "state", "two")) is not None
    undo(second, locations, later(3))
    assert locations.config_toml.read_text() == CONFIG
    assert hooks_json.parse(locations.hooks_json.read_text()) == {"hooks": {"Stop": []}}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("dark", "light"),
        ("# mine", "# on top\n# mine"),
        ("'x'", "'x' # note"),
        ("model = 'x'\n", ""),
        ("'dark'\n", "'dark'\n\n[new]\nk = 1\n"),
    ],
)
def test_what_somebody_changed_since_stays(locations: Locations, old: str, new: str) -> None:
    locations.config_toml.write_text(CONFIG + "\n")
    receipt = apply(hooking(locations), locations, at=later(0))
    locations.config_toml.write_text(locations.config_toml.read_text().replace(old, new))
    undo(receipt, locations, later(1))
    assert locations.config_toml.read_text() == (CONFIG + "\n").replace(old, new)


@pytest.mark.parametrize(
    "more", ["\n# at the end\n", "\n[hooks.state.theirs]\ntrusted_hash = 'sha256:t'\n"]
)
def test_what_somebody_added_since_stays(locations: Locations, more: str) -> None:
    locations.config_toml.write_text(CONFIG + "\n")
    receipt = apply(hooking(locations), locations, at=later(0))
    locations.config_toml.write_text(locations.config_toml.read_text() + more)
    undo(receipt, locations, later(1))
    assert locations.config_toml.read_text() == CONFIG + "\n" + more


def test_codex_may_have_rewritten_the_whole_file(locations: Locations) -> None:
    """Its own writer turns CRLF into LF and drops the byte order mark."""
    locations.config_toml.write_bytes(b"\xef\xbb\xbf# mine\r\nmodel = 'x'\r\n")
    receipt = apply(hooking(locations), locations, at=later(0))
    rewritten = (read(locations.config_toml) or b"").decode().replace("\r\n", "\n").lstrip("\ufeff")
    locations.config_toml.write_text(rewritten + "\n[features]\nhooks = true\n")
    undo(receipt, locations, later(1))
    assert locations.config_toml.read_text() == (
        "# mine\nmodel = 'x'\n\n[features]\nhooks = true\n"
    )


def test_a_formatter_may_have_rewritten_hooks_json(locations: Locations) -> None:
    locations.hooks_json.write_text(HOOKS)
    receipt = apply(hooking(locations), locations, at=later(0))
    pretty = json.dumps(json.loads(locations.hooks_json.read_text()), indent=4)
    locations.hooks_json.write_text(hooks_json.append_group(pretty, "Stop", THEIRS))
    undo(receipt, locations, later(1))
    assert locations.hooks_json.read_text() == hooks_json.append_group(
        json.dumps(json.loads(HOOKS), indent=4), "Stop", THEIRS
    )


def test_a_created_file_that_others_use_by_now_keeps_what_is_theirs(locations: Locations) -> None:
    receipt = apply(hooking(locations), locations, at=later(0))
    locations.hooks_json.write_text(
        hooks_json.append_group(locations.hooks_json.read_text(), "Stop", THEIRS)
    )
    locations.config_toml.write_text("model = 'x'\n\n" + locations.config_toml.read_text())
    undo(receipt, locations, later(1))
    assert hooks_json.parse(locations.hooks_json.read_text()) == {"hooks": {"Stop": [THEIRS]}}
    assert locations.config_toml.read_text() == "model = 'x'\n\n"


def test_a_hook_that_moved_is_found_where_it_is(locations: Locations) -> None:
    receipt = apply(hooking(locations), locations, at=later(0))
    text = hooks_json.insert_group(locations.hooks_json.read_text(), "Stop", 0, THEIRS)
    locations.hooks_json.write_text(hooks_json.append_group(text, "Stop", THEIRS))
    undo(receipt, locations, later(1))
    assert hooks_json.parse(locations.hooks_json.read_text()) == {"hooks": {"Stop": [THEIRS] * 2}}


def test_what_somebody_has_taken_out_already_is_no_conflict(locations: Locations) -> None:
    locations.config_toml.write_text(CONFIG)
    locations.hooks_json.write_text(HOOKS)
    receipt = apply(hooking(locations), locations, at=later(0))
    text = toml_keys.unset(locations.config_toml.read_text(), ("hooks", "state", "ours"))
    locations.config_toml.write_text(text.replace("dark", "light"))
    undo(receipt, locations, later(1))
    assert locations.config_toml.read_text() == CONFIG.replace("dark", "light")
    assert locations.hooks_json.read_text() == HOOKS


def test_a_value_that_somebody_has_changed_since_is_theirs_and_shown(locations: Locations) -> None:
    locations.config_toml.write_text("model = 'x'\n")
    receipt = apply(replacing((locations.config_toml, b"model = 'y'\n")), locations, at=later(0))
    locations.config_toml.write_text("model = 'z'\n")
    with pytest.raises(UndoConflict, match="has been edited since, in the same place") as refused:
        undo(receipt, locations, later(1))
    assert refused.value.diff.splitlines()[-2:] == ["-model = 'y'", "+model = 'z'"]
    assert locations.config_toml.read_text() == "model = 'z'\n"


def test_a_file_that_is_gone_or_broken_by_now_is_left_alone(locations: Locations) -> None:
    locations.config_toml.write_text("model = 'x'\n")
    receipt = apply(replacing((locations.config_toml, b"model = 'y'\n")), locations, at=later(0))
    locations.config_toml.write_text("model = \n")
    with pytest.raises(UndoConflict, match="is invalid now"):
        undo(receipt, locations, later(1))
    locations.config_toml.unlink()
    with pytest.raises(UndoConflict, match="has been deleted since"):
        undo(receipt, locations, later(2))
    assert not locations.config_toml.exists()


def test_one_conflict_stops_all_of_an_undo(locations: Locations) -> None:
    locations.config_toml.write_text("model = 'x'\n")
    made = apply(
        replacing((locations.config_toml, b"model = 'y'\n"), (locations.hooks_json, b"{}\n")),
        locations,
        at=later(0),
    )
    locations.config_toml.write_text("model = 'z'\n")
    with pytest.raises(UndoConflict):
        undo(made, locations, later(1))
    assert locations.hooks_json.read_text() == "{}\n"


def test_other_files_are_merged_by_lines(locations: Locations) -> None:
    script = locations.codex_home / "hook.sh"
    script.write_text("#!/bin/sh\na\nb\nc\n")
    receipt = apply(replacing((script, b"#!/bin/sh\na\nours\nb\nc\n")), locations, at=later(0))
    script.write_text("#!/bin/sh\na\nours\nb\nc\ntheirs\n")
    undo(receipt, locations, later(1))
    assert script.read_text() == "#!/bin/sh\na\nb\nc\ntheirs\n"


def trusting(locations: Locations, *commands: str) -> None:
    """Record trust in every hook of a command, like Codex's own review."""
    hooks = read_hooks_json(locations.hooks_json.read_text(), str(locations.hooks_json))
    text = locations.config_toml.read_text() if locations.config_toml.exists() else ""
    for hook in hooks.hooks:
        if hook.command in commands:
            entry = {"trusted_hash": current_hash(hook)}
            text = toml_keys.set_value(text, ("hooks", "state", hooks.key(hook)), entry)
    locations.config_toml.write_text(text)


def trust_of_all(locations: Locations) -> dict[str, str]:
    """How much Codex trusts each hook, by its command."""
    hooks = read_hooks_json(locations.hooks_json.read_text(), str(locations.hooks_json))
    state = read_state(toml_keys.parse(locations.config_toml.read_text()))
    return {hook.command: trust_of(hook, state.get(hooks.key(hook))).value for hook in hooks.hooks}


def test_hooks_behind_ours_keep_their_trust_and_get_none(locations: Locations) -> None:
    locations.hooks_json.write_text(HOOKS)
    trusting(locations, "theirs")
    receipt = apply(hooking(locations), locations, at=later(0))
    for name in ("trusted", "untrusted"):
        group = {"hooks": [{"type": "command", "command": name}]}
        text = hooks_json.append_group(locations.hooks_json.read_text(), "Stop", group)
        locations.hooks_json.write_text(text)
    trusting(locations, "ours", "trusted")
    undo(receipt, locations, later(1))
    assert trust_of_all(locations) == {
        "theirs": "trusted",
        "trusted": "trusted",
        "untrusted": "untrusted",
    }
    assert len(read_state(toml_keys.parse(locations.config_toml.read_text()))) == 2


def test_trust_is_carried_though_the_receipt_knows_nothing_of_config_toml(
    locations: Locations,
) -> None:
    text = hooks_json.append_group("", "Stop", GROUP)
    receipt = apply(replacing((locations.hooks_json, text.encode())), locations, at=later(0))
    locations.hooks_json.write_text(hooks_json.append_group(text, "Stop", THEIRS))
    trusting(locations, "theirs, later")
    undo(receipt, locations, later(1))
    assert trust_of_all(locations) == {"theirs, later": "trusted"}
