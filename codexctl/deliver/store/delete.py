"""Deleting turns from the local store permanently: rows, indexes, free pages and the log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from codexctl.deliver.sqlite.database import INCREMENTAL, connect
from codexctl.deliver.store.kept.remove import remove_going
from codexctl.deliver.store.kept.words import wipe_traces
from codexctl.deliver.store.query import TurnFilter
from codexctl.deliver.store.schema import MIGRATIONS


def count(path: Path, wanted: TurnFilter) -> int:
    """How many turns of the store a filter names; 0 when there is no store.

    Raises Broken where the store is damaged.
    """
    if not path.exists():
        return 0
    with opened(path) as store:
        return store.count(wanted)


def delete(path: Path, wanted: TurnFilter) -> int:
    """Delete turns with all that belongs to them; gives how many they were.

    What is deleted is overwritten, the file is compacted and its log emptied, so that no copy
    stays behind on this disk. A destination's cursor is not moved: they do not come back.
    """
    if not path.exists():
        return 0
    with opened(path) as store:
        deleted = store.count(wanted)
        where, values = wanted.where()
        store.erase(f"SELECT thread_id, turn_id FROM turns WHERE {where}", values)  # noqa: S608
        store.compact()
        return deleted


@contextmanager
def opened(path: Path) -> Iterator[Eraser]:
    """The store, open for deleting."""
    connection = connect(path, MIGRATIONS)
    try:
        yield Eraser(connection)
    finally:
        connection.close()


class Eraser:
    """Deletes from an open store. What it deletes is overwritten with zeros."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def count(self, wanted: TurnFilter) -> int:
        """How many turns a filter names."""
        where, values = wanted.where()
        return self._number(f"SELECT count(*) FROM turns WHERE {where}", values)  # noqa: S608

    def oldest(self, number: int, before: str = "") -> int:
        """Delete so many turns, the oldest first, or fewer if fewer began `before` (RFC 3339)."""
        sql = (
            "SELECT thread_id, turn_id FROM turns WHERE started_at < ? ORDER BY started_at LIMIT ?"
        )
        return self.erase(sql, (before or "~", number))

    def used_bytes(self) -> int:
        """How many bytes the store's contents take, free pages not counted."""
        pages = self._number("PRAGMA page_count") - self._number("PRAGMA freelist_count")
        return pages * self._number("PRAGMA page_size")

    def turns_in(self, size: int) -> int:
        """How many turns take so many bytes, going by the average; at least one."""
        average = self.used_bytes() / max(1, self._number("SELECT count(*) FROM turns"))
        return max(1, int(size / max(average, 1)))

    def erase(self, sql: str, values: Sequence[object]) -> int:
        """Delete the turns whose thread and turn a query gives; how many they were.

        `sql` gives pairs of thread and turn id, `values` what is bound in it. In one transaction.
        """
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("CREATE TEMP TABLE IF NOT EXISTS going (thread_id TEXT, turn_id TEXT)")
        self._db.execute("DELETE FROM going")
        self._db.execute(f"INSERT INTO going {sql}", values)
        deleted = remove_going(self._db)
        self._db.execute("COMMIT")
        return deleted

    def compact(self) -> None:
        """Give free pages back to the file system, and empty the log of what it still holds."""
        wipe_traces(self._db)
        if self._number("PRAGMA auto_vacuum") == INCREMENTAL:
            # Only a script runs to its end; `execute` would release only one page.
            self._db.executescript("PRAGMA incremental_vacuum")
        else:
            self._db.execute(f"PRAGMA auto_vacuum={INCREMENTAL}")
            self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _number(self, sql: str, values: Sequence[object] = ()) -> int:
        (number,) = self._db.execute(sql, values).fetchone()
        return int(number)
