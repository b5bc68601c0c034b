"""An edit that was killed half-way: who names it, who settles it, and what undo makes of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from codexctl.edit.files.swap import put_in_place
from codexctl.edit.plan import Effect
from codexctl.edit.transaction import journal as note
from codexctl.edit.transaction.journal import Journal
from codexctl.edit.transaction.lock import edit_lock, lock_file
from codexctl.edit.transaction.receipts import FileChange, Receipt, save
from codexctl.edit.transaction.steps import commit
from tests.cli.conftest import Shell
from tests.output_schemas import assert_fits

AT = datetime(2026, 8, 17, 12, tzinfo=UTC)
OLD, NEW = b'model = "a"\n', b'model = "killed"\n'
OLD_HOOKS, NEW_HOOKS = b'{"hooks": {}}\n', b'{"hooks": {"Stop": []}}\n'
HALF = "setup (2026-08-17 12:00 UTC) was interrupted"
EDITORS = [
    ("setup", "--yes", "--no-proof"),
    ("uninstall", "--yes", "--offline"),
    ("sync",),
    ("doctor", "--fix", "--yes", "--offline"),
    ("config", "set", "tui.theme", "x", "--yes"),
    ("config", "set", "model", "killed", "--yes"),
    ("config", "unset", "nothing", "--yes"),
    ("features", "enable", "hooks", "--unchecked", "--yes"),
    ("hooks", "add", "Stop", "say done", "--yes"),
    ("notify", "set", "say", "--yes"),
    ("notify", "unset", "--yes"),
    ("undo", "--yes"),
    ("trace", "watch", "--service", "install", "--yes"),
    ("run", "--", "true", "codex"),
]


def changes(shell: Shell) -> tuple[FileChange, FileChange]:
    config, hooks = shell.locations.config_toml, shell.locations.hooks_json
    return (
        FileChange(config, config, OLD, NEW),
        FileChange(hooks, hooks, OLD_HOOKS, NEW_HOOKS),
    )


def killed(
    shell: Shell,
    done: int = 1,
    *,
    staged: bool = True,
    undoes: str | None = None,
    kept: bool = False,
) -> Journal:
    """A setup of two files that was killed when so many of them were in place."""
    files = changes(shell)
    receipt = Receipt("20260817-120000-abcdef", "setup", AT, files, undoes, effect=Effect.installs)
    journal = Journal(receipt, staged=staged)
    for change in files:
        change.path.write_bytes(change.before or b"")
        journal.temp(change).write_bytes(change.after or b"")
    for change in files[:done]:
        put_in_place(change.path, journal.temp(change), change.before, change.after)
    note.write(journal, shell.locations)
    if kept:
        save(receipt, shell.locations)
    return journal


def held(shell: Shell) -> tuple[bytes, bytes]:
    return shell.locations.config_toml.read_bytes(), shell.locations.hooks_json.read_bytes()


def litter(shell: Shell) -> list[str]:
    marks = (".codexctl-", ".unfinished", ".journal")
    return [name for name in shell.files() if any(mark in Path(name).name for mark in marks)]


@pytest.mark.parametrize("command", EDITORS, ids=" ".join)
def test_every_command_that_edits_settles_first(shell: Shell, command: Sequence[str]) -> None:
    killed(shell)
    ended = shell.run(*command)
    assert litter(shell) == []
    assert "interrupted" in ended.err
    config, _ = held(shell)
    before = command[0] in {"undo", "uninstall"}
    assert (b'"a"' if before else b'"killed"') in config


@pytest.mark.parametrize(
    "command", [editor for editor in EDITORS[:9] if editor[0] != "doctor"], ids=" ".join
)
def test_a_dry_run_says_what_would_be_settled_and_writes_nothing(
    shell: Shell, command: Sequence[str]
) -> None:
    killed(shell)
    before = shell.files()
    words = [word for word in command if word != "--no-proof"]
    ended = shell.run(*words, "--dry-run")
    assert ended.code == 0
    assert f"{HALF}; it would be finished first" in ended.err
    assert '+{"hooks": {"Stop": []}}' in ended.out
    assert shell.files() == before


def test_a_dry_run_plans_from_what_the_files_will_be(shell: Shell) -> None:
    killed(shell, 0)
    out = shell.run("config", "set", "tui.theme", "x", "--dry-run").out
    assert '-model = "a"\n+model = "killed"' in out
    assert ' model = "killed"\n' in out.partition("+[tui]")[0] + out.partition("+[tui]")[2]


def test_what_is_printed_of_an_interrupted_edit_fits_its_schema(shell: Shell) -> None:
    killed(shell)
    assert assert_fits(shell.run("history", "--json").json) == "history"
    assert assert_fits(shell.run("undo", "--dry-run", "--json").json) == "undo"


def test_a_dry_run_of_undo_shows_what_it_takes_back(shell: Shell) -> None:
    killed(shell)
    before = shell.files()
    ended = shell.run("undo", "--dry-run")
    assert ended.code == 0
    assert '-model = "killed"\n+model = "a"' in ended.out
    assert "Undoing setup (2026-08-17 12:00 UTC), which was interrupted" in ended.err
    assert shell.files() == before


@pytest.mark.parametrize("done", [0, 1, 2])
def test_undo_takes_back_what_was_interrupted_and_not_an_earlier_edit(
    shell: Shell, done: int
) -> None:
    shell.locations.config_toml.write_bytes(b'model = "first"\n')
    shell.run("config", "set", "model", "a", "--yes")
    killed(shell, done)
    assert shell.run("undo", "--yes").code == 0
    assert held(shell) == (OLD, OLD_HOOKS)
    assert litter(shell) == []
    assert shell.run("undo", "--yes").code == 0
    assert shell.locations.config_toml.read_bytes() == b'model = "first"\n'


def test_undo_names_the_edit_that_it_takes_back(shell: Shell) -> None:
    shell.locations.config_toml.write_bytes(OLD)
    shell.run("config", "set", "model", "b", "--yes")
    assert "Undoing config set model (" in shell.run("undo", "--yes").err


def test_nothing_was_touched_yet_and_undo_leaves_the_earlier_edit(shell: Shell) -> None:
    shell.locations.config_toml.write_bytes(b'model = "first"\n')
    shell.run("config", "set", "model", "a", "--yes")
    killed(shell, 0, staged=False)
    assert shell.run("undo", "--yes").code == 0
    assert (held(shell), litter(shell)) == ((OLD, OLD_HOOKS), [])


def test_not_even_the_note_was_whole_and_undo_leaves_the_earlier_edit(shell: Shell) -> None:
    shell.locations.config_toml.write_bytes(b'model = "first"\n')
    shell.run("config", "set", "model", "a", "--yes")
    half = shell.locations.journal_file.with_name("apply.journal.unfinished")
    half.write_bytes(b'{"sta')
    assert "interrupted before it changed anything" in shell.run("status", "--offline").out
    assert shell.run("undo", "--yes").code == 0
    assert shell.locations.config_toml.read_bytes() == OLD
    assert litter(shell) == []


def test_only_tidying_up_was_left_and_undo_takes_the_edit_back(shell: Shell) -> None:
    killed(shell, 2, kept=True)
    assert shell.run("undo", "--yes").code == 0
    assert (held(shell), litter(shell)) == ((OLD, OLD_HOOKS), [])
    assert shell.run("history").out.count("(undone)") == 1


def test_an_undo_that_was_interrupted_is_finished_and_no_earlier_edit_goes(shell: Shell) -> None:
    shell.locations.config_toml.write_bytes(b'model = "first"\n')
    shell.run("config", "set", "model", "a", "--yes")
    killed(shell, undoes="20260816-120000-abcdef")
    assert shell.run("undo", "--yes").code == 0
    assert (held(shell), litter(shell)) == ((NEW, NEW_HOOKS), [])


def test_undo_with_the_id_of_another_edit_takes_back_that_one(shell: Shell) -> None:
    shell.locations.config_toml.write_bytes(b'model = "a"\n')
    shell.run("config", "set", "tui.theme", "x", "--yes")
    first = shell.run("history", "--json").json["receipts"][0]["id"]
    shell.locations.config_toml.write_bytes(OLD)
    killed(shell)
    shell.run("undo", first, "--yes")
    assert (held(shell), litter(shell)) == ((NEW, NEW_HOOKS), [])


def test_undo_asks_before_it_takes_back(shell: Shell) -> None:
    killed(shell)
    before = shell.files()
    assert shell.run("undo").code == 2
    assert shell.files() == before


@pytest.mark.parametrize(
    "command", [("status", "--offline"), ("doctor", "--offline"), ("history",)]
)
@pytest.mark.parametrize("kept", [False, True])
def test_what_reads_names_it_and_touches_nothing(
    shell: Shell, command: Sequence[str], *, kept: bool
) -> None:
    killed(shell, 2 if kept else 1, kept=kept)
    before = shell.files()
    ended = shell.run(*command)
    assert HALF in ended.out
    assert "codexctl doctor --fix" in ended.out
    assert shell.files() == before


def test_the_cause_is_a_value(shell: Shell) -> None:
    killed(shell)
    causes = shell.run("doctor", "--offline", "--json").json["causes"]
    assert causes[0]["cause"] == "edit-interrupted"
    checks = shell.run("status", "--offline", "--json").json["checks"]
    assert (checks[0]["id"], checks[0]["state"]) == ("edit.interrupted", "problem")
    assert shell.run("history", "--json").json["interrupted"]["cause"] == "edit-interrupted"


def test_an_edit_that_is_being_made_just_now_is_not_called_interrupted(shell: Shell) -> None:
    killed(shell)
    with edit_lock(shell.locations):
        assert "interrupted" not in shell.run("status", "--offline").out
    assert "interrupted" in shell.run("status", "--offline").out


def test_in_json_it_is_a_note(shell: Shell) -> None:
    killed(shell)
    notes = shell.run("config", "set", "tui.theme", "x", "--yes", "--json").json["notes"]
    assert "had been interrupted: it was finished first" in notes[0]


@pytest.mark.parametrize(
    ("content", "cause", "hint"),
    [
        (b"{", "journal-damaged", "codexctl doctor --fix"),
        (b"", "journal-damaged", "codexctl doctor --fix"),
        (b"[]", "journal-damaged", "codexctl doctor --fix"),
        (b'{"staged": true}', "journal-damaged", "codexctl doctor --fix"),
        (b'{"schema": "codexctl.journal/2"}', "journal-newer", "codexctl update"),
    ],
)
def test_a_journal_that_says_nothing_stops_edits_and_is_named(
    shell: Shell, content: bytes, cause: str, hint: str
) -> None:
    killed(shell)
    shell.locations.journal_file.write_bytes(content)
    lock_file(shell.locations).touch()
    before = shell.files()
    for command in (("undo", "--yes"), ("sync",), ("config", "set", "a", "1", "--dry-run")):
        ended = shell.run(*command)
        assert (ended.code, hint in ended.err) == (1, True)
    assert shell.files() == before
    causes = shell.run("doctor", "--offline", "--json").json["causes"]
    assert causes[0]["cause"] == cause


def test_a_journal_that_cannot_be_read_is_named(shell: Shell) -> None:
    shell.locations.journal_file.mkdir(parents=True)
    causes = shell.run("doctor", "--offline", "--json").json["causes"]
    assert causes[0]["cause"] == "journal-unreadable"
    ended = shell.run("undo", "--yes")
    assert (ended.code, "hint: an edit was interrupted" in ended.err) == (1, True)


def test_doctor_sets_a_damaged_journal_aside_and_nothing_is_lost(shell: Shell) -> None:
    journal = killed(shell)
    waiting = journal.temp(changes(shell)[1])
    shell.locations.journal_file.write_bytes(b"{")
    ended = shell.run("doctor", "--fix", "--yes", "--offline")
    folder = shell.locations.data_dir / "interrupted-1"
    assert str(folder) in ended.err
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert kept == {"apply.journal": b"{", waiting.name.lstrip("."): NEW_HOOKS}
    assert [name for name in litter(shell) if str(folder) not in name] == []
    assert shell.run("sync").code == 0


def test_a_place_that_was_edited_since_is_left_and_named_and_blocks_nothing(shell: Shell) -> None:
    killed(shell)
    shell.locations.config_toml.write_bytes(b'model = "theirs"\n')
    shell.locations.hooks_json.write_bytes(b'{"hooks": {}, "theirs": 1}\n')
    ended = shell.run("undo", "--yes")
    assert ended.code == 1
    assert f"{shell.locations.config_toml} stays as it is" in ended.err
    assert held(shell) == (b'model = "theirs"\n', b'{"hooks": {}, "theirs": 1}\n')
    assert litter(shell) == []
    kept = json.loads(next(shell.locations.receipts_dir.glob("*.json")).read_text())
    assert [file["before"]["text"] for file in kept["files"]] == [OLD.decode()]
    assert shell.run("config", "set", "tui.theme", "x", "--yes").code == 0


def test_what_is_being_taken_back_is_never_finished_any_more(shell: Shell) -> None:
    """Killed while taking back: the first file is as before, the second not yet."""
    journal = killed(shell, 2)
    shell.locations.config_toml.write_bytes(OLD)
    note.write(replace(journal, backing=True), shell.locations)
    assert shell.run("sync").code == 0
    assert (held(shell), litter(shell)) == ((OLD, OLD_HOOKS), [])


def test_half_written_content_of_ours_never_comes_into_a_file(shell: Shell) -> None:
    """Killed while the old content was being written beside the file, to take a change back."""
    journal = killed(shell, 2)
    journal.draft(changes(shell)[0]).write_bytes(b"mod")
    note.write(replace(journal, backing=True), shell.locations)
    assert shell.run("undo", "--yes").code == 0
    assert (held(shell), litter(shell)) == ((OLD, OLD_HOOKS), [])


def test_all_is_in_place_and_finishing_only_writes_the_receipt(shell: Shell) -> None:
    journal = killed(shell, 0)
    commit(journal)
    assert shell.run("sync").code == 0
    assert (held(shell), litter(shell)) == ((NEW, NEW_HOOKS), [])
    assert len(shell.run("history", "--json").json["receipts"]) == 1


def test_an_uninstall_that_was_killed_before_the_hints_went_leaves_none(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof")
    hints = shell.locations.hints_dir
    shell.run("uninstall", "--yes", "--offline")
    hints.mkdir()
    (hints / "Stop").touch()
    assert shell.run("uninstall", "--yes", "--offline").code == 0
    assert not hints.exists()
