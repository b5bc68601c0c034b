"""Days of a zone from days of UTC: only what is in another day there is read beside them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from codexctl.deliver.store.sums.local_days import Rows, beside, fine, moving, of_utc, whole_days
from codexctl.deliver.store.sums.read import Sum, sums

_NO_TIMES = ("", "")


def moved_days(
    db: sqlite3.Connection,
    within: tuple[int, int],
    ahead: int,
    where: str,
    values: Sequence[Any],
    rates: str,
) -> Iterator[Sum]:
    """Sums by day, counted from 1970, of a zone that is so far ahead of UTC.

    `within` are the first quarter of an hour since 1970, and the end; `ahead` counts quarters as
    well. How long calls took is not known: unlike numbers, times are not taken off a sum that
    easily. The other arguments are those of `sums`.
    """
    found: dict[tuple[int, str], list[int]] = {}

    def count(group: Sum, day: int, sign: int) -> None:
        more = (group.priced_calls, group.units, *group.values[:-2])
        mine = found.setdefault((day, group.home), [0] * len(more))
        mine[:] = [number + sign * other for number, other in zip(mine, more, strict=True)]

    def read(rows: Rows) -> Iterator[Sum]:
        which = f"{rows.which} AND {where}"
        bound = (*rows.values, *values)
        return sums(db, rows.part, rows.day, which, bound, rates, with_times=False)

    days = whole_days(*within)
    at_the_ends = (rows for ends in beside(*within, days) for rows in fine(*ends, ahead))
    for rows in (*at_the_ends, *([of_utc(days)] if days else ())):
        for group in read(rows):
            count(group, group.key, 1)
    for rows in moving(days, ahead):
        for group in read(rows):
            count(group, group.key, -1)
            count(group, group.key + (1 if ahead > 0 else -1), 1)
    for (day, home), (priced_calls, units, *numbers) in sorted(found.items()):
        if any(numbers):
            yield Sum(day, home, priced_calls, units, [*numbers, *_NO_TIMES])
