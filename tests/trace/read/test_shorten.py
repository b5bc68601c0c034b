"""Texts that nobody reads to their end are cut, at a blank, and say so."""

from __future__ import annotations

from typing import Any

import pytest

from codexctl.trace.read.attached import LARGEST
from codexctl.trace.read.lines import Tally, read_lines
from codexctl.trace.read.shorten import LONGEST_DATA, LONGEST_TEXT, shorten


@pytest.mark.parametrize("blank", [" ", "\n"])
def test_a_long_text_is_cut_at_a_blank_and_says_how_much_is_missing(blank: str) -> None:
    word = "x" * 99 + blank
    record: dict[str, Any] = {"a": [{"b": "y" * 50 + word * 20_000}], "c": "short"}
    shorten(record)
    kept, _, note = record["a"][0]["b"].rpartition("\n")
    assert kept == ("y" * 50 + word * 9_999 + word[:-1])[: len(kept)]
    assert kept.endswith("x" * 99)
    assert note == f"[{50 + 100 * 20_000 - len(kept):,} more characters]"
    assert LONGEST_TEXT - 200 < len(kept) <= LONGEST_TEXT
    assert record["c"] == "short"


def test_no_part_of_a_word_at_the_cut_stays() -> None:
    """Half a key would be nobody's key to a masker."""
    record = {"a": "x " * (LONGEST_TEXT // 2 - 10) + "k" * 2_000}
    shorten(record)
    assert "k" not in record["a"].rpartition("\n")[0]


@pytest.mark.parametrize("head", ["", "data:image/png;base64,"])
def test_a_picture_stays_whole_or_is_told_by_its_size(head: str) -> None:
    whole = head + "A" * LARGEST
    record = {"a": whole, "b": "A" * (3 * LARGEST)}
    shorten(record)
    assert record["a"] == whole
    kept, _, note = record["b"].rpartition("\n")
    assert (len(kept), note) == (LONGEST_DATA, f"[{3 * LARGEST - LONGEST_DATA:,} more characters]")
    assert LARGEST + len("data:image/svg+xml;base64,") < LONGEST_DATA


def test_a_line_is_read_with_its_long_text_cut_and_a_long_one_as_it_is() -> None:
    def text_of(size: int) -> str:
        text = b"w " * (size // 2)
        head = b'{"timestamp":"2026-11-26T02:51:22.000Z","type":"event_msg","payload":{"a":"'
        (line,) = read_lines([head + text + b'"}}\n'], Tally())
        return str(line.payload["a"])

    assert len(text_of(LONGEST_TEXT)) == LONGEST_TEXT
    assert text_of(3 * LONGEST_TEXT).endswith("more characters]")


def test_depth_takes_no_stack() -> None:
    record: dict[str, Any] = {}
    inner = record
    for _ in range(5_000):
        inner["a"] = {}
        inner = inner["a"]
    inner["text"] = "x " * LONGEST_TEXT
    shorten(record)
    assert len(inner["text"]) < LONGEST_TEXT + 50
