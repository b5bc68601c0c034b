"""The rows of a trace in portions, with the first words of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.outline import outline, size, spans_of
from codexctl.deliver.store.shown import spans_shown
from codexctl.trace.capture.filter import Capture
from codexctl.trace.spans.attribute_names import CODEX_CWD, PROCESS_EXIT_CODE
from codexctl.trace.values import integer
from codexctl.view.card.glimpse import brief, glimpse
from codexctl.view.node import node_of_row
from codexctl.view.prices import Prices
from codexctl.view.queries.span_names import SpanNames
from codexctl.view.terminal.pad import Piece
from codexctl.view.waterfall.lanes import axis_ns
from codexctl.view.waterfall.rows import Kind, TreeRow, arranged
from codexctl.view.waterfall.window import Window, folded_at_first, window


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows to show: from number `start` on, or those around the span `chosen`.

    `folded` are spans whose children are hidden; with None, long traces fold subagents.
    """

    start: int = 0
    chosen: str = ""
    folded: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as it may be shown. `about` are its first words, `error` is its kind of failure.

    `cost` is that of a model call, in US dollars; None if no price or no usage is known.
    """

    row: TreeRow
    name: str
    error: str
    about: tuple[Piece, ...]
    cost: Decimal | None
    exit_code: int | None = None


@dataclass(frozen=True, slots=True)
class Portion:
    """Some of the rows of a trace; `axis_ns` is how long the whole trace is."""

    trace_id: str
    axis_ns: int
    window: Window
    rows: tuple[ShownRow, ...]


class _Latest:
    """A cache for the rows of the last trace: a page that is scrolled asks for them repeatedly."""

    def __init__(self) -> None:
        self._kept: tuple[tuple[object, ...], list[TreeRow]] = ((), [])

    def rows(self, store: LocalStore, trace_id: str) -> list[TreeRow]:
        """The rows of a trace; read again after anything was stored or deleted."""
        key = (store.path, store.commits, trace_id, size(store.connection, trace_id))
        known, rows = self._kept
        if known != key:
            rows = arranged(outline(store.connection, trace_id))
            self._kept = (key, rows)
        return rows


_LATEST = _Latest()


def rows_of(store: LocalStore, trace_id: str) -> list[TreeRow]:
    """All rows of a trace of the store, without the content of spans; empty for no such trace."""
    return _LATEST.rows(store, trace_id)


def portion(
    store: LocalStore, capture: Capture, prices: Prices, trace_id: str, wanted: Wanted
) -> Portion:
    """The rows that `wanted` selects, as far as they may be shown."""
    rows = rows_of(store, trace_id)
    folded = folded_at_first(rows) if wanted.folded is None else wanted.folded
    found = window(rows, folded, wanted.start, _chosen(rows, wanted.chosen))
    shown = tuple(shown_rows(store, capture, prices, trace_id, found.rows))
    return Portion(trace_id, axis_ns(rows), found, shown)


def _chosen(rows: Sequence[TreeRow], span_id: str) -> TreeRow | None:
    return next((row for row in rows if row.span.span_id == span_id), None) if span_id else None


def shown_rows(
    store: LocalStore,
    capture: Capture,
    prices: Prices,
    trace_id: str,
    rows: Sequence[TreeRow],
) -> Iterator[ShownRow]:
    """The rows as they may be shown; only the first words of their content."""
    names = SpanNames(capture)
    wanted = {row.span.span_id for row in rows} | {row.agent_id for row in rows}
    spans = spans_by_id(store, capture, trace_id, wanted, briefly=True)
    for row in rows:
        name, error = names.of(row.span)
        node = node_of_row(spans[row.span.span_id])
        about = glimpse(node, cwd_of(spans, row))
        cost = prices.cost(row.span.step) if row.kind is Kind.model else None
        yield ShownRow(row, name, error, about, cost, integer(node.attributes, PROCESS_EXIT_CODE))


def spans_by_id(
    store: LocalStore, capture: Capture, trace_id: str, ids: Set[str], *, briefly: bool = False
) -> dict[str, Mapping[str, Any]]:
    """Spans by their ids, as far as they may be shown; `briefly` only with what a row shows."""
    found = spans_of(store.connection, trace_id, ids)
    if briefly:
        found = [{**span, "attributes": brief(span["attributes"])} for span in found]
    return {span["span_id"]: span for span in spans_shown(found, capture)}


def cwd_of(spans: Mapping[str, Mapping[str, Any]], row: TreeRow) -> str:
    """The working directory of the turn that a row belongs to, empty if it is not known."""
    agent = spans.get(row.agent_id)
    return str(agent["attributes"].get(CODEX_CWD) or "") if agent else ""
