"""Taking turns out of the store, with all that is kept beside their rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence

from codexctl.deliver.store.kept.facets import facets, steps_of
from codexctl.deliver.store.kept.words import forget_words
from codexctl.deliver.store.rows import NUMBER, Place, Row
from codexctl.deliver.store.schema import TABLES
from codexctl.deliver.store.sums.rollup import taken_off


def remove(db: sqlite3.Connection, places: Sequence[Place]) -> int:
    """Take turns out; gives how many the store had.

    `places` are their threads and turns. To be called within a transaction.
    """
    asked = json.dumps(places)
    db.execute("CREATE TEMP TABLE IF NOT EXISTS going (thread_id TEXT, turn_id TEXT)")
    db.execute("DELETE FROM going")
    found = db.execute(
        "INSERT INTO going SELECT thread_id, turn_id FROM json_each(?) AS asked CROSS JOIN turns"
        " ON thread_id = asked.value ->> 0 AND turn_id = asked.value ->> 1",
        (asked,),
    ).rowcount
    return remove_going(db) if found else 0


def remove_going(db: sqlite3.Connection) -> int:
    """Remove the turns that are in the table `going`; gives how many they were."""
    gone = list(_kept(db))
    taken_off(db, gone)
    for row, steps in gone:
        db.executemany(
            "DELETE FROM facets WHERE facet=? AND value=? AND started_at=? AND thread_id=?"
            " AND turn_id=?",
            facets(row, steps),
        )
    forget_words(db, [row for row, _ in gone])
    db.executemany("DELETE FROM numbered WHERE number=?", [(row[NUMBER],) for row, _ in gone])
    deleted = 0
    for table in TABLES:
        named = "(thread_id, turn_id) IN (SELECT thread_id, turn_id FROM going)"
        deleted = db.execute(f"DELETE FROM {table} WHERE {named}").rowcount  # noqa: S608
    return deleted


def _kept(db: sqlite3.Connection) -> Iterator[tuple[Row, list[Row]]]:
    """The rows of `turns` and `steps` of those that go and have something kept beside them."""
    turns = db.execute(
        "SELECT turns.* FROM going CROSS JOIN turns USING (thread_id, turn_id) WHERE number > 0"
    ).fetchall()
    for turn in turns:
        yield turn, steps_of(db, turn[:2])
