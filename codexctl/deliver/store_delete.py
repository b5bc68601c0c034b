"""Taking turns out of the local store for good: rows, indexes, free pages and the log."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from codexctl.deliver.database import connect
from codexctl.deliver.store_query import TurnFilter
from codexctl.deliver.store_schema import MIGRATIONS

_TABLES = ("steps", "spans", "turns")


def count(path: Path, wanted: TurnFilter) -> int:
    """How many turns of the store a filter names; 0 when there is no store."""
    if not path.exists():
        return 0
    connection = connect(path, MIGRATIONS)
    try:
        return _count(connection, wanted)
    finally:
        connection.close()


def delete(path: Path, wanted: TurnFilter) -> int:
    """Delete turns with all that belongs to them; gives how many they were.

    What is deleted is overwritten, the file is compacted and its log emptied, so that no copy
    stays behind on this disk. A destination's cursor is not moved: they do not come back.
    """
    if not path.exists():
        return 0
    connection = connect(path, MIGRATIONS)
    try:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("BEGIN IMMEDIATE")
        deleted = _count(connection, wanted)
        where, values = wanted.where()
        named = f"SELECT thread_id, turn_id FROM turns WHERE {where}"  # noqa: S608 - our own words
        for table in _TABLES:
            sql = f"DELETE FROM {table} WHERE (thread_id, turn_id) IN ({named})"  # noqa: S608
            connection.execute(sql, values)
        connection.execute("COMMIT")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return deleted
    finally:
        connection.close()


def _count(connection: sqlite3.Connection, wanted: TurnFilter) -> int:
    where, values = wanted.where()
    sql = f"SELECT count(*) FROM turns WHERE {where}"  # noqa: S608
    (number,) = connection.execute(sql, values).fetchone()
    return int(number)
