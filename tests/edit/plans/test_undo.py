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


def test_undo_brings_back_every_byte(where: Locations) -> None:
    where.config_toml.write_text(CONFIG)
    where.hooks_json.write_text(HOOKS)
    receipt = apply(hooking(where), where, at=later(0))
    assert "ours" in where.config_toml.read_text()
    undo(receipt, where, later(1))
    assert where.config_toml.read_text() == CONFIG
    assert where.hooks_json.read_text() == HOOKS


def test_undo_deletes_what_was_created(where: Locations) -> None:
    receipt = apply(hooking(where), where, at=later(0))
    undo(receipt, where, later(1))
    assert list(where.codex_home.iterdir()) == []


def test_an_undo_can_be_undone_and_so_on(where: Locations) -> None:
    where.config_toml.write_text(CONFIG)
    first = apply(hooking(where), where, at=later(0))
    applied = where.config_toml.read_text(), where.hooks_json.read_text()
    second = undo(first, where, later(1))
    assert undone(list_receipts(where)) == {first.id}
    undo(second, where, later(2))
    assert (where.config_toml.read_text(), where.hooks_json.read_text()) == applied
    assert undone(list_receipts(where)) == {second.id}
    undo(first, where, later(3))
    assert where.config_toml.read_text() == CONFIG


def test_what_was_undone_is_not_undone_twice(where: Locations) -> None:
    receipt = apply(hooking(where), where, at=later(0))
    undo(receipt, where, later(1))
    with pytest.raises(EditRefused, match="undone already"):
        undo(receipt, where, later(2))


def test_older_edits_are_undone_below_newer_ones(where: Locations) -> None:
    where.config_toml.write_text(CONFIG)
    first = apply(hooking(where, "one"), where, at=later(0))
    second = apply(hooking(where, "two"), where, at=later(1))
    undo(first, where, later(2))
    assert "one" not in where.config_toml.read_text() + where.hooks_json.read_text()
    assert toml_keys.get(where.config_toml.read_text(), ("hooks", "state", "two")) is not None
    undo(second, where, later(3))
    assert where.config_toml.read_text() == CONFIG
    assert hooks_json.parse(where.hooks_json.read_text()) == {"hooks": {"Stop": []}}


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
def test_what_somebody_changed_since_stays(where: Locations, old: str, new: str) -> None:
    where.config_toml.write_text(CONFIG + "\n")
    receipt = apply(hooking(where), where, at=later(0))
    where.config_toml.write_text(where.config_toml.read_text().replace(old, new))
    undo(receipt, where, later(1))
    assert where.config_toml.read_text() == (CONFIG + "\n").replace(old, new)


@pytest.mark.parametrize(
    "more", ["\n# at the end\n", "\n[hooks.state.theirs]\ntrusted_hash = 'sha256:t'\n"]
)
def test_what_somebody_added_since_stays(where: Locations, more: str) -> None:
    where.config_toml.write_text(CONFIG + "\n")
    receipt = apply(hooking(where), where, at=later(0))
    where.config_toml.write_text(where.config_toml.read_text() + more)
    undo(receipt, where, later(1))
    assert where.config_toml.read_text() == CONFIG + "\n" + more


def test_codex_may_have_rewritten_the_whole_file(where: Locations) -> None:
    """Its own writer turns CRLF into LF and drops the byte order mark."""
    where.config_toml.write_bytes(b"\xef\xbb\xbf# mine\r\nmodel = 'x'\r\n")
    receipt = apply(hooking(where), where, at=later(0))
    rewritten = (read(where.config_toml) or b"").decode().replace("\r\n", "\n").lstrip("\ufeff")
    where.config_toml.write_text(rewritten + "\n[features]\nhooks = true\n")
    undo(receipt, where, later(1))
    assert where.config_toml.read_text() == ("# mine\nmodel = 'x'\n\n[features]\nhooks = true\n")


def test_a_formatter_may_have_rewritten_hooks_json(where: Locations) -> None:
    where.hooks_json.write_text(HOOKS)
    receipt = apply(hooking(where), where, at=later(0))
    pretty = json.dumps(json.loads(where.hooks_json.read_text()), indent=4)
    where.hooks_json.write_text(hooks_json.append_group(pretty, "Stop", THEIRS))
    undo(receipt, where, later(1))
    assert where.hooks_json.read_text() == hooks_json.append_group(
        json.dumps(json.loads(HOOKS), indent=4), "Stop", THEIRS
    )


def test_a_created_file_that_others_use_by_now_keeps_what_is_theirs(where: Locations) -> None:
    receipt = apply(hooking(where), where, at=later(0))
    where.hooks_json.write_text(
        hooks_json.append_group(where.hooks_json.read_text(), "Stop", THEIRS)
    )
    where.config_toml.write_text("model = 'x'\n\n" + where.config_toml.read_text())
    undo(receipt, where, later(1))
    assert hooks_json.parse(where.hooks_json.read_text()) == {"hooks": {"Stop": [THEIRS]}}
    assert where.config_toml.read_text() == "model = 'x'\n\n"


