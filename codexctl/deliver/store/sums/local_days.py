"""Which rows of the roll-up make the days of a time zone, be it ahead of UTC by a part of an hour.

Times are counted in quarters of an hour from 1970: every zone of today is ahead by whole ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from codexctl.deliver.store.sums.read import Part, part_of
from codexctl.deliver.store.sums.rollup import DAY, QUARTERS_OF_DAY

_AMONG = "bucket IN (SELECT value FROM json_each(?))"


class Rows(NamedTuple):
    """Rows of the roll-up: `day` gives the day of each in SQL, `which` and its values choose."""

    part: Part
    day: str
    which: str = "1"
    values: Sequence[str] = ()


def whole_days(first: int, end: int) -> range:
    """The days of UTC that are within a time whole."""
    return range(-(-first // QUARTERS_OF_DAY), end // QUARTERS_OF_DAY)


def beside(first: int, end: int, days: range) -> list[tuple[int, int]]:
    """What is left of a time at both ends of its whole days."""
    if not days:
        return [(first, end)]
    return [(first, days.start * QUARTERS_OF_DAY), (days.stop * QUARTERS_OF_DAY, end)]


def of_utc(days: range) -> Rows:
    """The rows of whole days."""
    return Rows(part_of("days", days.start, days.stop), "bucket")


def by_day(first: int, end: int, ahead: int) -> list[Rows]:
    """Rows that cover a time, none of which has two days of a zone that is so far ahead of UTC."""
    days = range(0) if ahead else whole_days(first, end)
    found = [
        rows for since, until in beside(first, end, days) for rows in fine(since, until, ahead)
    ]
    return [*found, of_utc(days)] if days else found


def fine(first: int, end: int, ahead: int) -> list[Rows]:
    """The same from hours, and from quarters where an hour is not whole or has two days there."""
    first_hour, end_hour = -(-first // 4), max(end // 4, -(-first // 4))
    lone = [*range(first, min(first_hour * 4, end)), *range(max(end_hour * 4, first), end)]
    lone = lone if first_hour < end_hour else [*range(first, end)]
    which, (in_hours, rest) = "1", divmod(ahead, 4)
    if rest:
        # If a time zone is this many whole hours ahead, its midnight is within the last hour of the
        # UTC day.
        split = (DAY - 1 - in_hours) % DAY
        which = f"bucket % {DAY} <> {split}"
        hours = range(first_hour + (split - first_hour) % DAY, end_hour, DAY)
        lone += [hour * 4 + quarter for hour in hours for quarter in range(4)]
    found = []
    if first_hour < end_hour:
        day = f"(bucket * 4 + {ahead}) / {QUARTERS_OF_DAY}"
        found.append(Rows(part_of("hours", first_hour, end_hour), day, which))
    return found + _quarters(lone, f"(bucket + {ahead}) / {QUARTERS_OF_DAY}")


def moving(days: range, ahead: int) -> list[Rows]:
    """The rows of days of UTC that are in another day of a zone, by their days of UTC."""
    begin, stop = (QUARTERS_OF_DAY - ahead, QUARTERS_OF_DAY) if ahead > 0 else (0, -ahead)
    first_hour, end_hour = -(-begin // 4), stop // 4
    found = []
    if first_hour < end_hour:
        part = part_of("hours", days.start * DAY, days.stop * DAY)
        clock = f"bucket % {DAY}"
        which = f"{clock} >= {first_hour} AND {clock} < {end_hour}"
        found.append(Rows(part, f"bucket / {DAY}", which))
        lone = [*range(begin, first_hour * 4), *range(end_hour * 4, stop)]
    else:
        lone = [*range(begin, stop)]
    quarters = (day * QUARTERS_OF_DAY + quarter for day in days for quarter in lone)
    return found + _quarters(quarters, f"bucket / {QUARTERS_OF_DAY}")


def _quarters(buckets: Iterable[int], day: str) -> list[Rows]:
    asked = sorted(buckets)
    if not asked:
        return []
    return [Rows(part_of("quarters", asked[0], asked[-1] + 1), day, _AMONG, (json.dumps(asked),))]
