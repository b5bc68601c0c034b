"""What the local store answers: its turns, steps and spans, as they were stored.

Who writes to it is `local_store.py`; questions of single pages have files of their own beside this.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from codexctl.deliver.sqlite.errors import Broken
from codexctl.deliver.store.query import EVERYTHING, STEP_COLUMNS, Step, TurnFilter, TurnRow
from codexctl.deliver.store.rate_limits import Told, latest_limits
from codexctl.trace.labels import LABELS
from codexctl.trace.spans.attribute_names import CHAT


class StoredTraces:
    """An open store, as `trace list`, `trace show` and the view read it.

    Every question raises CodexctlError where the database cannot be read, Broken where it is
    damaged.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Take an open database; `path` is what errors name."""
        self._db = connection
        self._path = path

    @property
    def connection(self) -> sqlite3.Connection:
        """For the questions that have files of their own beside this one."""
        return self._db

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self._path

    def close(self) -> None:
        """Close the file."""
        self._db.close()

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
        """Raise Broken where `turns` would, before any of them is printed.

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
            # `g` sorts directly after the hexadecimal digits, so that the index finds the range.
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
        """What the backend last said about each of its limits."""
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
