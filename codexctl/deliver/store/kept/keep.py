"""Turns that were stored get what is kept beside them: a number, facets, their part of the sums.

Storing a turn only says that it is still to be kept, in its own row; who asks for sums reads such
turns themselves. So storing stays as fast as it was, and what an older codexctl stored is brought
up to date by the same steps, each a transaction that may be the last one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from codexctl.deliver.store.kept.facets import facets, steps_of
from codexctl.deliver.store.kept.numbers import free_number, number_of
from codexctl.deliver.store.rows import FROM_BEFORE, IS_MARKED, NUMBER, STARTED_AT, Row, shown
from codexctl.deliver.store.sums.rollup import added

# How many turns are kept in one transaction: other writers wait no longer than that takes.
BATCH = 200


def to_keep(db: sqlite3.Connection) -> int:
    """How many turns are still to be kept."""
    (number,) = db.execute("SELECT count(*) FROM turns WHERE number < 1").fetchone()
    return int(number)


def keep_some(db: sqlite3.Connection, at_most: int = BATCH) -> int:
    """Keep so many turns, in a transaction; gives how many there were, 0 when none is left."""
    if not db.execute("SELECT 1 FROM turns WHERE number < 1 LIMIT 1").fetchone():
        return 0
    db.execute("BEGIN IMMEDIATE")
    try:
        turns = [(row, steps_of(db, row[:2])) for row in _waiting(db, at_most)]
        for row, steps in turns:
            _keep(db, row, steps)
        added(db, turns)
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    return len(turns)


def _waiting(db: sqlite3.Connection, at_most: int) -> Iterator[Row]:
    """Rows of `turns` that are to be kept, with all that is shown of them."""
    rows = db.execute("SELECT * FROM turns WHERE number < 1 LIMIT ?", (at_most,)).fetchall()
    for row in rows:
        yield _filled(db, row) if row[NUMBER] == FROM_BEFORE else row


def _filled(db: sqlite3.Connection, row: Row) -> Row:
    """A row that an older codexctl wrote, with what it did not know of yet."""
    agent, ended = dict[str, Any](), 0
    spans = db.execute(
        "SELECT ended_ns, iif(name LIKE 'invoke\\_agent%' ESCAPE '\\', attributes, '')"
        " FROM spans WHERE thread_id=? AND turn_id=?",
        row[:2],
    )
    for its_end, attributes in spans:
        ended = max(ended, its_end)
        agent = _read(attributes) or agent
    found = shown(str(row[STARTED_AT]), agent, ended, steps_of(db, row[:2]))
    return (*row[: NUMBER + 1], *found, *row[NUMBER + 1 + len(found) :])


def _keep(db: sqlite3.Connection, row: Row, steps: Sequence[Row]) -> None:
    place = (str(row[0]), str(row[1]))
    number = free_number(db, number_of(str(row[STARTED_AT]), place))
    db.execute("INSERT INTO numbered VALUES (?,?,?,?)", (number, *place, row[IS_MARKED]))
    columns = "prompt=?, waited_ns=?, lasted_ns=?, calls_without_usage=?, tier=?, origin=?"
    if row[NUMBER] == FROM_BEFORE:
        values = (number, *row[NUMBER + 1 : NUMBER + 7], *place)
        db.execute(f"UPDATE turns SET number=?, {columns} WHERE thread_id=? AND turn_id=?", values)  # noqa: S608
    else:
        db.execute("UPDATE turns SET number=? WHERE thread_id=? AND turn_id=?", (number, *place))
    if not row[IS_MARKED]:
        db.executemany("INSERT OR IGNORE INTO facets VALUES (?,?,?,?,?)", facets(row, steps))


def _read(attributes: str) -> dict[str, Any]:
    try:
        found = orjson.loads(attributes or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
