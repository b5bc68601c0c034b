"""Files that cannot be replaced: written as they are where that was agreed to, and recoverable."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.edit.files.in_place import half_way, write_in_place
from codexctl.edit.files.obstacles import CannotReplace, Obstacle
from codexctl.edit.files.swap import Moved
from codexctl.edit.transaction import journal as note
from codexctl.edit.transaction.apply import apply, recover
from codexctl.edit.transaction.journal import Journal
from codexctl.edit.transaction.receipts import FileChange, Receipt, list_receipts
from codexctl.edit.transaction.settle import End
from codexctl.locations import Locations
from tests.edit.edits import NOON, replacing, undo

OLD = b'a = 1\n\n[t]\nb = "before"\n'
NEW = b'a = 1\nc = 2\n\n[t]\nb = "after it all"\n'


@pytest.fixture
def linked(where: Locations) -> Path:
    """A config.toml with a second name, from which replacing would part it."""
    where.config_toml.write_bytes(OLD)
    os.link(where.config_toml, where.codex_home / "same")
    return where.codex_home / "same"


def test_nothing_is_written_in_place_unless_that_was_agreed_to(
    where: Locations, linked: Path
) -> None:
    with pytest.raises(CannotReplace, match="2 hard links") as refused:
        apply(replacing((where.config_toml, NEW)), where, at=NOON)
    assert refused.value.hindrance.obstacle is Obstacle.hard_links
    assert "--in-place" in refused.value.hint
    assert linked.read_bytes() == OLD


def test_the_file_stays_the_very_same_and_undo_works_the_same_way(
    where: Locations, linked: Path
) -> None:
    receipt = apply(replacing((where.config_toml, NEW)), where, at=NOON, in_place=True)
    assert linked.read_bytes() == NEW
    assert linked.stat().st_ino == where.config_toml.stat().st_ino
    assert receipt.files[0].before == OLD
    with pytest.raises(CannotReplace):
        undo(receipt, where)
    apply(replacing((where.config_toml, OLD)), where, at=NOON, in_place=True)
    assert linked.read_bytes() == OLD


def test_a_file_that_can_be_replaced_is_replaced_all_the_same(where: Locations) -> None:
    where.config_toml.write_bytes(OLD)
    number = where.config_toml.stat().st_ino
    apply(replacing((where.config_toml, NEW)), where, at=NOON, in_place=True)
    assert where.config_toml.stat().st_ino != number


def test_what_is_to_be_deleted_is_emptied(where: Locations, linked: Path) -> None:
    apply(replacing((where.config_toml, None)), where, at=NOON, in_place=True)
    assert linked.read_bytes() == b""


def half_written(where: Locations, held: bytes) -> Journal:
    """An edit in place that was killed when the file held `held`."""
    change = FileChange(where.config_toml, where.config_toml, OLD, NEW, aside=where.data_dir)
    journal = Journal(Receipt("20260817-120000-abcdef", "test", NOON, (change,)), staged=True)
    where.data_dir.mkdir(exist_ok=True)
    journal.temp(change).write_bytes(NEW)
    note.write(journal, where)
    where.config_toml.write_bytes(held)
    return journal


def left(where: Locations) -> set[str]:
    return {path.name for path in (*where.data_dir.iterdir(), *where.codex_home.iterdir())}


@pytest.mark.parametrize("cut", [0, 6, 9, 20, len(NEW)])
@pytest.mark.parametrize("back", [False, True])
def test_a_half_written_file_is_finished_or_taken_back(
    where: Locations, linked: Path, cut: int, *, back: bool
) -> None:
    half_written(where, NEW[:cut] + OLD[cut:])
    settled = recover(where, back=back)
    assert settled is not None
    assert settled.end is (End.taken_back if back else End.finished)
    assert linked.read_bytes() == (OLD if back else NEW)
    receipts = set() if back else {"receipts"}
    assert left(where) == {"config.toml", "same", "edit.lock"} | receipts


def test_what_somebody_wrote_meanwhile_is_not_taken_for_half_of_ours(
    where: Locations, linked: Path
) -> None:
    half_written(where, b"theirs = 1\n")
    settled = recover(where)
    assert settled is not None
    assert settled.end is End.taken_back
    assert linked.read_bytes() == b"theirs = 1\n"
    assert list_receipts(where) == ()


def test_what_was_written_on_top_of_it_stays_when_ours_is_taken_back(
    where: Locations, linked: Path
) -> None:
    journal = half_written(where, NEW + b"d = 4\n")
    journal.temp(journal.receipt.files[0]).unlink()
    recover(where, back=True)
    assert linked.read_bytes() == OLD + b"d = 4\n"


def test_killed_while_writing_back_below_what_somebody_added(
    where: Locations, linked: Path
) -> None:
    """What the file held is kept aside for that while; from there it is taken back once more."""
    journal = half_written(where, OLD)
    change = journal.receipt.files[0]
    journal.temp(change).unlink()
    on_top, wanted = NEW + b"d = 4\n", OLD + b"d = 4\n"
    journal.spare(change).write_bytes(on_top)
    where.config_toml.write_bytes(wanted[:20] + on_top[20:])
    recover(where, back=True)
    assert linked.read_bytes() == wanted
    assert left(where) == {"config.toml", "same", "edit.lock"}


@given(st.binary(max_size=40), st.binary(max_size=40), st.integers(0, 40))
def test_each_state_on_the_way_is_known_for_one(before: bytes, after: bytes, cut: int) -> None:
    done = after[:cut]
    assert half_way(done + before[len(done) :], before, after)


def test_a_file_that_has_moved_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"theirs")
    with pytest.raises(Moved):
        write_in_place(path, b"before", b"after")
    assert path.read_bytes() == b"theirs"
