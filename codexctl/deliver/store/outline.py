"""A trace without what its spans say: enough to draw it, however much text there is in it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any, NamedTuple

from codexctl.deliver.store.query import Step


class SpanOutline(NamedTuple):
    """One span: where it is, when it ran, how it ended.

    Times are nanoseconds since 1970. The rest is of a model call or a tool call: which (`called`),
    how long a person was waited for right before it, and its tokens, None where none were told.
    """

    span_id: str
    parent_id: str
    name: str
    started_ns: int
    ended_ns: int
    error_type: str
    operation: str = ""
    called: str = ""
    provider: str = ""
    input_tokens: int | None = None
    cached_input_tokens: int | None = None
    cache_write_input_tokens: int | None = None
    output_tokens: int | None = None
    reasoning_output_tokens: int | None = None
    waited_ns: int = 0
    tier: str = ""
    server: str = ""

    @property
    def step(self) -> Step:
        """What a price is looked up by."""
        return Step(
            operation=self.operation,
            name=self.called,
            provider=self.provider,
            started_ns=self.started_ns,
            took_ns=self.ended_ns - self.started_ns,
            error_type=self.error_type,
            input_tokens=self.input_tokens,
            cached_input_tokens=self.cached_input_tokens,
            cache_write_input_tokens=self.cache_write_input_tokens,
            output_tokens=self.output_tokens,
            reasoning_output_tokens=self.reasoning_output_tokens,
            model="",
            cwd="",
            waited_ns=self.waited_ns,
            tier=self.tier,
            server=self.server,
        )


_SPANS = """
    SELECT span_id, parent_id, name, started_ns, ended_ns, error_type
    FROM spans WHERE trace_id = ? ORDER BY started_ns, span_id
    """
_CALLED = (
    "operation, name, provider, input_tokens, cached_input_tokens, cache_write_input_tokens,"
    " output_tokens, reasoning_output_tokens, waited_ns, tier, server"
)
# By turns, so that rows that are stored together are read together.
_STEPS = f"""
    SELECT span_id, {_CALLED} FROM steps WHERE (thread_id, turn_id) IN
        (SELECT thread_id, turn_id FROM turns WHERE trace_id = ?)
    """  # noqa: S608 - a constant
# From a span up to its root, span by span (`+` prevents the use of the trace's index).
_LINEAGE = """
    WITH RECURSIVE above(span_id, level) AS (
        SELECT ?, 0
        UNION
        SELECT spans.parent_id, level + 1 FROM above JOIN spans USING (span_id)
        WHERE +trace_id = ? AND level < 1000
    )
    SELECT span_id, parent_id, name, started_ns, ended_ns, error_type
    FROM above JOIN spans USING (span_id) WHERE +trace_id = ? ORDER BY level
    """
_STEP = f"SELECT {_CALLED} FROM steps WHERE span_id = ?"  # noqa: S608 - a constant


def outline(db: sqlite3.Connection, trace_id: str) -> list[SpanOutline]:
    """The spans of one trace in the order in which they began.

    What a span says is behind these columns in its row, so none of it is read.
    """
    steps = {step[0]: step[1:] for step in db.execute(_STEPS, (trace_id,)).fetchall()}
    spans = db.execute(_SPANS, (trace_id,)).fetchall()
    return [SpanOutline(*span, *steps.get(span[0], ())) for span in spans]


def lineage(db: sqlite3.Connection, trace_id: str, span_id: str) -> list[SpanOutline]:
    """A span of a trace, what it is part of, what that is part of, and so on to the root.

    Empty where the trace has no such span.
    """
    spans = db.execute(_LINEAGE, (span_id, trace_id, trace_id)).fetchall()
    return [SpanOutline(*span, *(db.execute(_STEP, (span[0],)).fetchone() or ())) for span in spans]


def size(db: sqlite3.Connection, trace_id: str) -> int:
    """How many spans a trace has."""
    (number,) = db.execute("SELECT count(*) FROM spans WHERE trace_id = ?", (trace_id,)).fetchone()
    return int(number)


def began(db: sqlite3.Connection, trace_id: str) -> int:
    """When the first span of a trace began, in nanoseconds since 1970; 0 where there is none."""
    (first,) = db.execute(
        "SELECT min(started_ns) FROM spans WHERE trace_id = ?", (trace_id,)
    ).fetchone()
    return int(first or 0)


def spans_of(db: sqlite3.Connection, trace_id: str, ids: Iterable[str]) -> list[dict[str, Any]]:
    """Some spans of a trace whole, as `LocalStore.spans` gives them, in no particular order."""
    rows = db.execute(
        "SELECT trace_id, span_id, parent_id, name, kind, started_ns, ended_ns, error_type,"
        " attributes, links FROM spans WHERE +trace_id = ?"
        " AND span_id IN (SELECT value FROM json_each(?))",
        (trace_id, json.dumps(list(ids))),
    )
    keys = ("trace_id", "span_id", "parent_id", "name", "kind", "started_ns", "ended_ns")
    return [
        dict(zip((*keys, "error_type"), row, strict=False))
        | {"attributes": json.loads(row[-2]), "links": json.loads(row[-1])}
        for row in rows
    ]
