"""Days of a zone from days of UTC: only the hours are read that lie in another day there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from codexctl.deliver.store.sums.read import Part, Sum, by_day, sums

_DAY_H = 24
_NO_TIMES = ("", "")


def moved_days(
    db: sqlite3.Connection,
    hours: tuple[int, int],
    ahead: int,
    where: str,
    values: Sequence[Any],
    rates: str,
) -> Iterator[Sum]:
    """Sums by day, counted from 1970, of a zone that is so many hours ahead of UTC.

    `hours` are the first hour since 1970, and the end. How long calls took is not told: unlike
    numbers, times are not taken off a sum that easily. The other arguments are those of `sums`.
    """
    found: dict[tuple[int, str], list[int]] = {}

    def count(group: Sum, day: int, sign: int) -> None:
        more = (group.priced_calls, group.units, *group.values[:-2])
        mine = found.setdefault((day, group.home), [0] * len(more))
        mine[:] = [number + sign * other for number, other in zip(mine, more, strict=True)]

    def read(part: Part, key: str, these: str = "1") -> Iterator[Sum]:
        return sums(db, part, key, f"{these} AND {where}", values, rates, with_times=False)

    for part in by_day(*hours, 0):
        if part.table.hours != _DAY_H:
            for group in read(part, f"(bucket + {ahead}) / {_DAY_H}"):
                count(group, group.key, 1)
            continue
        for group in read(part, "bucket"):
            count(group, group.key, 1)
        (of_these,) = by_day(part.first * _DAY_H, part.end * _DAY_H, ahead)
        clock = f"bucket % {_DAY_H}"
        moving = f"{clock} >= {_DAY_H - ahead}" if ahead > 0 else f"{clock} < {-ahead}"
        for group in read(of_these, f"bucket / {_DAY_H}", moving):
            count(group, group.key, -1)
            count(group, group.key + (1 if ahead > 0 else -1), 1)
    for (day, home), (priced_calls, units, *numbers) in sorted(found.items()):
        if any(numbers):
            yield Sum(day, home, priced_calls, units, [*numbers, *_NO_TIMES])
