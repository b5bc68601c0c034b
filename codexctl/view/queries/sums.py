"""Sums of turns, for `trace stats` and all pages with figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date, tzinfo

from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.query import EVERYTHING, TurnFilter
from codexctl.deliver.store.sums.billed import SIZES
from codexctl.deliver.store.sums.cells import Cell, TurnOf
from codexctl.deliver.store.sums.scan import ALL, WAITING, KeyOf, scan
from codexctl.trace.capture.filter import Capture
from codexctl.view.prices import Prices
from codexctl.view.queries.summing_up.agents import Agents
from codexctl.view.queries.summing_up.calendar import Calendar, month, week
from codexctl.view.queries.summing_up.rate_book import book_of
from codexctl.view.queries.summing_up.rolled_up import RolledUp
from codexctl.view.queries.summing_up.summing import Summing
from codexctl.view.queries.turn_page import answerable
from codexctl.view.stats import (
    AGENT,
    DAY,
    GROUPINGS,
    MODEL,
    MONTH,
    PROJECT,
    ROLE,
    SESSION,
    STATUS,
    TEAM,
    TIER,
    TOOL,
    USER,
    WEEK,
    Stats,
)

__all__ = ["GROUPINGS", "Stats", "sums"]

# How days are written in each grouping by time.
_DAYS: dict[str, Callable[[date], str]] = {DAY: date.isoformat, WEEK: week, MONTH: month}
# For each grouping, the filters besides time and Codex home that the roll-up supports.
_ROLLED_UP: dict[str, frozenset[str]] = {
    **dict.fromkeys(_DAYS, frozenset()),
    **dict.fromkeys((MODEL, STATUS, TIER), frozenset({"model", "status", "tier"})),
    PROJECT: frozenset({"folders"}),
    TOOL: frozenset({"tool"}),
}
_TIMES = frozenset({"since", "until", "home"})


def sums(
    store: LocalStore,
    capture: Capture,
    wanted: TurnFilter,
    by: str,
    prices: Prices,
    timezone: tzinfo | None = None,
    *,
    with_times: bool = True,
) -> Stats:
    """Sum up the turns that `wanted` selects, as far as they may be shown.

    By agent and role, a turn and its calls count for the agent of the turn, subagents' each for
    their own. By model and tier, a model call counts for its own, a tool call and a turn for the
    turn's. By tool, a turn counts for each tool that it called; model calls do not count. By time,
    a turn counts when it began, a call when it ended.

    `by` is one of GROUPINGS; days, weeks and months are those of `timezone`, None is the machine's
    own. Without `with_times`, the durations of calls are left out.
    """
    wanted = answerable(store, wanted, capture)
    calendar, book, db = Calendar(timezone), book_of(prices), store.connection
    result = Summing(by, book, capture, with_times=with_times)
    sizes = book.sizes
    key_of = _key_of(by, calendar, store, capture)
    # A transaction, so that all reads see the same state.
    db.execute("BEGIN")
    try:
        rolled_up = RolledUp(db, wanted, by, result, _DAYS.get(by), calendar)
        is_kept = sizes == SIZES and _asked(wanted) <= _ROLLED_UP.get(by, frozenset({""}))
        which = ALL
        if is_kept and by in _ROLLED_UP and rolled_up.add(key_of):
            which = WAITING
        for group in scan(db, wanted, key_of, which, sizes=sizes, by_tool=by == TOOL):
            result.add_group(group)
        if by == TOOL:
            result.total_turns = rolled_up.turns()
    finally:
        db.execute("COMMIT")
    return result.stats()


def _asked(wanted: TurnFilter) -> set[str]:
    """The filters that are set, without those for time and home."""
    names = {field.name for field in fields(TurnFilter)} - _TIMES
    return {name for name in names if getattr(wanted, name) != getattr(EVERYTHING, name)}


def _key_of(by: str, calendar: Calendar, store: LocalStore, capture: Capture) -> KeyOf:
    """The function that finds the group of a turn or a step."""
    if by in _DAYS:
        said = _DAYS[by]
        return lambda _turn, _cell, ns: said(calendar.day(ns))
    if by in (AGENT, ROLE):
        return Agents(store, capture, by_name=by == AGENT).of
    return _KEYS[by]


def _tool(_turn: TurnOf, cell: Cell, _ns: int) -> str:
    return cell.tool


_KEYS: dict[str, KeyOf] = {
    MODEL: lambda _turn, cell, _ns: cell.model,
    TIER: lambda _turn, cell, _ns: cell.tier,
    STATUS: lambda turn, _cell, _ns: turn.status,
    PROJECT: lambda turn, _cell, _ns: turn.cwd,
    SESSION: lambda turn, _cell, _ns: turn.session_id,
    USER: lambda turn, _cell, _ns: turn.user,
    TEAM: lambda turn, _cell, _ns: turn.team,
    TOOL: _tool,
}
