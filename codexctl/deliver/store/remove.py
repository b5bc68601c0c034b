"""Taking turns out of the store, with all that is kept beside their rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from codexctl.deliver.store.rows import Place
from codexctl.deliver.store.schema import TABLES


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
    """Take out the turns that stand in the table `going`; gives how many they were."""
    # It stands in the order of time, so that its rows are named whole.
    db.execute(
        "DELETE FROM turn_tools WHERE (tool, started_at, turn_id, thread_id) IN"
        " (SELECT DISTINCT name, started_at, turn_id, thread_id FROM going"
        " CROSS JOIN turns USING (thread_id, turn_id) CROSS JOIN steps USING (thread_id, turn_id))"
    )
    deleted = 0
    for table in TABLES:
        named = "(thread_id, turn_id) IN (SELECT thread_id, turn_id FROM going)"
        deleted = db.execute(f"DELETE FROM {table} WHERE {named}").rowcount  # noqa: S608
    return deleted
