"""Days, weeks and months in a person's time zone: finds those that a time is in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo

from codexctl.deliver.store.sums.cells import QUARTER_NS
from codexctl.trace.values import NS_PER_S

_DAY = 96


class Calendar:
    """The days of a time zone; None is the machine's own."""

    def __init__(self, timezone: tzinfo | None) -> None:
        self._zone = timezone
        self._known: dict[int, date] = {}

    def day(self, ns: int) -> date:
        """The day of a time in nanoseconds since 1970."""
        quarter = ns // QUARTER_NS
        if quarter not in self._known:
            there = self._there(quarter * 900)
            if (there.utcoffset() or timedelta()) % timedelta(minutes=15):
                return self._there(ns // NS_PER_S).date()
            self._known[quarter] = there.date()
        return self._known[quarter]

    def offsets(self, first: int, end: int) -> list[tuple[int, int, int]] | None:
        """Split the time from `first` to before `end` into spans with one offset from UTC each.

        All numbers count quarters of an hour, since 1970. A span is its first quarter, its end, and
        how many quarters its offset is. None if an offset is not a whole number of quarters.
        """
        spans: list[tuple[int, int, int]] = []
        for since, until in self._steady(first, end):
            ahead, rest = divmod(self._ahead(since), timedelta(minutes=15))
            if rest:
                return None
            spans.append((since, until, ahead))
        return spans

    def _steady(self, first: int, end: int) -> Iterator[tuple[int, int]]:
        """Split the time into spans with one offset each."""
        begun = first
        for look in range(first, end, _DAY):
            until = min(look + _DAY, end)
            offset = self._ahead(look)
            if self._ahead(until - 1) == offset:
                continue
            change = next(one for one in range(look, until) if self._ahead(one) != offset)
            yield begun, change
            begun = change
        if begun < end:
            yield begun, end

    def _ahead(self, quarter: int) -> timedelta:
        return self._there(quarter * 900).utcoffset() or timedelta()

    def _there(self, seconds: int) -> datetime:
        return datetime.fromtimestamp(seconds, UTC).astimezone(self._zone)


def week(day: date) -> str:
    """A day's week, in ISO 8601: `2026-W48`."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02d}"


def month(day: date) -> str:
    """A day's month: `2026-11`."""
    return f"{day:%Y-%m}"
