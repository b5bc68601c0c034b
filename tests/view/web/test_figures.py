"""How figures, times and texts of others are written on pages."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.view.web import figures


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, "–"), (0, "0"), (999, "999"), (1000, "1.0k"), (12_340, "12.3k"), (4_000_000, "4.0M")],
)
def test_large_numbers_are_short(value: int | None, said: str) -> None:
    assert figures.short(value) == said


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        (None, "–"),
        (Decimal(0), "$0.00"),
        (Decimal("1234.5"), "$1,234.50"),
        (Decimal("0.01"), "$0.01"),
        (Decimal("0.00123"), "$0.0012"),
        (Decimal("0.00000001"), "<$0.0001"),
    ],
)
def test_a_cost_that_cents_cannot_say_has_two_figures(cost: Decimal | None, said: str) -> None:
    assert figures.usd(cost) == said


def test_a_day_of_another_year_says_which() -> None:
    now = datetime(2026, 11, 26, 12, tzinfo=UTC)
    assert figures.day("2026-11-20T12:00:00.000Z", now) == "Nov 20"
    assert figures.day("2025-11-02T12:00:00.000Z", now) == "Nov 2, 2025"
    assert figures.day(None, now) == "–"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/home/dev/project", "dev/project"),
        ("C:\\work\\shop\\web", "shop/web"),
        ("/srv", "/srv"),
        ("", ""),
    ],
)
def test_a_folder_is_told_by_its_end(path: str, said: str) -> None:
    assert figures.folder(path) == said


def test_what_hides_or_reorders_is_spelled_out_and_lines_stay() -> None:
    assert figures.visible("a\x1b[31mb\u202ec\x00") == "a\\x1b[31mb\\u202ec\\x00"
    assert figures.visible("one\r\ntwo\n\tthree") == "one\ntwo\n\tthree"
    assert figures.visible(None) == ""
    assert figures.visible(3) == 3


@given(st.text())
def test_no_character_of_any_text_is_obeyed(text: str) -> None:
    shown = figures.visible(text)
    assert not any(
        unicodedata.category(char) in ("Cc", "Cf")
        for char in shown
        if char not in "\n\t\u200c\u200d"  # joiners belong to scripts and emoji
    )
