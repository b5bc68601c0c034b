"""Periods for sums: a number of days until today, or bounds that a person chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

# The periods to choose from, with their number of days; None has no beginning.
PERIODS: Mapping[str, tuple[str, int | None]] = {
    "7d": ("7 days", 7),
    "30d": ("30 days", 30),
    "90d": ("90 days", 90),
    "year": ("Year", 365),
    "all": ("All", None),
}
DEFAULT = "30d"
CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class Period:
    """`since` and `until` have the form of `--since` and `--until`, empty for no bound.

    `name` is one of PERIODS, or CUSTOM for bounds that a person chose.
    """

    name: str
    since: str = ""
    until: str = ""


def period_of(name: str, since: str, until: str, today: date) -> Period:
    """The period in an address: its bounds, or the period of that name, or the default.

    A named period begins at midnight, so that its first day is complete.
    """
    if since or until:
        return Period(CUSTOM, since, until)
    name = name if name in PERIODS else DEFAULT
    _, days = PERIODS[name]
    return Period(name, "" if days is None else first_day(today, days).isoformat())


def first_day(today: date, days: int) -> date:
    """The first of `days` days, of which today is the last."""
    return today - timedelta(days=days - 1)


def days_between(first: date, last: date) -> list[date]:
    """Every day from the first to the last, including both; none if `last` is before `first`."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def day_of(key: str) -> date | None:
    """The day that is the key of a group of sums; None if it is not a day."""
    try:
        return date.fromisoformat(key)
    except ValueError:
        return None
