"""The embedded local store: one SQLite file, upserted by span id, readable while it is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from codexctl.deliver.answer import ACCEPTED, Answer, Verdict
from codexctl.deliver.sqlite.database import connect, in_memory, open_existing
from codexctl.deliver.sqlite.errors import Broken
from codexctl.deliver.sqlite.read_only import open_read_only
from codexctl.deliver.store.kept.remove import remove
from codexctl.deliver.store.rows import TurnRows, rows_of
from codexctl.deliver.store.schema import MIGRATIONS
from codexctl.deliver.store.stored_traces import StoredTraces
from codexctl.errors import CodexctlError
from codexctl.trace.spans.span import TurnTrace


class LocalStore(StoredTraces):
    """The store as a destination: what is sent to it can be asked for at once."""

    def __init__(self, connection: sqlite3.Connection, path: Path, name: str = "local") -> None:
        """Take an open database; `name` is the destination's, by which its cursor is kept."""
        super().__init__(connection, path)
        self._name = name

    @classmethod
    def open(cls, path: Path, name: str = "local") -> LocalStore:
        """Open or create the store.

        It is durable: a cursor that moved must not outlive, in a power failure, what it stands for.
        """
        return cls(connect(path, MIGRATIONS, durable=True), path, name)

    @classmethod
    def open_existing(cls, path: Path) -> LocalStore | None:
        """Open the store if there is one.

        None where there is none. Raises Broken where it is damaged.
        """
        connection = open_existing(path, MIGRATIONS)
        return cls(connection, path) if connection else None

    @classmethod
    def open_read_only(cls, path: Path) -> LocalStore | None:
        """Open the store where nothing can be written beside it; None where there is none.

        Raises CodexctlError as `open_read_only` of a database.
        """
        connection = open_read_only(path, MIGRATIONS, nobody_writes=True)
        return cls(connection, path) if connection else None

    @classmethod
    def in_memory(cls) -> LocalStore:
        """Make an empty store that is written nowhere and is gone with the process."""
        path = Path("the files")
        return cls(in_memory(path, MIGRATIONS), path)

    @property
    def name(self) -> str:
        """The key of its cursor."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """There is nothing to set."""
        return "local"

    @property
    def commits(self) -> int:
        """How often turns were stored."""
        row = self._db.execute("SELECT number FROM commits").fetchone()
        if row is None:
            raise Broken(self._path, "a row that must exist is missing")
        return int(row[0])

    def send(self, traces: Sequence[TurnTrace]) -> Answer:
        """Store whole turns in one transaction; a turn that is there already is replaced.

        Raises as `store` does.
        """
        return self.store([rows_of(trace) for trace in traces])

    def store(self, turns: Iterable[TurnRows]) -> Answer:
        """Store what `send` would, from rows that were made before, perhaps elsewhere.

        Raises Broken when the file is damaged; whatever else fails may pass.
        """
        once = {turn.place: turn for turn in turns}
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._replace(list(once.values()))
            self._db.execute("UPDATE commits SET number = number + 1")
            self._db.execute("COMMIT")
        except CodexctlError as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if isinstance(error, Broken):
                raise
            return Answer(Verdict.later, f"local store: {error.message}")
        return ACCEPTED

    def _replace(self, turns: Sequence[TurnRows]) -> None:
        """Write turns over what an earlier delivery of them left, which may be more."""
        remove(self._db, [turn.place for turn in turns])
        for table, rows in (
            ("turns", [turn.turn for turn in turns]),
            ("spans", [row for turn in turns for row in turn.spans]),
            ("steps", [row for turn in turns for row in turn.steps]),
            ("rate_limits", [row for turn in turns for row in turn.limits]),
        ):
            if rows:
                marks = ",".join("?" * len(rows[0]))
                self._db.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows)  # noqa: S608
