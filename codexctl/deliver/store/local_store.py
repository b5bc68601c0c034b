"""The embedded local store: one SQLite file, upserted by span id, readable while it is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from codexctl.deliver.answer import ACCEPTED, Answer, Verdict
from codexctl.deliver.sqlite.database import connect, in_memory, open_existing
from codexctl.deliver.sqlite.errors import Broken
from codexctl.deliver.sqlite.read_only import open_read_only
from codexctl.deliver.store.kept.remove import remove
from codexctl.deliver.store.query import EVERYTHING, STEP_COLUMNS, Step, TurnFilter, TurnRow
from codexctl.deliver.store.rate_limits import Told, latest_limits
from codexctl.deliver.store.rows import TurnRows, rows_of
from codexctl.deliver.store.schema import MIGRATIONS
from codexctl.errors import CodexctlError
from codexctl.trace.labels import LABELS
from codexctl.trace.spans.attribute_names import CHAT
from codexctl.trace.spans.span import TurnTrace


class LocalStore:
    """The store as a destination, and as what `trace list` and `trace show` read."""

    def __init__(self, connection: sqlite3.Connection, path: Path, name: str = "local") -> None:
        self._db = connection
        self._path = path
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
    def connection(self) -> sqlite3.Connection:
        """For the questions that have files of their own beside this one."""
        return self._db

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self._path

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
            raise Broken(self._path, "a row that is always there is gone")
        return int(row[0])

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def send(self, traces: Sequence[TurnTrace]) -> Answer:
        """Store whole turns in one transaction; a turn that is there already is replaced."""
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

    def turns(
        self, wanted: TurnFilter = EVERYTHING, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """The figures of the turns that are wanted, the newest first; never test turns.

        `limit` None means all. Raises Broken at a row that cannot be read.
        """
        where, values = wanted.where()
        rows = self._db.execute(
            f"SELECT summary FROM turns WHERE {where}"  # noqa: S608 - the values are bound
            " ORDER BY started_at DESC, thread_id DESC, turn_id DESC LIMIT ?",
            (*values, -1 if limit is None else limit),
        )
        for (summary,) in rows:
            yield self.read(summary)

    def check(self, wanted: TurnFilter = EVERYTHING, limit: int | None = None) -> None:
        """Raise Broken where `turns` would, before a word of them is printed.

        The arguments are those of `turns`.
        """
        where, values = wanted.where()
        (unreadable,) = self._db.execute(
            "SELECT count(*) FROM (SELECT summary FROM turns"  # noqa: S608 - the values are bound
            f" WHERE {where} ORDER BY started_at DESC, thread_id DESC, turn_id DESC LIMIT ?)"
            " WHERE NOT json_valid(summary)",
            (*values, -1 if limit is None else limit),
        ).fetchone()
        if unreadable:
            raise Broken(self._path, "holds text that nobody wrote")

    def calls_without_usage(self, thread_id: str, turn_id: str) -> int:
        """How many model calls of a turn reported none: what they cost is unknown."""
        (number,) = self._db.execute(
            "SELECT count(*) FROM steps WHERE thread_id=? AND turn_id=?"
            " AND operation=? AND input_tokens IS NULL",
            (thread_id, turn_id, CHAT),
        ).fetchone()
        return int(number)

    def folders(self) -> list[str]:
        """The working directories that turns have, each as it is stored."""
        return [
            cwd for (cwd,) in self._db.execute("SELECT DISTINCT cwd FROM turns WHERE cwd <> ''")
        ]

    def turn_rows(self, wanted: TurnFilter = EVERYTHING) -> Iterator[TurnRow]:
        """What sums need of the turns that are wanted.

        In no particular order.
        """
        where, values = wanted.where()
        rows = self._db.execute(
            f"SELECT started_at, status, model, cwd, session_id FROM turns WHERE {where}",  # noqa: S608
            values,
        )
        return (TurnRow(*row) for row in rows)

    def steps(self, wanted: TurnFilter = EVERYTHING) -> Iterator[Step]:
        """The model calls and tool calls that are wanted, each by its own time and model."""
        where, values = wanted.where_steps()
        rows = self._db.execute(
            f"SELECT {STEP_COLUMNS} FROM turns"  # noqa: S608
            f" JOIN steps USING (thread_id, turn_id) WHERE {where}",
            values,
        )
        return (Step(*row) for row in rows)

    def has_turn(self, thread_id: str, turn_id: str) -> bool:
        """Whether a turn is in the store."""
        row = self._db.execute(
            "SELECT 1 FROM turns WHERE thread_id=? AND turn_id=?", (thread_id, turn_id)
        ).fetchone()
        return row is not None

    def trace_ids(self, prefix: str) -> list[str]:
        """The traces whose id begins with `prefix` (hexadecimal digits).

        Ten at most, which are enough to say that the beginning is not one trace's alone.
        """
        rows = self._db.execute(
            "SELECT DISTINCT trace_id FROM turns WHERE trace_id >= ? AND trace_id < ? LIMIT 10",
            # `g` comes right behind the hexadecimal digits, so that the index finds the range.
            (prefix, prefix + "g"),
        )
        return [trace_id for (trace_id,) in rows]

    def session_ids(self, prefix: str) -> list[str]:
        """The sessions whose id begins with `prefix`: ten at most, as of traces."""
        rows = self._db.execute(
            "SELECT DISTINCT session_id FROM turns WHERE session_id >= ? AND session_id < ?"
            " LIMIT 10",
            # As in a TurnFilter, so that the index finds the range.
            (prefix, prefix + "~"),
        )
        return [session_id for (session_id,) in rows]

    def session_of(self, trace_id: str) -> str:
        """The session that a trace belongs to, empty where there is no such trace."""
        row = self._db.execute(
            "SELECT session_id FROM turns WHERE trace_id=? LIMIT 1", (trace_id,)
        ).fetchone()
        return str(row[0]) if row else ""

    def spans(self, trace_id: str) -> list[dict[str, Any]]:
        """The spans of one trace in the order in which they began.

        As plain data: times in nanoseconds since 1970, attributes and links as they were sent.
        Raises Broken where one cannot be read.
        """
        rows = self._db.execute(
            "SELECT span_id, parent_id, name, kind, started_ns, ended_ns, error_type,"
            " attributes, links FROM spans WHERE trace_id=? ORDER BY started_ns, span_id",
            (trace_id,),
        )
        keys = ("span_id", "parent_id", "name", "kind", "started_ns", "ended_ns", "error_type")
        return [
            {"trace_id": trace_id, **dict(zip(keys, row, strict=False))}
            | {"attributes": self.read(row[-2]), "links": self.read(row[-1])}
            for row in rows
        ]

    def rate_limits(self) -> Iterator[Told]:
        """The latest word of the backend on each of its limits."""
        return latest_limits(self._db)

    def labels(self, trace_id: str) -> dict[str, str]:
        """What the turns of one trace were labelled with, by the words of the command line."""
        row = self._db.execute(
            f"SELECT {', '.join(f'max({name})' for name in LABELS)} FROM turns"  # noqa: S608
            " WHERE trace_id=?",
            (trace_id,),
        ).fetchone()
        return {name: value for name, value in zip(LABELS, row, strict=True) if value}

    def policies(self, trace_id: str) -> list[str]:
        """The ids of the policies that held for the turns of one trace, where there was one."""
        rows = self._db.execute(
            "SELECT DISTINCT policy FROM turns WHERE trace_id=? AND policy <> '' ORDER BY policy",
            (trace_id,),
        )
        return [policy for (policy,) in rows]

    def read(self, text: str) -> Any:
        """Read what was written as JSON. Raises Broken where it is none any more."""
        try:
            return orjson.loads(text)
        except ValueError:
            raise Broken(self._path, "holds text that nobody wrote") from None

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
