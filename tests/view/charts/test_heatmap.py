"""A year as squares: every day once, in its week's column and its weekday's row."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from codexctl.view.charts.heatmap import DAYS, LEFT, LEVELS, STEP, TOP, heatmap

DATES = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(DATES)
def test_every_day_of_the_year_has_one_square_in_its_weekdays_row(last: date) -> None:
    squares = heatmap({}, last).squares
    assert [square.day for square in squares] == [
        last - timedelta(days=number) for number in range(DAYS - 1, -1, -1)
    ]
    assert len({(square.x, square.y) for square in squares}) == DAYS
    assert all(square.y == TOP + square.day.weekday() * STEP for square in squares)


@given(DATES)
def test_days_of_one_week_stand_in_one_column(last: date) -> None:
    columns: dict[tuple[int, int], set[int]] = {}
    for square in heatmap({}, last).squares:
        week = square.day.isocalendar()[:2]
        columns.setdefault(week, set()).add(square.x)
    assert all(len(found) == 1 for found in columns.values())
    assert min(min(found) for found in columns.values()) == LEFT


def test_more_is_never_lighter_and_nothing_has_no_colour() -> None:
    last = date(2026, 11, 26)
    values = {last - timedelta(days=number): float(number) for number in range(100)}
    found = {square.day: square.level for square in heatmap(values, last).squares}
    levels = [found[last - timedelta(days=number)] for number in range(100)]
    assert levels[0] == 0
    assert levels[1:] == sorted(levels[1:])
    assert {level: levels[1:].count(level) for level in range(1, LEVELS + 1)} == {
        1: 24, 2: 25, 3: 25, 4: 25,
    }  # fmt: skip


@given(DATES)
def test_the_twelve_months_that_begin_in_a_year_are_named_without_one_on_another(
    last: date,
) -> None:
    months = heatmap({}, last).months
    assert len({name for name, _ in months}) == len(months) == 12
    assert all(after - before > 2 * STEP for (_, before), (_, after) in pairwise(months))
