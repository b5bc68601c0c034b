"""Sums of turns and steps one by one: for what is asked that the roll-up does not tell."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import orjson

from codexctl.deliver.store.query import TurnFilter
from codexctl.deliver.store.sums.billed import SIZES, Billed
from codexctl.deliver.store.sums.cells import (
    HOUR_NS,
    Cell,
    TurnOf,
    Values,
    add,
    count_step,
    empty,
    step_cell,
    turn_cell,
)
from codexctl.trace.spans.attribute_names import EXECUTE_TOOL
from codexctl.trace.values import NS_PER_S, instant, rfc3339

_DAY_NS = 24 * HOUR_NS
_TURN = (
    "turns.started_at, turns.status, turns.model, turns.tier, turns.cwd, turns.home,"
    " turns.session_id, turns.user, turns.team, turns.thread_id"
)
_TOOLS = (
    "(SELECT json_group_array(DISTINCT name) FROM steps WHERE steps.thread_id = turns.thread_id"  # noqa: S608
    f" AND steps.turn_id = turns.turn_id AND operation = '{EXECUTE_TOOL}')"
)
_OF_TURN = len(TurnOf._fields)
# Which turns are read: by whether the roll-up contains them.
KEPT, WAITING, ALL = "number > 0", "number < 1", "1"
# A function for the key of sums, from a turn, one of its cells, and the cell's time in nanoseconds.
KeyOf = Callable[[TurnOf, Cell, int], str]
_Place = tuple[str, str, Billed | None, int]


@dataclass(frozen=True, slots=True)
class Group:
    """Sums of one hour, of what is billed alike."""

    key: str
    home: str
    billed: Billed | None
    hour: int
    values: Values


def scan(
    db: sqlite3.Connection,
    wanted: TurnFilter,
    key_of: KeyOf,
    which: str = ALL,
    *,
    sizes: tuple[int, ...] = SIZES,
    by_tool: bool = False,
) -> Iterator[Group]:
    """Sum up the turns that are wanted and their steps, each by its own time, one by one.

    `which` is KEPT, WAITING or ALL, `sizes` are those of requests that matter for their price.
    `by_tool` has a turn count for each tool that it called.
    """
    found: dict[_Place, Values] = {}
    for turn, tools in _turns(db, wanted, which, by_tool=by_tool):
        cell, values = turn_cell(turn)
        at = instant(turn.started_at) or 0
        for tool in tools:
            key: _Place = (key_of(turn, cell._replace(tool=tool), at), turn.home, None, cell.hour)
            add(found.setdefault(key, empty()), values)
    for turn, step in _steps(db, wanted, which):
        cell = step_cell(turn, step, sizes)
        place = (key_of(turn, cell, step[6] + step[7]), turn.home, cell.billed, cell.hour)
        if (mine := found.get(place)) is None:
            mine = found[place] = empty()
        count_step(mine, step)
    return (Group(*key, values) for key, values in found.items())


def between(wanted: TurnFilter, since_ns: int | None, until_ns: int | None) -> TurnFilter:
    """The same within a time, in nanoseconds since 1970; None where it has no end."""
    return replace(
        wanted,
        since="" if since_ns is None else rfc3339(since_ns),
        until="" if until_ns is None else rfc3339(until_ns),
    )


def _turns(
    db: sqlite3.Connection, wanted: TurnFilter, which: str, *, by_tool: bool
) -> Iterator[tuple[TurnOf, list[str]]]:
    """The turns, each with the tools that it counts for: none of a name where nobody asks."""
    where, values = wanted.where()
    tools = _TOOLS if by_tool and not wanted.tool else "NULL"
    rows = db.execute(f"SELECT {_TURN}, {tools} FROM turns WHERE {where} AND {which}", values)  # noqa: S608
    for row in rows:
        yield TurnOf(*row[:-1]), orjson.loads(row[-1] or "[]") or [wanted.tool if by_tool else ""]


def _steps(
    db: sqlite3.Connection, wanted: TurnFilter, which: str
) -> Iterator[tuple[TurnOf, tuple[Any, ...]]]:
    where, values = wanted.where_steps()
    for begun, bound in _begun(wanted, which):
        rows = db.execute(
            f"SELECT {_TURN}, steps.* FROM turns JOIN steps USING (thread_id, turn_id)"  # noqa: S608
            f" WHERE {where} AND {which} AND {begun}",
            (*values, *bound),
        )
        for row in rows:
            yield TurnOf(*row[:_OF_TURN]), row[_OF_TURN:]


def _begun(wanted: TurnFilter, which: str) -> Iterator[tuple[str, list[str]]]:
    """When turns began whose steps can have ended in the wanted time: what an index can find.

    Those that lasted for more than a day are few, and asked for by themselves.
    """
    until = ("turns.started_at < ?", [wanted.until]) if wanted.until else ("1", [])
    if not wanted.since or which == WAITING:
        yield until
        return
    day_before = rfc3339(max((instant(wanted.since) or 0) - _DAY_NS, 0))
    yield f"turns.started_at >= ? AND {until[0]}", [day_before, *until[1]]
    # Turns that were over by then have no step in this time; with one more second, because
    # fractions of seconds are not compared.
    over = f"coalesce(unixepoch(turns.started_at) + 2 + lasted_ns / {NS_PER_S} >= unixepoch(?), 1)"
    yield f"turns.started_at < ? AND lasted_ns > {_DAY_NS} AND {over}", [day_before, wanted.since]
    if which == ALL:
        yield f"turns.started_at < ? AND number = -1 AND lasted_ns <= {_DAY_NS}", [day_before]
