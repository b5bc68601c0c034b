"""A turn to its spans: one agent span, a chat span a model call, a tool span a tool call.

Names, kinds and attributes follow the GenAI conventions (open-telemetry/semantic-conventions-genai,
commit 024a4f94, October 2026); `codex.*` attributes say what they have no name for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from codexctl.trace import ids
from codexctl.trace.events import NO_USAGE, REVIEW, Usage
from codexctl.trace.messages import (
    answer_messages,
    finish_reason,
    input_messages,
    output_messages,
)
from codexctl.trace.placement import Placement
from codexctl.trace.span import CLIENT, INTERNAL, Span
from codexctl.trace.tools.names import HOSTED
from codexctl.trace.tools.recorded import arguments_of, recorded, result_of
from codexctl.trace.turn import COMPLETED, ModelCall, ToolCall, Turn

ROOT_AGENT = "codex"
SUBAGENT = "subagent"


def project(turn: Turn, where: Placement, addresses: Mapping[str, str]) -> Iterator[Span]:
    """Give the spans of one turn, the agent span first.

    `addresses` maps a model provider's id to its host name, for `server.address`.
    """
    agent_id = ids.agent_span_id(turn.thread.thread_id, turn.turn_id)
    common = {"gen_ai.conversation.id": where.session_id}
    yield Span(
        trace_id=where.trace_id,
        span_id=agent_id,
        parent_id=where.parent_id,
        name=f"invoke_agent {agent_name(turn)}",
        kind=INTERNAL,
        started=turn.started,
        ended=turn.ended,
        attributes=_clean(common | _agent(turn)),
        error_type=_turn_error(turn),
    )
    tools = {tool.call_id: tool for tool in turn.tools if tool.call_id}
    for call in turn.calls:
        yield Span(
            trace_id=where.trace_id,
            span_id=ids.chat_span_id(turn.thread.thread_id, turn.turn_id, call.index),
            parent_id=agent_id,
            name=f"chat {call.model}".strip(),
            kind=CLIENT,
            started=call.started,
            ended=call.ended,
            attributes=_clean(common | _chat(turn, call, tools, addresses)),
            error_type=_call_error(turn, call),
        )
    for tool in turn.tools:
        yield Span(
            trace_id=where.trace_id,
            span_id=_tool_id(turn, tool),
            parent_id=_tool_id(turn, tools[tool.parent_call_id])
            if tool.parent_call_id in tools
            else agent_id,
            name=f"execute_tool {tool.name}",
            kind=INTERNAL,
            started=tool.started,
            ended=tool.ended,
            attributes=_clean(common | _tool(turn, tool)),
            error_type=tool.error_type,
        )


def agent_name(turn: Turn) -> str:
    """`codex` for the main agent, its role for a subagent."""
    if not turn.is_subagent:
        return ROOT_AGENT
    return turn.thread.role or (REVIEW if turn.thread.source == REVIEW else SUBAGENT)


def _agent(turn: Turn) -> dict[str, Any]:
    thread = turn.thread
    return {
        "gen_ai.operation.name": "invoke_agent",
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
    }


def _chat(
    turn: Turn, call: ModelCall, tools: Mapping[str, ToolCall], addresses: Mapping[str, str]
) -> dict[str, Any]:
    provider = turn.thread.provider
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": provider,
        "gen_ai.request.model": call.model,
        "gen_ai.request.reasoning.level": call.effort,
        "gen_ai.conversation.compacted": call.is_compaction or None,
        "gen_ai.response.id": call.response_id,
        "gen_ai.response.finish_reasons": [finish_reason(call)],
        "server.address": addresses.get(provider),
        "codex.time.inferred": True,
        **(_usage(call.usage) if call.usage else {}),
        "gen_ai.output.messages": output_messages(call, tools),
    }


def _tool(turn: Turn, tool: ToolCall) -> dict[str, Any]:
    server = tool.mcp_server
    return {
        "gen_ai.operation.name": "execute_tool",
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
    counts = usage or NO_USAGE
    return {
        "gen_ai.usage.input_tokens": counts.input,
        "gen_ai.usage.output_tokens": counts.output,
        "gen_ai.usage.cache_read.input_tokens": counts.cached_input,
        "gen_ai.usage.cache_write.input_tokens": counts.cache_write_input,
        "gen_ai.usage.reasoning.output_tokens": counts.reasoning_output,
    }


def _instructions(text: str) -> list[dict[str, str]] | None:
    return [{"type": "text", "content": text}] if text else None


def _turn_error(turn: Turn) -> str:
    return "" if turn.status == COMPLETED else turn.error or turn.status


def _call_error(turn: Turn, call: ModelCall) -> str:
    """A response that was cut ended as its turn did; without usage in a good turn it is fine."""
    return _turn_error(turn) if call.usage is None else ""


def _tool_id(turn: Turn, tool: ToolCall) -> str:
    return ids.tool_span_id(turn.thread.thread_id, turn.turn_id, tool.call_id, tool.occurrence)


def _clean(attributes: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known: absent is the only honest value for it."""
    return {key: value for key, value in attributes.items() if value not in (None, "", [], {})}
