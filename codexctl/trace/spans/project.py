"""A turn to its spans: one agent span, a chat span a model call, a tool span a tool call.

Names and kinds follow the GenAI conventions (open-telemetry/semantic-conventions-genai, commit
024a4f94, October 2026); what a span says of itself is in `attributes.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from codexctl.trace import ids
from codexctl.trace.spans.agent_names import agent_name
from codexctl.trace.spans.attribute_names import CHAT, EXECUTE_TOOL, INVOKE_AGENT
from codexctl.trace.spans.attributes import (
    Addresses,
    agent_attributes,
    chat_attributes,
    tool_attributes,
)
from codexctl.trace.spans.placement import Placement
from codexctl.trace.spans.span import CLIENT, INTERNAL, Span, SpanLink
from codexctl.trace.turns.defined import description_of, descriptions_of
from codexctl.trace.turns.turn import COMPLETED, ModelCall, ToolCall, Turn


def project(turn: Turn, placement: Placement, addresses: Addresses) -> Iterator[Span]:
    """Give the spans of one turn, the agent span first.

    `addresses` maps a model provider's id to its host and port.
    """
    agent = _agent_span(turn, placement)
    yield agent
    asked = (tool for tool in turn.tools if not tool.is_nested)
    for call in turn.calls:
        # By number, not by id: tools are in the order in which the calls asked for them, and an id
        # may occur twice.
        own = list(islice(asked, len(call.call_ids)))
        yield _chat_span(turn, placement, call, own, addresses)
    spans_of_calls: dict[str, str] = {}
    described = descriptions_of(turn)
    for tool in turn.tools:
        span_id = _tool_id(turn, tool)
        script = spans_of_calls.get(tool.parent_call_id) if tool.is_nested else None
        spans_of_calls[tool.call_id] = span_id
        told = description_of(tool, described)
        yield _tool_span(turn, placement, tool, (span_id, script or agent.span_id), told)


def _agent_span(turn: Turn, placement: Placement) -> Span:
    return Span(
        trace_id=placement.trace_id,
        span_id=ids.agent_span_id(turn.thread.thread_id, turn.turn_id),
        parent_id=placement.parent_id,
        name=f"{INVOKE_AGENT} {agent_name(turn)}",
        kind=INTERNAL,
        started=turn.started,
        ended=turn.ended,
        attributes=agent_attributes(turn, placement),
        error_type=_turn_error(turn),
        links=_links(turn, placement),
    )


def _chat_span(
    turn: Turn, placement: Placement, call: ModelCall, asked: list[ToolCall], addresses: Addresses
) -> Span:
    error = _call_error(turn, call)
    ended_the_turn = bool(error) and call.index == len(turn.calls) - 1
    return Span(
        trace_id=placement.trace_id,
        span_id=ids.chat_span_id(turn.thread.thread_id, turn.turn_id, call.index),
        parent_id=ids.agent_span_id(turn.thread.thread_id, turn.turn_id),
        name=f"{CHAT} {call.model}".strip(),
        kind=CLIENT,
        started=call.started,
        ended=call.ended,
        attributes=chat_attributes(
            *(turn, placement, call, asked, addresses),
            failed=bool(error),
            ended_the_turn=ended_the_turn,
        ),
        error_type=error,
    )


def _tool_span(
    turn: Turn, placement: Placement, tool: ToolCall, place: tuple[str, str], description: str
) -> Span:
    span_id, parent_id = place
    return Span(
        trace_id=placement.trace_id,
        span_id=span_id,
        parent_id=parent_id,
        name=f"{EXECUTE_TOOL} {tool.name}",
        kind=INTERNAL,
        started=tool.started,
        ended=tool.ended,
        attributes=tool_attributes(turn, placement, tool, description),
        error_type=tool.error_type,
    )


def _links(turn: Turn, placement: Placement) -> tuple[SpanLink, ...]:
    """What Codex was started in, and its own trace of the turn where one was being exported.

    Of its own trace only the id is recorded, so a link that knows more goes before it.
    """
    native = turn.native_trace_id
    known = {placement.trace_id, *(link.trace_id for link in placement.links)}
    is_news = ids.is_trace_id(native) and native not in known
    return (*placement.links, SpanLink(native, "native")) if is_news else placement.links


def _turn_error(turn: Turn) -> str:
    return "" if turn.status == COMPLETED else turn.error or turn.status


def _call_error(turn: Turn, call: ModelCall) -> str:
    """A response that was cut ended as its turn did; without usage in a good turn it is fine.

    So did the last response of a failed turn when it asked for nothing more.
    """
    is_last = call.index == len(turn.calls) - 1 and not call.call_ids and bool(turn.error)
    return _turn_error(turn) if call.usage is None or is_last else ""


def _tool_id(turn: Turn, tool: ToolCall) -> str:
    return ids.tool_span_id(turn.thread.thread_id, turn.turn_id, tool.call_id, tool.occurrence)
