"""A session as a conversation: its turns, their calls, and the agents that worked for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from codexctl.deliver.store.conversation import (
    CallRow,
    agents,
    calls,
    ends,
    main_turns,
    turns_below,
)
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.pages import PageRow
from codexctl.deliver.store.query import TurnFilter
from codexctl.deliver.store.rows import Place
from codexctl.deliver.store.shown import spans_shown
from codexctl.trace.capture.filter import Capture
from codexctl.trace.spans.attribute_names import (
    CODEX_AGENT_NICKNAME,
    CODEX_AGENT_PATH,
    CODEX_ERROR_MESSAGE,
    GEN_AI_TOOL_NAME,
    INPUT_VALUE,
    OUTPUT_VALUE,
)
from codexctl.view.prices import Prices
from codexctl.view.queries.sums import Stats, sums
from codexctl.view.queries.turn_page import TurnLine, cursor_of, lines_of, spot_of

# The cursor of a session's last turns.
END = "end"
_BACKWARDS = "-"
# Agents are nested only this deep in each other; deeper ones are shown next to each other.
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call of a turn, and the turns of agents that worked for it.

    Times are in nanoseconds; `error` is the kind of error, empty if it succeeded.
    """

    name: str
    took_ns: int
    waited_ns: int
    error: str
    agents: tuple[Exchange, ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """A turn: prompt, calls and answer.

    `prompt` and `answer` are whole texts, empty if there is none or none may be shown. `agent` is
    Codex's name for the agent, empty for the session's own. `others` are turns of agents that
    belong to no call. `message` is Codex's error message if the turn failed.
    """

    line: TurnLine
    prompt: str
    answer: str
    agent: str
    calls: tuple[Call, ...]
    others: tuple[Exchange, ...]
    message: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A part of a session, the oldest turn first; the cursors lead to the other parts.

    `first` and `last` are the times when its first and last turn began (RFC 3339); `stats` are the
    sums of the whole session.
    """

    session_id: str
    first: str
    last: str
    stats: Stats
    exchanges: tuple[Exchange, ...]
    earlier: str
    later: str


def session(
    store: LocalStore,
    capture: Capture,
    session_id: str,
    prices: Prices,
    *,
    limit: int = 20,
    cursor: str = "",
) -> Session | None:
    """A part of a session, as far as it may be shown; None if no turn of it is stored.

    `limit` is how many turns it has. `cursor` is the `earlier` or `later` of another part, END, or
    empty for the beginning.
    """
    span = ends(store, session_id)
    if span is None:
        return None
    before = cursor == END or cursor.startswith(_BACKWARDS)
    spot = spot_of(cursor.removeprefix(_BACKWARDS))
    rows = main_turns(store, session_id, limit + 1, spot, before=before)
    has_more = len(rows) > limit
    rows = (rows[-limit:] if before else rows[:limit]) if has_more else rows
    is_first, is_last = (not has_more, spot is None) if before else (spot is None, not has_more)
    return Session(
        session_id,
        *span,
        sums(store, capture, TurnFilter(session=session_id), "model", prices),
        _exchanges(store, capture, rows, prices),
        earlier="" if is_first or not rows else _BACKWARDS + cursor_of(rows[0].spot),
        later="" if is_last or not rows else cursor_of(rows[-1].spot),
    )


def _exchanges(
    store: LocalStore, capture: Capture, rows: list[PageRow], prices: Prices
) -> tuple[Exchange, ...]:
    traces = dict.fromkeys(str(row.summary["trace_id"]) for row in rows)
    below = turns_below(store, traces, [row.place for row in rows])
    every = [*rows, *below]
    places = [row.place for row in every]
    told = _Told(
        dict(zip(places, lines_of(store, capture, every, prices), strict=True)),
        agents(store, places),
        calls(store, places),
        capture,
    )
    parents: dict[str, list[Place]] = {}
    for row in below:
        parents.setdefault(told.parent(row.place), []).append(row.place)
    mains = tuple(told.exchange(row.place, parents) for row in rows)
    # Turns below no call and no turn that is shown are added to the turn of their trace.
    return tuple(_with(main, told.left_over(main, parents)) for main in mains)


def _with(exchange: Exchange, others: Iterable[Exchange]) -> Exchange:
    return replace(exchange, others=(*exchange.others, *others))


@dataclass(frozen=True, slots=True)
class _Told:
    """What was read about some turns, by thread and turn."""

    lines: Mapping[Place, TurnLine]
    agents: Mapping[Place, Mapping[str, Any]]
    calls: Mapping[Place, list[CallRow]]
    capture: Capture

    def parent(self, place: Place) -> str:
        """The id of the parent span of a turn, empty if the turn's own span is not stored."""
        agent = self.agents.get(place)
        return str(agent["parent_id"]) if agent else ""

    def exchange(self, place: Place, parents: dict[str, list[Place]], depth: int = 0) -> Exchange:
        """One turn with everything below it, which is removed from `parents`."""
        agent = self.agents.get(place)
        shown = spans_shown([agent], self.capture)[0]["attributes"] if agent else {}
        made = tuple(self._call(call, parents, depth) for call in self.calls[place])
        own = str(agent["span_id"]) if agent else ""
        name = shown.get(CODEX_AGENT_NICKNAME) or shown.get(CODEX_AGENT_PATH) or ""
        return Exchange(
            self.lines[place],
            str(shown.get(INPUT_VALUE, "")),
            str(shown.get(OUTPUT_VALUE, "")),
            str(name),
            made,
            self._below(own, parents, depth),
            str(shown.get(CODEX_ERROR_MESSAGE, "")),
        )

    def left_over(self, main: Exchange, parents: dict[str, list[Place]]) -> list[Exchange]:
        """Turns of the same trace whose parent is not stored, or is nested too deep."""
        trace, found = main.line.trace_id, []
        for parent, places in list(parents.items()):
            for place in [place for place in places if self.lines[place].trace_id == trace]:
                if place in parents.get(parent, ()):  # another of them may have included it
                    parents[parent].remove(place)
                    found.append(self.exchange(place, parents))
        return found

    def _below(
        self, span_id: str, parents: dict[str, list[Place]], depth: int
    ) -> tuple[Exchange, ...]:
        if depth >= _DEEPEST:
            return ()
        below = parents.pop(span_id, [])
        return tuple(self.exchange(place, parents, depth + 1) for place in below)

    def _call(self, call: CallRow, parents: dict[str, list[Place]], depth: int) -> Call:
        name = self.capture.content(GEN_AI_TOOL_NAME, call.name)
        error = self.capture.error(call.error_type)
        below = self._below(call.span_id, parents, depth)
        return Call(name or "tool", call.took_ns, call.waited_ns, error, below)
