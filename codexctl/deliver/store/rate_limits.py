"""What the backend last told of its rate limits, in a small table beside the spans that hold it.

A row a turn and limit holds the latest figures of that turn, so that the latest of all is found
without a look at any span.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from codexctl.trace.jsontext import json_text
from codexctl.trace.spans.rate_limit_attributes import LIMIT_ID, told_limits
from codexctl.trace.spans.span import Span

# A backend names only a few; a file with more was not written by a backend.
_MOST_LIMITS = 20

# The migration that creates the table. Turns stored before have no limits to fill it with.
TABLE = """
    CREATE TABLE rate_limits (
        thread_id TEXT NOT NULL,
        turn_id TEXT NOT NULL,
        limit_id TEXT NOT NULL,
        told_ns INTEGER NOT NULL,
        attributes TEXT NOT NULL,
        PRIMARY KEY (thread_id, turn_id, limit_id)
    ) WITHOUT ROWID;
    CREATE INDEX rate_limits_by_time ON rate_limits (limit_id, told_ns DESC);
    """


@dataclass(frozen=True, slots=True)
class Told:
    """The latest figures of one limit: `attributes` as its span has them, and when that ended."""

    told_ns: int
    attributes: Mapping[str, Any]


def limit_rows(
    spans: Iterable[tuple[Span, Mapping[str, Any]]], place: tuple[str, str]
) -> list[tuple[object, ...]]:
    """The rows of one turn: of each limit what was told last.

    `spans` are those of the turn with their final attributes, `place` its thread and turn.
    """
    latest: dict[str, tuple[int, dict[str, Any]]] = {}
    for span, known in spans:
        told = told_limits(known)
        if not told:
            continue
        limit_id = str(told.get(LIMIT_ID, ""))
        if limit_id not in latest or latest[limit_id][0] <= span.ended:
            latest[limit_id] = (span.ended, told)
    return [
        (*place, limit_id, told_ns, json_text(told)) for limit_id, (told_ns, told) in latest.items()
    ]


def latest_limits(db: sqlite3.Connection) -> Iterator[Told]:
    """The latest figures of each limit, in the order of the limits' ids: one row is read for each.

    A row that cannot be read is skipped: the next turn tells it again.
    """
    where, values = "", tuple[str, ...]()
    for _ in range(_MOST_LIMITS):
        row = db.execute(
            f"SELECT limit_id, told_ns, attributes FROM rate_limits {where}"  # noqa: S608
            " ORDER BY limit_id, told_ns DESC LIMIT 1",
            values,
        ).fetchone()
        if row is None:
            return
        where, values = "WHERE limit_id > ?", (row[0],)
        try:
            yield Told(row[1], orjson.loads(row[2]))
        except ValueError:
            continue
