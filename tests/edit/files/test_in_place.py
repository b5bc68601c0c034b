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
def linked(locations: Locations) -> Path:
    """A config.toml with a second name, from which replacing would part it."""
    locations.config_toml.write_bytes(OLD)
    os.link(locations.config_toml, locations.codex_home / "same")
    return locations.codex_home / "same"


def test_nothing_is_written_in_place_unless_that_was_agreed_to(
    locations: Locations, linked: Path
) -> None:
    with pytest.raises(CannotReplace, match="2 hard links") as refused:
        apply(replacing((locations.config_toml, NEW)), locations, at=NOON)
    assert refused.value.hindrance.obstacle is Obstacle.hard_links
    assert "--in-place" in refused.value.hint
    assert linked.read_bytes() == OLD


def test_the_file_stays_the_very_same_and_undo_works_the_same_way(
    locations: Locations, linked: Path
) -> None:
    receipt = apply(replacing((locations.config_toml, NEW)), locations, at=NOON, in_place=True)
    assert linked.read_bytes() == NEW
    assert linked.stat().st_ino == locations.config_toml.stat().st_ino
    assert receipt.files[0].before == OLD
    with pytest.raises(CannotReplace):
        undo(receipt, locations)
    apply(replacing((locations.config_toml, OLD)), locations, at=NOON, in_place=True)
    assert linked.read_bytes() == OLD


def test_a_file_that_can_be_replaced_is_replaced_all_the_same(locations: Locations) -> None:
    locations.config_toml.write_bytes(OLD)
    number = locations.config_toml.stat().st_ino
    apply(replacing((locations.config_toml, NEW)), locations, at=NOON, in_place=True)
    assert locations.config_toml.stat().st_ino != number


def test_what_is_to_be_deleted_is_emptied(locations: Locations, linked: Path) -> None:
    apply(replacing((locations.config_toml, None)), locations, at=NOON, in_place=True)
    assert linked.read_bytes() == b""


def half_written(locations: Locations, held: bytes) -> Journal:
    """An edit in place that was killed when the file held `held`."""
    change = FileChange(
        locations.config_toml, locations.config_toml, OLD, NEW, aside=locations.data_dir
    )
    journal = Journal(Receipt("20260817-120000-abcdef", "test", NOON, (change,)), staged=True)
    locations.data_dir.mkdir(exist_ok=True)
    journal.temp(change).write_bytes(NEW)
    note.write(journal, locations)
    locations.config_toml.write_bytes(held)
    return journal


def left(locations: Locations) -> set[str]:
    return {path.name for path in (*locations.data_dir.iterdir(), *locations.codex_home.iterdir())}


@pytest.mark.parametrize("cut", [0, 6, 9, 20, len(NEW)])
@pytest.mark.parametrize("back", [False, True])
def test_a_half_written_file_is_finished_or_taken_back(
    locations: Locations, linked: Path, cut: int, *, back: bool
) -> None:
    half_written(locations, NEW[:cut] + OLD[cut:])
    settled = recover(locations, back=back)
    assert settled is not None
    assert settled.end is (End.taken_back if back else End.finished)
    assert linked.read_bytes() == (OLD if back else NEW)
    receipts = set() if back else {"receipts"}
    assert left(locations) == {"config.toml", "same", "edit.lock"} | receipts


def test_what_somebody_wrote_meanwhile_is_not_taken_for_half_of_ours(
    locations: Locations, linked: Path
) -> None:
    half_written(locations, b"theirs = 1\n")
    settled = recover(locations)
    assert settled is not None
    assert settled.end is End.taken_back
    assert linked.read_bytes() == b"theirs = 1\n"
    assert list_receipts(locations) == ()


def test_what_was_written_on_top_of_it_stays_when_ours_is_taken_back(
    locations: Locations, linked: Path
) -> None:
    journal = half_written(locations, NEW + b"d = 4\n")
    journal.temp(journal.receipt.files[0]).unlink()
    recover(locations, back=True)
    assert linked.read_bytes() == OLD + b"d = 4\n"


def test_killed_while_writing_back_below_what_somebody_added(
    locations: Locations, linked: Path
) -> None:
    """What the file held is kept aside for that while; from there it is taken back once more."""
    journal = half_written(locations, OLD)
    change = journal.receipt.files[0]
    journal.temp(change).unlink()
    on_top, wanted = NEW + b"d = 4\n", OLD + b"d = 4\n"
    journal.spare(change).write_bytes(on_top)
    locations.config_toml.write_bytes(wanted[:20] + on_top[20:])
    recover(locations, back=True)
    assert linked.read_bytes() == wanted
    assert left(locations) == {"config.toml", "same", "edit.lock"}


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
