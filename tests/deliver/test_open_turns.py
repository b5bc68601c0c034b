"""Which files end inside a turn is kept in mind, though a delivery reads only what has changed."""

from __future__ import annotations

import os
from pathlib import Path

from codexctl.deliver.open_turns import OpenTurns

LATER = 2**62


def written(path: Path, at_ns: int, text: str = "x") -> Path:
    path.write_text(text)
    os.utime(path, ns=(at_ns, at_ns))
    return path


def test_a_file_that_was_not_read_again_is_as_open_as_it_was(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", 1_000)
    turns = OpenTurns()
    assert turns.note([(path, 5_000)], 2_000)
    assert turns.note([], 3_000)
    assert list(turns.files) == [path]
    assert turns.next_death(2_000, LATER) == 5_000
    assert turns.next_death(2_000, 4_000) == 0


def test_a_file_that_was_read_to_its_end_is_not(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", 1_000)
    turns = OpenTurns()
    turns.note([(path, 5_000)], 2_000)
    written(path, 3_000, "whole")
    assert turns.note([], 4_000)
    assert not turns.files
    assert turns.next_death(0, LATER) == 0


def test_what_was_written_during_a_delivery_is_read_by_one_more(tmp_path: Path) -> None:
    """Perhaps after the file was read: for example while a slow backend took another's turn."""
    path = written(tmp_path / "a.jsonl", 1_000)
    turns = OpenTurns()
    turns.note([(path, 0)], 2_000)
    written(path, 4_500, "whole")
    assert not turns.note([], 4_000)
    assert turns.note([], 5_000), "it was read, and found to be whole or as it was"


def test_a_clock_that_is_ahead_keeps_nobody_busy(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", 9_000)
    turns = OpenTurns()
    assert not turns.note([(path, 0)], 1_000)
    assert turns.note([(path, 0)], 2_000)
    assert turns.note([], 3_000)
    path.unlink()
    assert turns.note([], 4_000)
    assert not turns.files
