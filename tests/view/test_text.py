"""Text that a terminal may be given: shown, never obeyed, and measured as it is drawn."""

from __future__ import annotations

import unicodedata
from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.view.terminal.text import cells, count, cut, duration, lines_of, moment
from codexctl.wording import safe

JOINERS = "\u200c\u200d"
ANY_TEXT = st.text(alphabet=st.characters(codec=None))  # lone surrogates too


@given(ANY_TEXT)
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    shown = safe(text)
    assert all(unicodedata.category(char)[0] != "C" for char in shown if char not in JOINERS)
    assert not set(shown) & set("\u2028\u2029\u202e\u200f\x1b\x9b\r\n")


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert safe(text) == text


def test_escapes_and_direction_marks_are_spelled_out() -> None:
    assert safe("\x1b[31mred\x07") == r"\x1b[31mred\x07"
    assert safe("a\u202eb\u2066c") == r"a\u202eb\u2066c"
    assert safe("one\r\ntwo\tthree") == r"one\r\ntwo three"
    assert safe("\ud800") == r"\ud800"
    assert safe("\x9b2J") == r"\x9b2J"


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f469\u200d\U0001f4bb",  # a woman at a computer
        "\U0001f469\U0001f3fd\u200d\U0001f4bb",  # with a colour of skin
        "\u2764\ufe0f\u200d\U0001f525",  # a heart on fire
        "\u0645\u06cc\u200c\u06a9\u0646\u0645",  # Persian: I do
        "\u0915\u094d\u200d\u0937",  # Devanagari: a half letter
        "\u0d28\u0d4d\u200d ",  # Malayalam: at a word's end
        "man\u0303ana",
    ],
)
def test_joiners_and_marks_of_scripts_and_emoji_stay_as_they_are(text: str) -> None:
    assert safe(text) == text


@pytest.mark.parametrize("joiner", JOINERS)
def test_a_joiner_that_joins_nothing_is_spelled_out(joiner: str) -> None:
    spelled = f"\\u{ord(joiner):04x}"
    assert safe(f"pass{joiner}word") == f"pass{spelled}word"
    assert safe(f"{joiner}rm") == f"{spelled}rm"
    assert safe(f"\u0645{joiner * 2}\u06a9") == f"\u0645{joiner}{spelled}\u06a9"


def test_marks_do_not_pile_up() -> None:
    assert safe("\u0645" + "\u0301\u200d" * 9).count("\u0301") == 3
    assert safe("e\u0301") == "e\u0301"
    assert safe("Z" + "\u0301" * 9).count("\u0301") == 3


@pytest.mark.parametrize(
    ("text", "width"),
    [
        *(("abc", 3), ("日本", 4), ("e\u0301", 1), ("🎉", 2), ("", 0), ("☁\ufe0f", 2)),
        *(("\U0001f469\u200d\U0001f4bb", 4), ("\u0645\u06cc\u200c\u06a9", 3)),
    ],
)
def test_columns_are_counted_as_they_are_drawn(text: str, width: int) -> None:
    assert cells(text) == width


@given(ANY_TEXT, st.integers(0, 40))
def test_a_cut_text_fits_and_is_the_beginning(text: str, width: int) -> None:
    shown = safe(text)
    part = cut(shown, width)
    assert cells(part) <= width
    assert shown.startswith(part)
    assert part == shown or cells(shown[: len(part) + 1]) > width


def test_lines_end_as_terminals_and_files_end_them() -> None:
    assert lines_of("a\r\nb\n\nc") == ["a", "b", "", "c"]
    assert lines_of("a\n") == ["a"]
    assert lines_of("") == []


@pytest.mark.parametrize(
    ("ms", "said"),
    [(0, "0 ms"), (999, "999 ms"), (1000, "1.0 s"), (59_900, "59.9 s"), (3_600_000, "1 h 00 min")],
)
def test_durations_are_said_as_people_say_them(ms: int, said: str) -> None:
    assert duration(ms * 1_000_000) == said
    assert duration(125 * 1_000_000_000) == "2 min 05 s"


@pytest.mark.parametrize(
    ("number", "width", "said"),
    [(1234, 9, "1,234"), (9_999_999, 9, "9,999,999"), (123_456_789, 9, "123.5M"), (5, 1, "5")],
)
def test_numbers_that_are_too_wide_are_rounded(number: int, width: int, said: str) -> None:
    assert count(number, width) == said


def test_a_time_is_shown_where_the_person_is() -> None:
    ns = 1_795_000_000 * 1_000_000_000
    assert moment(ns, UTC) == "2026-11-18 11:06:40 UTC"
    assert moment(ns, timezone(timedelta(hours=14))) == "2026-11-19 01:06:40 UTC+14:00"
