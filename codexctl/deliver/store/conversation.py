"""A session's turns in the order in which they were had, and what is below each of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.pages import COLUMNS, PageRow, Spot, row_of
from codexctl.deliver.store.rows import Place
from codexctl.trace.spans.attribute_names import EXECUTE_TOOL, INVOKE_AGENT

# A turn that is in no other one: those of the session's own thread, and those without a parent.
_MAIN = "(thread_id = session_id OR summary ->> 'parent_turn_id' IS NULL)"
# More agents than anybody reads on a page.
_MOST_BELOW = 500


@dataclass(frozen=True, slots=True)
class CallRow:
    """A tool call of a turn: times in nanoseconds, `error_type` empty where it succeeded."""

    span_id: str
    name: str
    took_ns: int
    waited_ns: int
    error_type: str


def main_turns(
    store: LocalStore, session: str, limit: int, spot: Spot | None, *, before: bool
) -> list[PageRow]:
    """So many of a session's own turns, the oldest first: those after a spot, or before it.

    None for `spot` is the session's beginning, or (`before`) its end.
    """
    where, bound = "", list[object]()
    if spot:
        sign = "<" if before else ">"
        where, bound = f" AND (started_at, thread_id, turn_id) {sign} (?, ?, ?)", [*spot]
    order = "DESC" if before else "ASC"
    rows = store.connection.execute(
        f"SELECT {COLUMNS} FROM turns WHERE session_id = ? AND is_marked = 0 AND {_MAIN}{where}"  # noqa: S608 - the values are bound
        f" ORDER BY started_at {order}, thread_id {order}, turn_id {order} LIMIT ?",
        (session, *bound, limit),
    )
    found = [row_of(store, row) for row in rows]
    return found[::-1] if before else found


def turns_below(store: LocalStore, traces: Iterable[str], mains: Sequence[Place]) -> list[PageRow]:
    """The turns of some traces that are not among `mains`, in the order in which they began."""
    rows = store.connection.execute(
        f"SELECT {COLUMNS} FROM turns WHERE trace_id IN (SELECT value FROM json_each(?))"  # noqa: S608
        " AND is_marked = 0 ORDER BY started_at LIMIT ?",
        (json.dumps(list(traces)), _MOST_BELOW + len(mains)),
    )
    known = set(mains)
    return [row for row in (row_of(store, row) for row in rows) if row.place not in known]


def agents(store: LocalStore, places: Sequence[Place]) -> dict[Place, dict[str, Any]]:
    """The span of the agent itself of each turn, as `LocalStore.spans` gives spans."""
    rows = store.connection.execute(
        "SELECT thread_id, turn_id, trace_id, span_id, parent_id, name, kind, started_ns,"
        " ended_ns, error_type, attributes FROM json_each(?) AS asked CROSS JOIN spans"
        " ON thread_id = asked.value ->> 0 AND turn_id = asked.value ->> 1"
        " WHERE name >= ? AND name < ? || '~'",
        (json.dumps(places), INVOKE_AGENT, INVOKE_AGENT),
    )
    keys = ("trace_id", "span_id", "parent_id", "name", "kind", "started_ns", "ended_ns")
    return {
        (thread, turn): {
            **dict(zip((*keys, "error_type"), rest, strict=False)),
            "attributes": store.read(rest[-1]),
            "links": [],
        }
        for thread, turn, *rest in rows
    }


def spans_of(store: LocalStore, place: Place) -> Iterator[tuple[dict[str, Any], str]]:
    """The spans of one turn in the order in which they began, each with its attributes as text.

    Otherwise as `LocalStore.spans` gives them, without links: who looks for something in them need
    not have all of them read.
    """
    keys = ("trace_id", "span_id", "parent_id", "name", "kind", "started_ns", "ended_ns")
    rows = store.connection.execute(
        "SELECT trace_id, span_id, parent_id, name, kind, started_ns, ended_ns, error_type,"
        " attributes FROM spans WHERE thread_id = ? AND turn_id = ? ORDER BY started_ns, span_id",
        place,
    )
    for row in rows:
        yield {**dict(zip((*keys, "error_type"), row, strict=False)), "links": []}, row[-1]


def calls(store: LocalStore, places: Sequence[Place]) -> dict[Place, list[CallRow]]:
    """The tool calls of some turns, in the order in which they began, by thread and turn."""
    rows = store.connection.execute(
        "SELECT thread_id, turn_id, span_id, name, took_ns, waited_ns, error_type"
        " FROM json_each(?) AS asked CROSS JOIN steps"
        " ON thread_id = asked.value ->> 0 AND turn_id = asked.value ->> 1"
        " WHERE operation = ? ORDER BY started_ns, span_id",
        (json.dumps(places), EXECUTE_TOOL),
    )
    found: dict[Place, list[CallRow]] = {place: [] for place in places}
    for thread, turn, *call in rows:
        found[thread, turn].append(CallRow(*call))
    return found


def ends(store: LocalStore, session: str) -> tuple[str, str] | None:
    """When the first and the last turn of a session began (RFC 3339); None where there is none."""
    first, last = store.connection.execute(
        "SELECT min(started_at), max(started_at) FROM turns WHERE session_id = ? AND is_marked = 0",
        (session,),
    ).fetchone()
    return (first, last) if first else None
