"""What the next command makes of an edit that a crash interrupted, somebody having edited since."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from codexctl.edit.files.read import read
from codexctl.edit.files.swap import put_in_place
from codexctl.edit.transaction import journal as note
from codexctl.edit.transaction.apply import recover
from codexctl.edit.transaction.journal import Journal
from codexctl.edit.transaction.receipts import FileChange, Receipt, list_receipts
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from tests.edit.edits import NOON, stray_files

OLD, NEW = b"a = 1\n\n[t]\nb = 1\n", b"a = 2\n\n[t]\nb = 1\n"


def interrupted(locations: Locations, *, done: bool) -> Journal:
    """An edit of two files, staged; the first one is `done`, the second is not."""
    paths = (locations.config_toml, locations.codex_home / "other.toml")
    changes = tuple(FileChange(path, path, OLD, NEW) for path in paths)
    journal = Journal(Receipt("20260817-120000-abcdef", "test", NOON, changes), staged=True)
    for change in changes:
        change.target.write_bytes(OLD)
        journal.temp(change).write_bytes(NEW)
    note.write(journal, locations)
    if done:
        put_in_place(paths[0], journal.temp(changes[0]), OLD, NEW)
    return journal


@pytest.fixture
def other(locations: Locations) -> Path:
    return locations.codex_home / "other.toml"


def settled(locations: Locations, other: Path) -> tuple[bytes | None, bytes | None]:
    """The two files after the next command; nothing else is left."""
    assert recover(locations) is not None
    assert [path for path in stray_files(locations) if path != other] == []
    assert recover(locations) is None
    return read(locations.config_toml), read(other)


@pytest.mark.parametrize("done", [False, True])
def test_what_was_staged_is_finished(locations: Locations, other: Path, *, done: bool) -> None:
    interrupted(locations, done=done)
    assert settled(locations, other) == (NEW, NEW)
    assert len(list_receipts(locations)) == 1


@pytest.mark.parametrize("done", [False, True])
def test_it_is_taken_back_where_a_file_has_moved(
    locations: Locations, other: Path, *, done: bool
) -> None:
    interrupted(locations, done=done)
    other.write_bytes(b"theirs = 1\n")
    assert settled(locations, other) == (OLD, b"theirs = 1\n")
    assert list_receipts(locations) == ()


def test_what_was_written_on_top_of_a_finished_file_stays(
    locations: Locations, other: Path
) -> None:
    interrupted(locations, done=True)
    theirs = NEW + b"c = 1\n"
    locations.config_toml.write_bytes(theirs)
    assert settled(locations, other) == (theirs, NEW)


def test_and_it_stays_when_ours_is_taken_out_below_it(locations: Locations, other: Path) -> None:
    interrupted(locations, done=True)
    locations.config_toml.write_bytes(NEW + b"c = 1\n")
    other.write_bytes(b"theirs = 1\n")
    assert settled(locations, other) == (OLD + b"c = 1\n", b"theirs = 1\n")


def test_content_that_a_crash_left_outside_comes_back(locations: Locations, other: Path) -> None:
    """Killed between the exchange and the look at what came out, which was somebody's."""
    journal = interrupted(locations, done=True)
    first, second = journal.receipt.files
    second.target.write_bytes(NEW)
    journal.temp(second).write_bytes(b"theirs = 1\n")
    assert settled(locations, other) == (OLD, b"theirs = 1\n")
    assert not journal.temp(first).exists()


def test_without_a_home_of_ours_there_is_nothing_to_settle(locations: Locations) -> None:
    assert recover(locations) is None
    assert not locations.data_dir.exists()


def test_a_journal_that_cannot_be_read_is_named(locations: Locations) -> None:
    interrupted(locations, done=False)
    locations.journal_file.write_bytes(b"{")
    with pytest.raises(CodexctlError) as damaged:
        recover(locations)
    assert str(locations.journal_file) in damaged.value.message


def test_of_many_that_settle_at_once_one_does(locations: Locations, other: Path) -> None:
    interrupted(locations, done=True)
    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(lambda _: recover(locations), range(8)))
    assert sum(end is not None for end in ends) == 1
    assert (read(locations.config_toml), read(other)) == (NEW, NEW)
    assert len(list_receipts(locations)) == 1
    assert [path for path in stray_files(locations) if path != other] == []
