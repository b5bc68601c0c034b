"""One turn: its prompt, where the time went, every step on one time axis, and their content."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson

from codexctl.view.queries.deliveries import deliveries
from codexctl.view.queries.turn import TurnView, step_view, trace_like, turn_view
from codexctl.view.queries.turn_page import kinds_hidden
from codexctl.view.queries.turn_rows import Portion, Wanted, portion
from codexctl.view.waterfall.axis import axis_of, part_of, tick_said
from codexctl.view.waterfall.rows import Kind
from codexctl.view.web.pages.page import (
    Answer,
    Download,
    Elsewhere,
    NotThere,
    Sheet,
    Visit,
    heading,
)
from codexctl.view.web.pages.plots import plots

if TYPE_CHECKING:
    from codexctl.deliver.cursors.delivered import Delivered
    from codexctl.deliver.store.local_store import LocalStore

_MOST_FAILURES = 10_000
# The parts of the page's state that are in its address.
_STATE = ("span", "from", "fold", "zoom")


def show(visit: Visit) -> Answer:
    """The page of a turn; the address may have `span` (its card is open), `from` and `fold`."""
    store, trace_id = _trace(visit)
    if trace_id != visit.given["trace_id"]:
        return Elsewhere(f"/turn/{trace_id}")
    capture, prices, chosen = visit.capture, visit.prices(), visit.query.get("span", "")
    view = turn_view(store, capture, prices, trace_id, _wanted(visit.query))
    if view is None:
        raise NotThere(f"turn {trace_id} is not in the store any more", "codexctl trace list")
    values = {
        **_drawing(view.portion, visit.query),
        "view": view,
        "hidden": kinds_hidden(capture),
        "plots": plots(view),
        "sent": () if visit.of_files else _sent(visit, view),
        "opened": step_view(store, capture, prices, trace_id, chosen) if chosen else None,
        "tick_said": tick_said,
        "zoom": _zoom(view.portion, visit.query),
        "next_failed": _next(view.failed_ids, chosen),
        "failed_ids": ",".join(view.failed_ids[:_MOST_FAILURES]),
    }
    return Sheet("turn.html.j2", values, _title(view))


def rows(visit: Visit) -> Answer:
    """A further portion of the rows, for an open page."""
    store, trace_id = _trace(visit)
    found = portion(store, visit.capture, visit.prices(), trace_id, _wanted(visit.query))
    return Sheet("turn_rows.html.j2", {**_drawing(found, visit.query), "opened": None})


def step(visit: Visit) -> Answer:
    """The card of one step, for an open page."""
    store, trace_id = _trace(visit)
    prices, span_id = visit.prices(), visit.given["span_id"]
    found = step_view(store, visit.capture, prices, trace_id, span_id)
    if found is None:
        raise NotThere(f"the turn has no step {span_id}", "reload the page of the turn")
    return Sheet("turn_step.html.j2", {"opened": found, "trace_id": trace_id})


def otlp_json(visit: Visit) -> Answer:
    """The turn as OTLP/JSON."""
    from codexctl.deliver.store.shown import labels_shown, spans_shown
    from codexctl.view.export.otlp import otlp

    store, trace_id = _trace(visit)
    spans = spans_shown(store.spans(trace_id), visit.capture)
    labels = labels_shown(store.labels(trace_id), visit.capture)
    policies = store.policies(trace_id)
    return Download(
        b"".join(otlp(spans, labels, policies)), "application/json", f"{trace_id}.otlp.json"
    )


def perfetto_json(visit: Visit) -> Answer:
    """The turn as trace events for ui.perfetto.dev."""
    from codexctl.deliver.store.shown import spans_shown
    from codexctl.view.export.perfetto import perfetto
    from codexctl.view.node import node_of_row

    store, trace_id = _trace(visit)
    spans = spans_shown(store.spans(trace_id), visit.capture)
    content = orjson.dumps(perfetto(map(node_of_row, spans)))
    return Download(content, "application/json", f"{trace_id}.perfetto.json")


def _trace(visit: Visit) -> tuple[LocalStore, str]:
    """The store, and the trace that the address names. Raises NotThere."""
    asked = visit.given["trace_id"]
    found = trace_like(visit.store, asked.lower()) if visit.store else []
    if len(found) > 1 and asked not in found:
        raise NotThere(f"several turns begin with {asked}", "add more digits")
    if visit.store is None or not found:
        raise NotThere(f"no turn {asked} in the local store", "codexctl trace list")
    return visit.store, found[0] if len(found) == 1 else asked


def _sent(visit: Visit, view: TurnView) -> Sequence[Delivered]:
    """The state of delivery of the turn itself at other destinations, without its subagents'."""
    found = deliveries(visit.locations, view.turns[:1])
    return next(iter(found.values()), ())


def _wanted(query: Mapping[str, str]) -> Wanted:
    begin = query.get("from", "")
    return Wanted(
        start=int(begin) if begin.isascii() and begin.isdigit() and len(begin) < 9 else 0,
        chosen=query.get("span", ""),
        folded=frozenset(filter(None, query["fold"].split(","))) if "fold" in query else None,
    )


def _title(view: TurnView) -> str:
    said = next((line for block in view.asked for line in getattr(block, "lines", ())), "")
    return heading(said) or f"Turn {view.trace_id[:10]}"


def _drawing(found: Portion, query: Mapping[str, str]) -> dict[str, Any]:
    """The values with which a template draws rows."""
    return {
        "portion": found,
        "whole": axis_of(found.axis_ns),
        "axis": axis_of(found.axis_ns, query.get("zoom", "")),
        "address": _addresses(found, query),
    }


def _zoom(found: Portion, query: Mapping[str, str]) -> str:
    """The part of the time that contains these rows of a long turn; empty if it is most of it."""
    steps = [item.row for item in found.rows if item.row.kind in (Kind.model, Kind.tool)]
    if not steps or "zoom" in query:
        return ""
    begins, ends = min(row.begins_ns for row in steps), max(row.ends_ns for row in steps)
    return part_of(begins, ends) if (ends - begins) * 2 < found.axis_ns else ""


def _addresses(found: Portion, query: Mapping[str, str]) -> Callable[..., str]:
    """Make a function that returns this page's address with changed state; None removes a part.

    `toggle` is a span to fold, or to unfold if it is folded.
    """
    kept = {key: query[key] for key in _STATE if key in query}

    def address(page: str = "", toggle: str = "", **changed: object) -> str:
        state: dict[str, object] = {**kept, **{key.rstrip("_"): changed[key] for key in changed}}
        if toggle:
            state["fold"] = ",".join(sorted(found.window.folded ^ {toggle}))
            state["from"] = None
        said = urlencode({key: value for key, value in state.items() if value is not None})
        return f"/turn/{found.trace_id}{page}" + (f"?{said}" if said else "")

    return address


def _next(failed: Sequence[str], chosen: str) -> str:
    """The failed step after the chosen one; the first one if none is chosen."""
    if not failed:
        return ""
    return failed[(failed.index(chosen) + 1) % len(failed)] if chosen in failed else failed[0]