def test_a_hook_that_moved_is_found_where_it_is(where: Locations) -> None:
    receipt = apply(hooking(where), where, at=later(0))
    text = hooks_json.insert_group(where.hooks_json.read_text(), "Stop", 0, THEIRS)
    where.hooks_json.write_text(hooks_json.append_group(text, "Stop", THEIRS))
    undo(receipt, where, later(1))
    assert hooks_json.parse(where.hooks_json.read_text()) == {"hooks": {"Stop": [THEIRS] * 2}}


def test_what_somebody_has_taken_out_already_is_no_conflict(where: Locations) -> None:
    where.config_toml.write_text(CONFIG)
    where.hooks_json.write_text(HOOKS)
    receipt = apply(hooking(where), where, at=later(0))
    text = toml_keys.unset(where.config_toml.read_text(), ("hooks", "state", "ours"))
    where.config_toml.write_text(text.replace("dark", "light"))
    undo(receipt, where, later(1))
    assert where.config_toml.read_text() == CONFIG.replace("dark", "light")
    assert where.hooks_json.read_text() == HOOKS


def test_a_value_that_somebody_has_changed_since_is_theirs_and_shown(where: Locations) -> None:
    where.config_toml.write_text("model = 'x'\n")
    receipt = apply(replacing((where.config_toml, b"model = 'y'\n")), where, at=later(0))
    where.config_toml.write_text("model = 'z'\n")
    with pytest.raises(UndoConflict, match="has been edited since, in the same place") as refused:
        undo(receipt, where, later(1))
    assert refused.value.diff.splitlines()[-2:] == ["-model = 'y'", "+model = 'z'"]
    assert where.config_toml.read_text() == "model = 'z'\n"


def test_a_file_that_is_gone_or_broken_by_now_is_left_alone(where: Locations) -> None:
    where.config_toml.write_text("model = 'x'\n")
    receipt = apply(replacing((where.config_toml, b"model = 'y'\n")), where, at=later(0))
    where.config_toml.write_text("model = \n")
    with pytest.raises(UndoConflict, match="is invalid now"):
        undo(receipt, where, later(1))
    where.config_toml.unlink()
    with pytest.raises(UndoConflict, match="has been deleted since"):
        undo(receipt, where, later(2))
    assert not where.config_toml.exists()


def test_one_conflict_stops_all_of_an_undo(where: Locations) -> None:
    where.config_toml.write_text("model = 'x'\n")
    made = apply(
        replacing((where.config_toml, b"model = 'y'\n"), (where.hooks_json, b"{}\n")),
        where,
        at=later(0),
    )
    where.config_toml.write_text("model = 'z'\n")
    with pytest.raises(UndoConflict):
        undo(made, where, later(1))
    assert where.hooks_json.read_text() == "{}\n"


def test_other_files_are_merged_by_lines(where: Locations) -> None:
    script = where.codex_home / "hook.sh"
    script.write_text("#!/bin/sh\na\nb\nc\n")
    receipt = apply(replacing((script, b"#!/bin/sh\na\nours\nb\nc\n")), where, at=later(0))
    script.write_text("#!/bin/sh\na\nours\nb\nc\ntheirs\n")
    undo(receipt, where, later(1))
    assert script.read_text() == "#!/bin/sh\na\nb\nc\ntheirs\n"


def trusting(where: Locations, *commands: str) -> None:
    """Record trust in every hook of a command, as Codex's own review does."""
    hooks = read_hooks_json(where.hooks_json.read_text(), str(where.hooks_json))
    text = where.config_toml.read_text() if where.config_toml.exists() else ""
    for hook in hooks.hooks:
        if hook.command in commands:
            entry = {"trusted_hash": current_hash(hook)}
            text = toml_keys.set_value(text, ("hooks", "state", hooks.key(hook)), entry)
    where.config_toml.write_text(text)


def trust_of_all(where: Locations) -> dict[str, str]:
    """How much Codex trusts each hook, by its command."""
    hooks = read_hooks_json(where.hooks_json.read_text(), str(where.hooks_json))
    state = read_state(toml_keys.parse(where.config_toml.read_text()))
    return {hook.command: trust_of(hook, state.get(hooks.key(hook))).value for hook in hooks.hooks}


def test_hooks_behind_ours_keep_their_trust_and_get_none(where: Locations) -> None:
    where.hooks_json.write_text(HOOKS)
    trusting(where, "theirs")
    receipt = apply(hooking(where), where, at=later(0))
    for name in ("trusted", "untrusted"):
        group = {"hooks": [{"type": "command", "command": name}]}
        text = hooks_json.append_group(where.hooks_json.read_text(), "Stop", group)
        where.hooks_json.write_text(text)
    trusting(where, "ours", "trusted")
    undo(receipt, where, later(1))
    assert trust_of_all(where) == {
        "theirs": "trusted",
        "trusted": "trusted",
        "untrusted": "untrusted",
    }
    assert len(read_state(toml_keys.parse(where.config_toml.read_text()))) == 2


def test_trust_is_carried_though_the_receipt_knows_nothing_of_config_toml(
    where: Locations,
) -> None:
    text = hooks_json.append_group("", "Stop", GROUP)
    receipt = apply(replacing((where.hooks_json, text.encode())), where, at=later(0))
    where.hooks_json.write_text(hooks_json.append_group(text, "Stop", THEIRS))
    trusting(where, "theirs, later")
    undo(receipt, where, later(1))
    assert trust_of_all(where) == {"theirs, later": "trusted"}
