"""Whether the roll-up holds what some days come to: a check for stores of any size."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator

from codexctl.deliver.store.kept.check import plain
from codexctl.deliver.store.kept.facets import steps_of
from codexctl.deliver.store.rows import Row
from codexctl.deliver.store.sums.cells import HOUR_NS, SUMS
from codexctl.deliver.store.sums.rollup import (
    BLOCK,
    DAY,
    QUARTERS_OF_DAY,
    TABLES,
    Table,
    totals_of,
)
from codexctl.trace.values import rfc3339

_DAY_NS = DAY * HOUR_NS
_DAYS_OF_BLOCK = BLOCK // DAY
_BLOCKS = (("kind_blocks", "kind_days"), ("project_blocks", "project_days"))
# Only sums that are numbers: texts of times depend on the order in which they were added.
_NUMBERS = SUMS[:-2]


def differing_days(db: sqlite3.Connection, may_go_on: Callable[[], bool]) -> int:
    """How many of the days that were looked at are not what their turns come to.

    The newest day is always looked at, then others at random while `may_go_on` says so: of a small
    store that is all of it. The blocks of the first two have to be the sums of their days.
    """
    # From both tables, so that a day that is missing in one of them is found.
    known = db.execute(
        f"SELECT bucket FROM days UNION SELECT bucket / {DAY} FROM hours"  # noqa: S608
        " ORDER BY 1 DESC"
    )
    days = [day for (day,) in known]
    others = days[1:]
    random.shuffle(others)
    days = [*days[:1], *others]
    found = sum(
        _differs_by_days(db, block) for block in {day // _DAYS_OF_BLOCK for day in days[:2]}
    )
    for looked_at, day in enumerate(days):
        if looked_at and not may_go_on():
            break
        found += _differs(db, day)
    return found


def _differs(db: sqlite3.Connection, day: int) -> bool:
    db.execute("BEGIN")
    try:
        totals, _ = totals_of(_turns(db, day))
        for table in TABLES:
            if table.hours == BLOCK:
                continue
            first = day * QUARTERS_OF_DAY // table.quarters
            buckets = range(first, first + QUARTERS_OF_DAY // table.quarters)
            wanted = {
                key: plain(values)
                for key, values in totals[table.name].items()
                if key[-1] in buckets
            }
            if wanted != _stored(db, table, buckets):
                return True
    finally:
        db.execute("COMMIT")
    return False


def _turns(db: sqlite3.Connection, day: int) -> Iterator[tuple[Row, list[Row]]]:
    """The kept turns that began on a day of UTC, or of which a step ended on it."""
    began, ended = day * _DAY_NS, (day + 1) * _DAY_NS
    rows = db.execute(
        "SELECT * FROM turns WHERE number > 0 AND (thread_id, turn_id) IN ("
        " SELECT thread_id, turn_id FROM turns WHERE started_at >= ? AND started_at < ?"
        " UNION SELECT thread_id, turn_id FROM steps WHERE started_ns + took_ns >= ?"
        " AND started_ns + took_ns < ?)",
        (rfc3339(began)[:10], rfc3339(ended)[:10], began, ended),
    )
    for row in rows:
        yield row, steps_of(db, row[:2])


def _stored(
    db: sqlite3.Connection, table: Table, buckets: range
) -> dict[tuple[object, ...], list[object]]:
    names = (*table.keys, "home", "billed", "bucket")
    rows = db.execute(
        f"SELECT {', '.join((*names, *SUMS))} FROM {table.name}"  # noqa: S608 - names of our own
        " WHERE bucket >= ? AND bucket < ?",
        (buckets.start, buckets.stop),
    )
    return {row[: len(names)]: plain(row[len(names) :]) for row in rows}


def _differs_by_days(db: sqlite3.Connection, block: int) -> bool:
    """Whether a block comes to other numbers than the days in it."""
    sums = ", ".join(f"sum({name})" for name in _NUMBERS)
    first = block * _DAYS_OF_BLOCK
    db.execute("BEGIN")
    try:
        return any(
            db.execute(f"SELECT {sums} FROM {blocks} WHERE bucket = ?", (block,)).fetchone()  # noqa: S608
            != db.execute(
                f"SELECT {sums} FROM {days} WHERE bucket >= ? AND bucket < ?",  # noqa: S608
                (first, first + _DAYS_OF_BLOCK),
            ).fetchone()
            for blocks, days in _BLOCKS
        )
    finally:
        db.execute("COMMIT")
