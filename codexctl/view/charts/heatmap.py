"""A year as squares: a column for each week, a row for each weekday, darker for higher values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SIZE, STEP = 12, 15
# Space for the names of months at the top, and of weekdays on the left.
TOP, LEFT = 18, 30
DAYS = 365
_WEEK = 7
# How many levels of darkness there are besides none: one for each quarter of the days.
LEVELS = 4


@dataclass(frozen=True, slots=True)
class Square:
    """One day: its position, and how dark it is (0 to LEVELS, 0 for nothing)."""

    day: date
    x: int
    y: int
    level: int


@dataclass(frozen=True, slots=True)
class Heatmap:
    """The squares, day by day. `months` are names with the left edge of their first column."""

    squares: tuple[Square, ...]
    months: tuple[tuple[str, int], ...]
    width: int
    height: int


def heatmap(values: Mapping[date, float], last: date) -> Heatmap:
    """Lay out the year that ends with the day `last`."""
    first = last - timedelta(days=DAYS - 1)
    monday = first - timedelta(days=first.weekday())
    days = [first + timedelta(days=number) for number in range(DAYS)]
    bounds = _bounds([values[day] for day in days if values.get(day, 0) > 0])
    squares = tuple(
        Square(
            day,
            LEFT + (day - monday).days // _WEEK * STEP,
            TOP + day.weekday() * STEP,
            _level(values.get(day, 0), bounds),
        )
        for day in days
    )
    return Heatmap(
        squares,
        _months(squares),
        max(square.x for square in squares) + STEP,
        TOP + _WEEK * STEP,
    )


def _bounds(found: Sequence[float]) -> list[float]:
    """The lower bounds of the levels: each has a quarter of the days that have a value."""
    ordered = sorted(found)
    return [ordered[len(ordered) * part // LEVELS] for part in range(1, LEVELS)] if ordered else []


def _level(value: float, bounds: Sequence[float]) -> int:
    return 0 if value <= 0 else 1 + sum(value >= bound for bound in bounds)


def _months(squares: Sequence[Square]) -> tuple[tuple[str, int], ...]:
    """The name of each month that begins in the year, with the left edge of that column."""
    return tuple((square.day.strftime("%b"), square.x) for square in squares if square.day.day == 1)
