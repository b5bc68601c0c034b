"""One trace: its rows as a page shows them, and what one of its steps says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.outline import SpanOutline, outline, spans_of, summaries
from codexctl.deliver.store.shown import labels_shown, spans_shown
from codexctl.trace.capture.filter import Capture
from codexctl.trace.spans.attribute_names import CODEX_CWD, PROCESS_EXIT_CODE
from codexctl.trace.values import integer
from codexctl.view.card.blocks import Block, Card
from codexctl.view.card.card import answered, asked, card_of
from codexctl.view.card.glimpse import brief, glimpse
from codexctl.view.node import node_of_row
from codexctl.view.prices import Prices
from codexctl.view.queries.span_names import SpanNames
from codexctl.view.terminal.pad import Piece
from codexctl.view.waterfall.lanes import Lane, Span, axis_ns, failures, lanes, ticks
from codexctl.view.waterfall.rows import Kind, TreeRow, arranged
from codexctl.view.waterfall.window import Window, folded_at_first, window


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are wanted: from the `start`th on, or those around the span `chosen`.

    `folded` are spans whose rows below are not wanted; None leaves that to us.
    """

    start: int = 0
    chosen: str = ""
    folded: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row with what may be told of it. `about` are its first words, `error` its kind of failure.

    `cost` is that of a model call, in US dollars; None where no price or no usage is known.
    """

    row: TreeRow
    name: str
    error: str
    about: tuple[Piece, ...]
    cost: Decimal | None
    exit_code: int | None = None


@dataclass(frozen=True, slots=True)
class ModelCall:
    """A model call among the others of its agent, `agent` being the turn's span."""

    span_id: str
    name: str
    agent: str
    span: SpanOutline


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a trace. `cost` is that of the calls that have a price, None where none has."""

    model_calls: int
    tool_calls: int
    subagents: int
    failed: int
    input_tokens: int
    cached_input_tokens: int
    output_tokens: int
    reasoning_output_tokens: int
    calls_without_usage: int
    cost: Decimal | None
    calls_without_cost: int


@dataclass(frozen=True, slots=True)
class TurnView:
    """A trace. `turns` are the figures of its turns as `trace list --json` has them.

    `started_ns` is nanoseconds since 1970, all other times are from there. `failed_ids` are the
    steps that failed in the order of the rows, whether they are shown or not. `agents` are the
    names of those that made `calls`, by their spans; `root` is the first row's span as `trace show
    --json` has it, `asked` and `answered` what was said in it.
    """

    trace_id: str
    started_ns: int
    axis_ns: int
    turns: tuple[Mapping[str, Any], ...]
    labels: Mapping[str, str]
    window: Window
    rows: tuple[ShownRow, ...]
    lanes: tuple[Lane, ...]
    failures: tuple[Span, ...]
    ticks: tuple[int, ...]
    failed_ids: tuple[str, ...]
    calls: tuple[ModelCall, ...]
    totals: Totals
    asked: tuple[Block, ...]
    answered: tuple[Block, ...]
    agents: Mapping[str, str]
    root: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StepView:
    """One step whole: its row, its card, and the span as `trace show --json` has it."""

    row: ShownRow
    card: Card
    span: Mapping[str, Any]


def trace_like(store: LocalStore, prefix: str) -> list[str]:
    """The traces whose id begins like this; none for what cannot be the beginning of one."""
    is_id = bool(prefix) and set(prefix) <= set("0123456789abcdef")
    return store.trace_ids(prefix) if is_id else []


def turn_view(
    store: LocalStore, capture: Capture, prices: Prices, trace_id: str, wanted: Wanted
) -> TurnView | None:
    """A trace of the store as far as it may be shown; None where there is none of that id."""
    rows = arranged(outline(store.connection, trace_id))
    if not rows:
        return None
    names = SpanNames(capture)
    calls = [_call(row, names) for row in rows if row.kind is Kind.model]
    folded = folded_at_first(rows) if wanted.folded is None else wanted.folded
    portion = window(rows, folded, wanted.start, _chosen(rows, wanted.chosen))
    axis = axis_ns(rows)
    first = _spans(store, capture, trace_id, {rows[0].span.span_id})[rows[0].span.span_id]
    root = node_of_row(first)
    return TurnView(
        trace_id=trace_id,
        started_ns=min(r.span.started_ns - r.begins_ns for r in rows),
        axis_ns=axis,
        turns=tuple(map(capture.summary, summaries(store.connection, trace_id))),
        labels=labels_shown(store.labels(trace_id), capture),
        window=portion,
        rows=tuple(_shown(store, capture, prices, trace_id, portion.rows)),
        lanes=tuple(lanes(rows)),
        failures=failures(rows),
        ticks=tuple(ticks(axis)),
        failed_ids=tuple(_failed_ids(rows)),
        calls=tuple(calls),
        totals=_totals(rows, prices),
        asked=asked(root),
        answered=answered(root),
        agents={r.span.span_id: names.of(r.span)[0] for r in rows if r.agent_id == r.span.span_id},
        root=first,
    )


def step_view(
    store: LocalStore, capture: Capture, prices: Prices, trace_id: str, span_id: str
) -> StepView | None:
    """One step of a trace as far as it may be shown; None where there is none."""
    rows = arranged(outline(store.connection, trace_id))
    row = _chosen(rows, span_id)
    if row is None:
        return None
    (shown,) = _shown(store, capture, prices, trace_id, [row])
    spans = _spans(store, capture, trace_id, {span_id, row.agent_id})
    card = card_of(node_of_row(spans[span_id]), _cwd(spans, row))
    return StepView(shown, card, spans[span_id])


def _chosen(rows: Sequence[TreeRow], span_id: str) -> TreeRow | None:
    return next((row for row in rows if row.span.span_id == span_id), None) if span_id else None


def _call(row: TreeRow, names: SpanNames) -> ModelCall:
    return ModelCall(row.span.span_id, names.of(row.span)[0], row.agent_id, row.span)


def _failed_ids(rows: Iterable[TreeRow]) -> Iterator[str]:
    return (r.span.span_id for r in rows if r.failed and r.kind in (Kind.model, Kind.tool))


def _shown(
    store: LocalStore,
    capture: Capture,
    prices: Prices,
    trace_id: str,
    rows: Sequence[TreeRow],
) -> Iterator[ShownRow]:
    """The rows with what may be told of them; of what their spans say only the first words."""
    names = SpanNames(capture)
    wanted = {row.span.span_id for row in rows} | {row.agent_id for row in rows}
    spans = _spans(store, capture, trace_id, wanted, briefly=True)
    for row in rows:
        name, error = names.of(row.span)
        node = node_of_row(spans[row.span.span_id])
        about = glimpse(node, _cwd(spans, row))
        cost = prices.cost(row.span.step) if row.kind is Kind.model else None
        yield ShownRow(row, name, error, about, cost, integer(node.attributes, PROCESS_EXIT_CODE))


def _spans(
    store: LocalStore, capture: Capture, trace_id: str, ids: Set[str], *, briefly: bool = False
) -> dict[str, Mapping[str, Any]]:
    """Spans by their ids, as far as they may be shown; `briefly` with what a row has room for."""
    found = spans_of(store.connection, trace_id, ids)
    if briefly:
        found = [{**span, "attributes": brief(span["attributes"])} for span in found]
    return {span["span_id"]: span for span in spans_shown(found, capture)}


def _cwd(spans: Mapping[str, Mapping[str, Any]], row: TreeRow) -> str:
    agent = spans.get(row.agent_id)
    return str(agent["attributes"].get(CODEX_CWD) or "") if agent else ""


def _totals(rows: Sequence[TreeRow], prices: Prices) -> Totals:
    calls = [row.span for row in rows if row.kind is Kind.model]
    costs = [prices.cost(call.step) for call in calls]
    known = [cost for cost in costs if cost is not None]
    return Totals(
        model_calls=len(calls),
        tool_calls=sum(row.kind is Kind.tool for row in rows),
        subagents=sum(row.kind is Kind.subagent for row in rows),
        failed=sum(1 for _ in _failed_ids(rows)),
        input_tokens=sum(call.input_tokens or 0 for call in calls),
        cached_input_tokens=sum(call.cached_input_tokens or 0 for call in calls),
        output_tokens=sum(call.output_tokens or 0 for call in calls),
        reasoning_output_tokens=sum(call.reasoning_output_tokens or 0 for call in calls),
        calls_without_usage=sum(call.input_tokens is None for call in calls),
        cost=sum(known, Decimal(0)) if known else None,
        calls_without_cost=len(costs) - len(known),
    )
