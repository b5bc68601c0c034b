"""One trace: its rows as a page shows them, and the details of its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from codexctl.deliver.store.conversation import turns_below
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.outline import SpanOutline, began, lineage
from codexctl.deliver.store.shown import labels_shown
from codexctl.trace.capture.filter import Capture
from codexctl.trace.spans.attribute_names import CODEX_MODEL_CONTEXT_WINDOW
from codexctl.trace.values import NS_PER_S, integer
from codexctl.view.card.blocks import Block, Card
from codexctl.view.card.card import answered, asked, card_of
from codexctl.view.node import node_of_row
from codexctl.view.prices import Prices
from codexctl.view.queries.span_names import SpanNames
from codexctl.view.queries.turn_page import TurnLine, lines_of
from codexctl.view.queries.turn_rows import (
    Portion,
    ShownRow,
    Wanted,
    cwd_of,
    portion,
    rows_of,
    shown_rows,
    spans_by_id,
)
from codexctl.view.waterfall.axis import part_of
from codexctl.view.waterfall.lanes import Lane, Span, failures, lanes
from codexctl.view.waterfall.rows import Kind, TreeRow, row_of
from codexctl.view.waterfall.totals import Totals, failed_ids, totals_of

# How many agents have more details than the others.
MOST_AGENTS = 6
# How much time is shown before and after a short step that is zoomed to.
_BESIDE_NS = 10 * NS_PER_S


@dataclass(frozen=True, slots=True)
class ModelCall:
    """A model call; `agent` is the span of the turn that it belongs to."""

    span_id: str
    name: str
    agent: str
    span: SpanOutline


@dataclass(frozen=True, slots=True)
class TurnView:
    """A trace. `turns` are its turns as in lists, the first one first.

    `started_ns` is in nanoseconds since 1970; all other times are relative to it. `failed_ids` are
    the failed steps in the order of the rows, also those not shown. `agents` are the names of the
    agents that made `calls`, by their spans. `windows` are the sizes of the first agents' context
    windows in tokens, if known. `root` is the first row's span as in `trace show --json`; `asked`
    and `answered` are its prompt and answer.
    """

    trace_id: str
    started_ns: int
    turns: tuple[TurnLine, ...]
    labels: Mapping[str, str]
    portion: Portion
    lanes: tuple[Lane, ...]
    failures: tuple[Span, ...]
    failed_ids: tuple[str, ...]
    calls: tuple[ModelCall, ...]
    totals: Totals
    asked: tuple[Block, ...]
    answered: tuple[Block, ...]
    agents: Mapping[str, str]
    windows: Mapping[str, int]
    root: Mapping[str, Any]

    @property
    def policies(self) -> list[str]:
        """The ids of the policies that applied to its turns, each once."""
        return sorted({turn.policy for turn in self.turns if turn.policy})


@dataclass(frozen=True, slots=True)
class StepView:
    """One step in full: its row, its card, and the span as in `trace show --json`."""

    row: ShownRow
    card: Card
    span: Mapping[str, Any]

    @property
    def around(self) -> str:
        """The part of the time axis that contains it, with some time before and after."""
        row = self.row.row
        beside = max((row.ends_ns - row.begins_ns) * 2, _BESIDE_NS)
        return part_of(row.begins_ns - row.waited_ns - beside, row.ends_ns + beside)


def trace_like(store: LocalStore, prefix: str) -> list[str]:
    """The traces whose id begins with `prefix`; none if it cannot be part of an id."""
    is_id = bool(prefix) and set(prefix) <= set("0123456789abcdef")
    return store.trace_ids(prefix) if is_id else []


def turn_view(
    store: LocalStore, capture: Capture, prices: Prices, trace_id: str, wanted: Wanted
) -> TurnView | None:
    """A trace of the store as far as it may be shown; None if there is no such trace."""
    rows = rows_of(store, trace_id)
    root_id = rows[0].span.span_id if rows else ""
    first = spans_by_id(store, capture, trace_id, {root_id}).get(root_id)
    if first is None:
        return None
    root, names = node_of_row(first), SpanNames(capture)
    return TurnView(
        trace_id=trace_id,
        started_ns=rows[0].span.started_ns - rows[0].begins_ns,
        turns=tuple(lines_of(store, capture, turns_below(store, [trace_id], ()), None)),
        labels=labels_shown(store.labels(trace_id), capture),
        portion=portion(store, capture, prices, trace_id, wanted),
        lanes=tuple(lanes(rows)),
        failures=failures(rows),
        failed_ids=tuple(failed_ids(rows)),
        calls=tuple(_call(row, names) for row in rows if row.kind is Kind.model),
        totals=totals_of(rows, prices.cost),
        asked=asked(root),
        answered=answered(root),
        agents={r.span.span_id: names.of(r.span)[0] for r in rows if r.agent_id == r.span.span_id},
        windows=_windows(store, capture, trace_id, rows),
        root=first,
    )


def step_view(
    store: LocalStore, capture: Capture, prices: Prices, trace_id: str, span_id: str
) -> StepView | None:
    """One step of a trace as far as it may be shown; None if there is no such step."""
    above = lineage(store.connection, trace_id, span_id)
    if not above:
        return None
    row = row_of(above, began(store.connection, trace_id))
    (shown,) = shown_rows(store, capture, prices, trace_id, [row])
    spans = spans_by_id(store, capture, trace_id, {span_id, row.agent_id})
    card = card_of(node_of_row(spans[span_id]), cwd_of(spans, row))
    return StepView(shown, card, spans[span_id])


def _windows(
    store: LocalStore, capture: Capture, trace_id: str, rows: Sequence[TreeRow]
) -> dict[str, int]:
    agents = (row.agent_id for row in rows if row.agent_id == row.span.span_id)
    spans = spans_by_id(store, capture, trace_id, {*islice(agents, MOST_AGENTS)}, briefly=True)
    found = {
        span_id: integer(span["attributes"], CODEX_MODEL_CONTEXT_WINDOW)
        for span_id, span in spans.items()
    }
    return {span_id: window for span_id, window in found.items() if window}


def _call(row: TreeRow, names: SpanNames) -> ModelCall:
    return ModelCall(row.span.span_id, names.of(row.span)[0], row.agent_id, row.span)
