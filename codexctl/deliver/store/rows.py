"""Turns as rows of the local store: everything that can be done before its file is touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from codexctl.deliver.store.opening import kept_words
from codexctl.deliver.store.rate_limits import limit_rows
from codexctl.trace.answers import without_results
from codexctl.trace.jsontext import json_text, plain_text
from codexctl.trace.spans.attribute_names import (
    CHAT,
    CODEX_CWD,
    CODEX_ORIGINATOR,
    CODEX_PERSON_WAIT_MS,
    CODEX_PERSON_WAIT_WITHIN_MS,
    ERROR_TYPE,
    EXECUTE_TOOL,
    GEN_AI_OPERATION_NAME,
    GEN_AI_PROVIDER_NAME,
    GEN_AI_REQUEST_MODEL,
    GEN_AI_TOOL_NAME,
    GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
    GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS,
    GEN_AI_USAGE_INPUT_TOKENS,
    GEN_AI_USAGE_OUTPUT_TOKENS,
    GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
    INPUT_VALUE,
    OPENAI_REQUEST_SERVICE_TIER,
    SERVER_ADDRESS,
)
from codexctl.trace.spans.otlp_json import final_attributes
from codexctl.trace.spans.span import Span, TurnTrace
from codexctl.trace.values import NS_PER_MS, instant

Row = tuple[object, ...]
Place = tuple[str, str]
# The positions of these in a row of `turns`.
STARTED_AT, IS_MARKED, NUMBER = 4, 5, 13
# The number of a turn that must still be kept, or that was stored before there were numbers.
JUST_STORED, FROM_BEFORE = 0, -1
# How many labels are before the number; the others are at the end.
_OLDER_LABELS = 3


class TurnRows(NamedTuple):
    """One turn as rows of the tables that hold it. It passes between processes.

    `place` is its thread and turn.
    """

    place: Place
    turn: Row
    spans: list[Row]
    steps: list[Row]
    limits: list[Row]


def rows_of(trace: TurnTrace) -> TurnRows:
    """Give the rows of one turn.

    `trace` is filtered already. Pure: it may run in another process than the one that writes.
    """
    place = (str(trace.summary["thread_id"]), str(trace.summary["turn_id"]))
    finals = [(span, final_attributes(span)) for span in without_results(trace.spans)]
    steps = [
        _step(span, known, place)
        for span, known in finals
        if known.get(GEN_AI_OPERATION_NAME) in (CHAT, EXECUTE_TOOL)
    ]
    agent = finals[0][1] if finals else {}
    ended = max((span.ended for span in trace.spans), default=0)
    told = (plain_text(trace.home), ",".join(trace.withheld), trace.policy)
    # Newer columns are after those of older stores.
    whose = (plain_text(label) for label in trace.labels[_OLDER_LABELS:])
    return TurnRows(
        place,
        (
            *(*_turn(trace, place), JUST_STORED),
            *(*shown(str(trace.summary["started_at"]), agent, ended, steps), *told, *whose),
        ),
        [_span(span, known, place) for span, known in finals],
        steps,
        limit_rows(finals, place),
    )


def shown(started_at: str, agent: Mapping[str, object], ended_ns: int, steps: Iterable[Row]) -> Row:
    """What pages show of a turn and filter by, from the prompt to the origin as `turns` has them.

    `agent` are the attributes of its own span, `ended_ns` is when what ended last in it did,
    `steps` are its rows of that table.
    """
    chats = [step for step in steps if step[3] == CHAT]
    # If several calls ended at the same time, any of them is right, but always the same one.
    tiers = max(
        ((int(str(c[6])) + int(str(c[7])), str(c[15])) for c in chats if c[15]), default=(0, "")
    )
    return (
        plain_text(kept_words(str(agent.get(INPUT_VALUE, "")))),
        _waited(agent),
        max(ended_ns - (instant(started_at) or 0), 0),
        sum(chat[9] is None for chat in chats),
        tiers[1],
        plain_text(str(agent.get(CODEX_ORIGINATOR, ""))),
    )


def _turn(trace: TurnTrace, place: Place) -> Row:
    summary = trace.summary
    agent = trace.spans[0].attributes if trace.spans else {}
    filters = (summary["status"], summary["model"] or "", agent.get(CODEX_CWD, ""))
    return (
        *place,
        *(summary["trace_id"], summary["session_id"], summary["started_at"]),
        *(trace.is_marked, json_text(summary)),
        *(plain_text(str(value)) for value in (*filters, *trace.labels[:_OLDER_LABELS])),
    )


def _span(span: Span, known: dict[str, object], place: Place) -> Row:
    attributes = {key: value for key, value in known.items() if key != ERROR_TYPE}
    return (
        *(span.span_id, span.trace_id, span.parent_id, *place),
        *(plain_text(span.name), span.kind, span.started, span.ended, span.error_type),
        json_text(attributes),
        json_text([link.figures for link in span.links]),
    )


def _waited(known: Mapping[str, object], name: str = CODEX_PERSON_WAIT_MS) -> int:
    ms = known.get(name)
    return ms * NS_PER_MS if isinstance(ms, int) else 0


def _step(span: Span, known: dict[str, object], place: Place) -> Row:
    named = known.get(GEN_AI_TOOL_NAME) or known.get(GEN_AI_REQUEST_MODEL) or ""
    # The duration is calculated from the end and from the time without waiting for people.
    took = max(span.ended - span.started - _waited(known, CODEX_PERSON_WAIT_WITHIN_MS), 0)
    return (
        *(span.span_id, *place, known[GEN_AI_OPERATION_NAME], named),
        known.get(GEN_AI_PROVIDER_NAME, ""),
        *(span.ended - took, took, span.error_type),
        known.get(GEN_AI_USAGE_INPUT_TOKENS),
        known.get(GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS),
        known.get(GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS),
        known.get(GEN_AI_USAGE_OUTPUT_TOKENS),
        known.get(GEN_AI_USAGE_REASONING_OUTPUT_TOKENS),
        _waited(known),
        *(str(known.get(key, "")) for key in (OPENAI_REQUEST_SERVICE_TIER, SERVER_ADDRESS)),
    )
