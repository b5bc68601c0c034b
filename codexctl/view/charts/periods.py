"""Spans of days that sums are made over: so many up to today, or what a person asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

# What can be chosen, with how many days it has; None is without a beginning.
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
    """`since` and `until` are as `--since` and `--until` take them, empty for no bound.

    `name` is one of PERIODS, or CUSTOM for bounds that a person wrote.
    """

    name: str
    since: str = ""
    until: str = ""


def period_of(name: str, since: str, until: str, today: date) -> Period:
    """The period that an address asks for; bounds go before a name, and no name is the usual one.

    It begins at midnight, so that its first day is whole.
    """
    if since or until:
        return Period(CUSTOM, since, until)
    name = name if name in PERIODS else DEFAULT
    _, days = PERIODS[name]
    return Period(name, "" if days is None else first_day(today, days).isoformat())


def first_day(today: date, days: int) -> date:
    """The first of so many days, of which today is the last."""
    return today - timedelta(days=days - 1)


def days_between(first: date, last: date) -> list[date]:
    """Every day from the first to the last, both included; none where that comes before."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def day_of(key: str) -> date | None:
    """The day that a group of sums by day is of; None where it is no day."""
    try:
        return date.fromisoformat(key)
    except ValueError:
        return None
