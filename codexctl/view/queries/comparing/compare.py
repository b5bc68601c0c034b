"""Two turns or two models side by side: the figures of each, and how they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from difflib import SequenceMatcher

from codexctl.deliver.store.conversation import turns_below
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.query import TurnFilter
from codexctl.trace.capture.filter import Capture
from codexctl.trace.values import NS_PER_MS
from codexctl.view.prices import Prices
from codexctl.view.queries.comparing.figures import (
    OF_MODELS,
    OF_TURNS,
    Compared,
    Figures,
    compared,
)
from codexctl.view.queries.sums import sums
from codexctl.view.queries.turn_page import TurnLine, lines_of
from codexctl.view.queries.turn_rows import ShownRow, rows_of, shown_rows
from codexctl.view.stats import MODEL
from codexctl.view.waterfall.lanes import WAITING, lanes
from codexctl.view.waterfall.rows import Kind, TreeRow
from codexctl.view.waterfall.totals import totals_of

# Calls of each turn that are compared: matching many more takes long, and nobody reads them.
MOST_CALLS = 300


@dataclass(frozen=True, slots=True)
class ToolPair:
    """Two calls to show side by side; one is None if only the other turn has such a call."""

    a: ShownRow | None
    b: ShownRow | None

    @property
    def is_same(self) -> bool:
        """Whether both turns called the same tool here."""
        return bool(self.a and self.b and self.a.name == self.b.name)


@dataclass(frozen=True, slots=True)
class TurnSide:
    """One of two traces: its turns, the first one first, and how many tool calls they have."""

    trace_id: str
    turns: tuple[TurnLine, ...]
    tool_calls: int

    @property
    def first(self) -> TurnLine:
        """The turn with which the trace began."""
        return self.turns[0]


@dataclass(frozen=True, slots=True)
class TurnComparison:
    """Two traces, each with all its subagents."""

    a: TurnSide
    b: TurnSide
    figures: tuple[Compared, ...]
    tools: tuple[ToolPair, ...]


def compare_turns(
    store: LocalStore, capture: Capture, prices: Prices, a: str, b: str
) -> TurnComparison | None:
    """Compare two traces of the store, by their full ids; None if one of them has no turns."""
    turns = [turns_below(store, [trace_id], ()) for trace_id in (a, b)]
    if not all(turns):
        return None
    rows = [rows_of(store, trace_id) for trace_id in (a, b)]
    durations = [its[0].summary["duration_ms"] for its in turns]
    of_a, of_b = (
        _of_trace(its, prices, duration) for its, duration in zip(rows, durations, strict=True)
    )
    tools = [[row for row in its if row.kind is Kind.tool] for its in rows]
    shown = [
        tuple(shown_rows(store, capture, prices, trace_id, called[:MOST_CALLS]))
        for trace_id, called in zip((a, b), tools, strict=True)
    ]
    side_a, side_b = (
        TurnSide(trace_id, tuple(lines_of(store, capture, its, None)), len(called))
        for trace_id, its, called in zip((a, b), turns, tools, strict=True)
    )
    figures = compared(OF_TURNS, of_a, of_b)
    return TurnComparison(side_a, side_b, figures, tuple(beside(*shown)))


def compare_models(
    store: LocalStore, capture: Capture, prices: Prices, wanted: TurnFilter, models: tuple[str, str]
) -> tuple[Compared, ...]:
    """Compare the sums of two models for the turns that `wanted` selects.

    As in `trace stats --model`, a model call counts for its own model, a turn for the turn's.
    """
    a, b = (
        sums(store, capture, replace(wanted, model=model), MODEL, prices).total.figures()
        for model in models
    )
    return compared(OF_MODELS, a, b)


def beside(a: Sequence[ShownRow], b: Sequence[ShownRow]) -> list[ToolPair]:
    """Pair two sequences of calls, with as many pairs of equal tools as possible."""
    matcher = SequenceMatcher(None, [r.name for r in a], [r.name for r in b], autojunk=False)
    pairs: list[ToolPair] = []
    for _, a_from, a_to, b_from, b_to in matcher.get_opcodes():
        for step in range(max(a_to - a_from, b_to - b_from)):
            at_a, at_b = a_from + step, b_from + step
            pairs.append(
                ToolPair(a[at_a] if at_a < a_to else None, b[at_b] if at_b < b_to else None)
            )
    return pairs


def _of_trace(rows: Sequence[TreeRow], prices: Prices, duration_ms: int | None) -> Figures:
    """The sums of one trace, as on its page; for each kind, overlapping times count once."""
    totals = totals_of(rows, prices.cost)
    times = {lane.kind: lane.took_ns / NS_PER_MS for lane in lanes(rows)}
    return {
        **asdict(totals),
        "llm_calls": totals.model_calls - totals.calls_without_usage,
        "tool_failures": sum(row.failed for row in rows if row.kind is Kind.tool),
        "cost_usd": None if totals.cost is None else float(totals.cost),
        "duration_ms": duration_ms,
        "model_took_ms": times.get(Kind.model.value, 0),
        "tool_took_ms": times.get(Kind.tool.value, 0),
        "waited_ms": times.get(WAITING, 0),
    }
