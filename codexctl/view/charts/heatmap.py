"""A year as squares: a column a week, a row a weekday, darker where there was more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SIZE, STEP = 12, 15
# Room for the names of months above, and of weekdays at the left.
TOP, LEFT = 18, 30
DAYS = 365
_WEEK = 7
# How dark a square is: none, and four levels by the quarter of the year's days it is in.
LEVELS = 4


@dataclass(frozen=True, slots=True)
class Square:
    """One day: where it stands, and how dark it is (0 to LEVELS, 0 for nothing)."""

    day: date
    x: int
    y: int
    level: int


@dataclass(frozen=True, slots=True)
class Heatmap:
    """The squares, day by day. `months` are names with the column's left edge where each begins."""

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
    """From which value on a level begins: each holds a quarter of the days that have any."""
    ordered = sorted(found)
    return [ordered[len(ordered) * part // LEVELS] for part in range(1, LEVELS)] if ordered else []


def _level(value: float, bounds: Sequence[float]) -> int:
    return 0 if value <= 0 else 1 + sum(value >= bound for bound in bounds)


def _months(squares: Sequence[Square]) -> tuple[tuple[str, int], ...]:
    """Each month that begins in the year, above the column in which it does."""
    return tuple((square.day.strftime("%b"), square.x) for square in squares if square.day.day == 1)
