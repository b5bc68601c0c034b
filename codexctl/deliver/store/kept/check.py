"""Whether the roll-up holds exactly what the turns come to that it should hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from codexctl.deliver.store.kept.facets import steps_of
from codexctl.deliver.store.rows import Row
from codexctl.deliver.store.sums.cells import SUMS
from codexctl.deliver.store.sums.rollup import TABLES, Key, Table, totals_of
from codexctl.deliver.store.sums.times import counts


def differences(db: sqlite3.Connection) -> dict[str, int]:
    """How many rows of each table are not what the turns come to; empty where all are.

    Everything is summed up again, which takes as long as the store is large.
    """
    db.execute("BEGIN")
    try:
        totals, _ = totals_of(_kept(db))
        found = {table.name: _differing(db, table, totals[table.name]) for table in TABLES}
    finally:
        db.execute("COMMIT")
    return {name: number for name, number in found.items() if number}


def _kept(db: sqlite3.Connection) -> Iterator[tuple[Row, list[Row]]]:
    for row in db.execute("SELECT * FROM turns WHERE number > 0"):
        yield row, steps_of(db, row[:2])


def _differing(db: sqlite3.Connection, table: Table, expected: Mapping[Key, Sequence[Any]]) -> int:
    names = (*table.keys, "home", "billed", "bucket")
    rows = db.execute(f"SELECT {', '.join((*names, *SUMS))} FROM {table.name}")  # noqa: S608
    stored = {row[: len(names)]: plain(row[len(names) :]) for row in rows}
    wanted = {key: plain(values) for key, values in expected.items()}
    keys = stored.keys() | wanted.keys()
    return sum(stored.get(key) != wanted.get(key) for key in keys)


def plain(values: Sequence[Any]) -> list[Any]:
    """Sums in which times do not depend on the order in which they were added."""
    return [*values[:-2], *map(counts, values[-2:])]
