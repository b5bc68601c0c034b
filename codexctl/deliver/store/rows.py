"""Turns as rows of the local store: everything that can be done before its file is touched."""

from __future__ import annotations

from typing import NamedTuple

from codexctl.deliver.store.query import CHAT, TOOL
from codexctl.trace.jsontext import json_text, plain_text
from codexctl.trace.spans.otlp_json import final_attributes
from codexctl.trace.spans.span import Span, TurnTrace
from codexctl.trace.values import NS_PER_MS

Row = tuple[object, ...]
Place = tuple[str, str]


class TurnRows(NamedTuple):
    """One turn as rows of the tables `turns`, `spans` and `steps`. It passes between processes.

    `place` is its thread and turn.
    """

    place: Place
    turn: Row
    spans: list[Row]
    steps: list[Row]


def rows_of(trace: TurnTrace) -> TurnRows:
    """Give the rows of one turn."""
    place = (str(trace.summary["thread_id"]), str(trace.summary["turn_id"]))
    finals = [(span, final_attributes(span)) for span in trace.spans]
    return TurnRows(
        place,
        _turn(trace, place),
        [_span(span, known, place) for span, known in finals],
        [
            _step(span, known, place)
            for span, known in finals
            if known.get("gen_ai.operation.name") in (CHAT, TOOL)
        ],
    )


def _turn(trace: TurnTrace, place: Place) -> Row:
    summary = trace.summary
    agent = trace.spans[0].attributes if trace.spans else {}
    filters = (summary["status"], summary["model"] or "", agent.get("codex.cwd", ""))
    return (
        *place,
        *(summary["trace_id"], summary["session_id"], summary["started_at"]),
        *(trace.is_marked, json_text(summary)),
        *(plain_text(str(value)) for value in filters),
    )


def _span(span: Span, known: dict[str, object], place: Place) -> Row:
    attributes = {key: value for key, value in known.items() if key != "error.type"}
    return (
        *(span.span_id, span.trace_id, span.parent_id, *place),
        *(plain_text(span.name), span.kind, span.started, span.ended, span.error_type),
        json_text(attributes),
        json_text([link.figures for link in span.links]),
    )


def _waited(known: dict[str, object]) -> int:
    ms = known.get("codex.person.wait_ms")
    return ms * NS_PER_MS if isinstance(ms, int) else 0


def _step(span: Span, known: dict[str, object], place: Place) -> Row:
    named = known.get("gen_ai.tool.name") or known.get("gen_ai.request.model") or ""
    return (
        *(span.span_id, *place, known["gen_ai.operation.name"], named),
        known.get("gen_ai.provider.name", ""),
        *(span.started, span.ended - span.started, span.error_type),
        known.get("gen_ai.usage.input_tokens"),
        known.get("gen_ai.usage.cache_read.input_tokens"),
        known.get("gen_ai.usage.cache_write.input_tokens"),
        known.get("gen_ai.usage.output_tokens"),
        known.get("gen_ai.usage.reasoning.output_tokens"),
        _waited(known),
        *(str(known.get(key, "")) for key in ("openai.request.service_tier", "server.address")),
    )
