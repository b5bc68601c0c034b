"""A turn to its spans: one agent span, a chat span a model call, a tool span a tool call.

Names, kinds and attributes follow the GenAI conventions (open-telemetry/semantic-conventions-genai,
commit 024a4f94, October 2026); `schemas/spans.json` says what each span holds. `codex.*` attributes
say what the conventions have no name for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from codexctl.trace import ids
from codexctl.trace.events import REVIEW, Usage
from codexctl.trace.messages import (
    answer_messages,
    finish_reason,
    input_messages,
    output_messages,
)
from codexctl.trace.placement import Placement
from codexctl.trace.span import CLIENT, INTERNAL, Span, SpanLink
from codexctl.trace.tools.names import HOSTED
from codexctl.trace.tools.recorded import arguments_of, recorded, result_of
from codexctl.trace.turn import COMPLETED, ModelCall, ToolCall, Turn
from codexctl.trace.values import shallow

ROOT_AGENT = "codex"
SUBAGENT = "subagent"
# Every provider of Codex speaks OpenAI's protocol; files older than 0.110 name none.
_PROVIDER = "openai"

Addresses = Mapping[str, tuple[str, int]]


def project(turn: Turn, where: Placement, addresses: Addresses) -> Iterator[Span]:
    """Give the spans of one turn, the agent span first.

    `addresses` maps a model provider's id to its host and port.
    """
    agent = _agent_span(turn, where)
    yield agent
    asked = (tool for tool in turn.tools if not tool.is_nested)
    for call in turn.calls:
        own = list(islice(asked, len(call.call_ids)))
        yield _chat_span(turn, where, call, own, addresses)
    spans_of_calls: dict[str, str] = {}
    for tool in turn.tools:
        span_id = _tool_id(turn, tool)
        script = spans_of_calls.get(tool.parent_call_id) if tool.is_nested else None
        spans_of_calls[tool.call_id] = span_id
        yield _tool_span(turn, where, tool, span_id, script or agent.span_id)


def agent_name(turn: Turn) -> str:
    """`codex` for the main agent, its role for a subagent."""
    if not turn.is_subagent:
        return ROOT_AGENT
    return turn.thread.role or (REVIEW if turn.thread.source == REVIEW else SUBAGENT)


def _agent_span(turn: Turn, where: Placement) -> Span:
    return Span(
        trace_id=where.trace_id,
        span_id=ids.agent_span_id(turn.thread.thread_id, turn.turn_id),
        parent_id=where.parent_id,
        name=f"invoke_agent {agent_name(turn)}",
        kind=INTERNAL,
        started=turn.started,
        ended=turn.ended,
        attributes=_clean(_agent(turn, where)),
        error_type=_turn_error(turn),
        links=_links(turn, where),
    )


def _agent(turn: Turn, where: Placement) -> dict[str, Any]:
    thread = turn.thread
    return {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.conversation.id": where.session_id,
        "gen_ai.agent.name": agent_name(turn),
        "gen_ai.request.model": turn.models[0] if len(turn.models) == 1 else None,
        **(_usage(turn.usage) if turn.calls else {}),
        "codex.turn.id": turn.turn_id,
        "codex.thread.id": thread.thread_id,
        "codex.turn.status": turn.status,
        "codex.cli.version": thread.cli_version,
        "codex.originator": thread.originator,
        "codex.time_to_first_token_ms": turn.first_token_ms,
        "codex.agent.nickname": thread.nickname,
        "codex.agent.path": thread.agent_path,
        "codex.cwd": turn.cwd,
        "vcs.ref.head.name": thread.git_branch,
        "vcs.ref.head.revision": thread.git_commit,
        "codexctl.selftest": turn.is_marked or None,
        "gen_ai.system_instructions": _instructions(thread.instructions),
        "gen_ai.input.messages": input_messages(turn),
        "gen_ai.output.messages": answer_messages(turn),
        "input.value": "\n\n".join(prompt.text for prompt in turn.prompts),
        "output.value": turn.answer,
    }


def _chat_span(
    turn: Turn, where: Placement, call: ModelCall, asked: list[ToolCall], addresses: Addresses
) -> Span:
    error = _call_error(turn, call)
    return Span(
        trace_id=where.trace_id,
        span_id=ids.chat_span_id(turn.thread.thread_id, turn.turn_id, call.index),
        parent_id=ids.agent_span_id(turn.thread.thread_id, turn.turn_id),
        name=f"chat {call.model}".strip(),
        kind=CLIENT,
        started=call.started,
        ended=call.ended,
        attributes=_clean(_chat(turn, where, call, asked, addresses, failed=bool(error))),
        error_type=error,
    )


def _chat(
    turn: Turn,
    where: Placement,
    call: ModelCall,
    asked: list[ToolCall],
    addresses: Addresses,
    *,
    failed: bool,
) -> dict[str, Any]:
    provider = turn.thread.provider or _PROVIDER
    address, port = addresses.get(provider, (None, None))
    reason = finish_reason(call, failed=failed)
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.conversation.id": where.session_id,
        "gen_ai.provider.name": provider,
        "gen_ai.request.model": call.model,
        "gen_ai.request.reasoning.level": call.effort,
        "gen_ai.conversation.compacted": call.is_compaction or None,
        "gen_ai.response.id": call.response_id,
        "gen_ai.response.finish_reasons": [reason],
        "server.address": address,
        "server.port": port,
        "codex.time.inferred": True,
        **(_usage(call.usage) if call.usage else {}),
        **(_reasoning_for_phoenix(call.usage) if call.usage else {}),
        "gen_ai.output.messages": output_messages(call, asked, reason),
    }


def _tool_span(turn: Turn, where: Placement, tool: ToolCall, span_id: str, parent_id: str) -> Span:
    return Span(
        trace_id=where.trace_id,
        span_id=span_id,
        parent_id=parent_id,
        name=f"execute_tool {tool.name}",
        kind=INTERNAL,
        started=tool.started,
        ended=tool.ended,
        attributes=_clean(_tool(turn, where, tool)),
        error_type=tool.error_type,
    )


def _tool(turn: Turn, where: Placement, tool: ToolCall) -> dict[str, Any]:
    server = tool.mcp_server
    return {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.conversation.id": where.session_id,
        "gen_ai.agent.name": agent_name(turn),
        "gen_ai.tool.name": tool.name,
        "gen_ai.tool.call.id": tool.call_id,
        "gen_ai.tool.type": "extension" if tool.kind in HOSTED else "function",
        "process.exit.code": tool.exit_code,
        "mcp.method.name": "tools/call" if server else None,
        "mcp.server.name": server,
        "codex.time.inferred": tool.inferred or None,
        "gen_ai.tool.call.arguments": arguments_of(tool),
        "gen_ai.tool.call.result": result_of(tool),
        **recorded(tool),
    }


def _usage(usage: Usage) -> dict[str, Any]:
    return {
        "gen_ai.usage.input_tokens": usage.input,
        "gen_ai.usage.output_tokens": usage.output,
        "gen_ai.usage.cache_read.input_tokens": usage.cached_input,
        "gen_ai.usage.cache_write.input_tokens": usage.cache_write_input,
        "gen_ai.usage.reasoning.output_tokens": usage.reasoning_output,
    }


def _reasoning_for_phoenix(usage: Usage) -> dict[str, Any]:
    """Phoenix reads reasoning tokens only under OpenInference's name."""
    return {"llm.token_count.completion_details.reasoning": usage.reasoning_output}


def _instructions(text: str) -> list[dict[str, str]] | None:
    return [{"type": "text", "content": text}] if text else None


def _links(turn: Turn, where: Placement) -> tuple[SpanLink, ...]:
    """What Codex was started in, and its own trace of the turn where one was being exported.

    Of its own trace only the id is recorded, so a link that knows more goes before it.
    """
    native = turn.native_trace_id
    known = {where.trace_id, *(link.trace_id for link in where.links)}
    is_news = ids.is_trace_id(native) and native not in known
    return (*where.links, SpanLink(native, "native")) if is_news else where.links


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


def _clean(attributes: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known: absent is the only honest value for it."""
    known = attributes.items()
    return {key: shallow(value) for key, value in known if value not in (None, "", [], {})}
