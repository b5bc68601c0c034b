"""The embedded local store: one SQLite file, upserted by span id, readable while it is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from codexctl.deliver.answer import ACCEPTED, Answer, Verdict
from codexctl.deliver.database import connect, open_existing
from codexctl.trace.otlp_json import final_attributes, json_text, plain_text
from codexctl.trace.span import Span, TurnTrace

MIGRATIONS = (
    """
    CREATE TABLE turns (
        thread_id TEXT NOT NULL,
        turn_id TEXT NOT NULL,
        trace_id TEXT NOT NULL,
        session_id TEXT NOT NULL,
        started_at TEXT NOT NULL,
        is_marked INTEGER NOT NULL,
        summary TEXT NOT NULL,
        PRIMARY KEY (thread_id, turn_id)
    ) WITHOUT ROWID;
    CREATE INDEX turns_by_time ON turns (started_at);
    CREATE INDEX turns_by_trace ON turns (trace_id);
    CREATE TABLE spans (
        span_id TEXT PRIMARY KEY,
        trace_id TEXT NOT NULL,
        parent_id TEXT NOT NULL,
        thread_id TEXT NOT NULL,
        turn_id TEXT NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        started_ns INTEGER NOT NULL,
        ended_ns INTEGER NOT NULL,
        error_type TEXT NOT NULL,
        attributes TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX spans_by_trace ON spans (trace_id, started_ns);
    CREATE INDEX spans_by_turn ON spans (thread_id, turn_id);
    """,
)


class LocalStore:
    """The store as a destination, and as what `trace list` and `trace show` read."""

    def __init__(self, connection: sqlite3.Connection, name: str = "local") -> None:
        self._db = connection
        self._name = name

    @classmethod
    def open(cls, path: Path, name: str = "local") -> LocalStore:
        """Open or create the store."""
        return cls(connect(path, MIGRATIONS), name)

    @classmethod
    def open_existing(cls, path: Path) -> LocalStore | None:
        """Open the store if there is one."""
        connection = open_existing(path, MIGRATIONS)
        return cls(connection) if connection else None

    @property
    def name(self) -> str:
        """The key of its cursor."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """There is nothing to set."""
        return "local"

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def send(self, traces: Sequence[TurnTrace]) -> Answer:
        """Store whole turns in one transaction; a turn that is there already is replaced."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            for trace in traces:
                self._store(trace)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            return Answer(Verdict.later, f"local store: {error}")
        return ACCEPTED

    def turns(self, *, marked: bool = False) -> Iterator[dict[str, Any]]:
        """The figures of every turn, the newest first; test turns only when asked for."""
        rows = self._db.execute(
            "SELECT summary FROM turns WHERE is_marked=? ORDER BY started_at DESC, turn_id DESC",
            (marked,),
        )
        for (summary,) in rows:
            yield orjson.loads(summary)

    def has_turn(self, thread_id: str, turn_id: str) -> bool:
        """Whether a turn is in the store."""
        row = self._db.execute(
            "SELECT 1 FROM turns WHERE thread_id=? AND turn_id=?", (thread_id, turn_id)
        ).fetchone()
        return row is not None

    def trace_ids(self, prefix: str) -> list[str]:
        """The traces whose id begins with `prefix` (hexadecimal digits)."""
        rows = self._db.execute(
            "SELECT DISTINCT trace_id FROM turns WHERE trace_id >= ? AND trace_id < ? LIMIT 10",
            (prefix, prefix + "g"),
        )
        return [trace_id for (trace_id,) in rows]

    def spans(self, trace_id: str) -> list[dict[str, Any]]:
        """The spans of one trace in the order in which they began."""
        rows = self._db.execute(
            "SELECT span_id, parent_id, name, kind, started_ns, ended_ns, error_type, attributes"
            " FROM spans WHERE trace_id=? ORDER BY started_ns, span_id",
            (trace_id,),
        )
        keys = ("span_id", "parent_id", "name", "kind", "started_ns", "ended_ns", "error_type")
        return [
            {"trace_id": trace_id, **dict(zip(keys, row, strict=False))}
            | {"attributes": orjson.loads(row[-1])}
            for row in rows
        ]

    def _store(self, trace: TurnTrace) -> None:
        summary = trace.summary
        place = (trace.thread_id, trace.turn_id)
        # What an earlier delivery of this turn had and this one has not would otherwise stay.
        self._db.execute("DELETE FROM spans WHERE thread_id=? AND turn_id=?", place)
        self._db.execute(
            "INSERT OR REPLACE INTO turns VALUES (?,?,?,?,?,?,?)",
            (
                *place,
                *(summary["trace_id"], summary["session_id"], summary["started_at"]),
                *(trace.is_marked, json_text(summary)),
            ),
        )
        self._db.executemany(
            "INSERT OR REPLACE INTO spans VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            [_row(span, place) for span in trace.spans],
        )


def _row(span: Span, place: tuple[str, str]) -> tuple[object, ...]:
    attributes = final_attributes(span)
    attributes.pop("error.type", None)
    return (
        *(span.span_id, span.trace_id, span.parent_id, *place),
        *(plain_text(span.name), span.kind, span.started, span.ended, span.error_type),
        json_text(attributes),
    )
