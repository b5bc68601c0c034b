"""What each span says: the attributes of agent, chat and tool spans.

Conventions: open-telemetry/semantic-conventions-genai, commit 024a4f94, October 2026;
`schemas/spans.json` lists what each span holds. `codex.*` says what they have no name for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codexctl.trace.read.events import REVIEW
from codexctl.trace.spans.messages import (
    answer_messages,
    finish_reason,
    input_messages,
    output_messages,
)
from codexctl.trace.spans.placement import Placement
from codexctl.trace.spans.recorded import arguments_of, recorded, result_of
from codexctl.trace.turns.tool_names import HOSTED
from codexctl.trace.turns.turn import ModelCall, ToolCall, Turn
from codexctl.trace.usage import Usage
from codexctl.trace.values import NS_PER_MS, shallow

ROOT_AGENT = "codex"
SUBAGENT = "subagent"
# Every provider of Codex speaks OpenAI's protocol; files older than 0.110 name none.
_PROVIDER = "openai"

# The host and port of each model provider.
Addresses = Mapping[str, tuple[str, int]]


def agent_name(turn: Turn) -> str:
    """`codex` for the main agent, its role for a subagent."""
    if not turn.is_subagent:
        return ROOT_AGENT
    return turn.thread.role or (REVIEW if turn.thread.source == REVIEW else SUBAGENT)


def agent_attributes(turn: Turn, where: Placement) -> dict[str, Any]:
    """What the span of a turn says."""
    thread = turn.thread
    return _known(
        {
            "gen_ai.operation.name": "invoke_agent",
            "gen_ai.conversation.id": where.session_id,
            "gen_ai.agent.name": agent_name(turn),
            "gen_ai.request.model": turn.models[0] if len(turn.models) == 1 else None,
            **(_usage(turn.usage) if any(call.usage for call in turn.calls) else {}),
            "codex.turn.id": turn.turn_id,
            "codex.thread.id": thread.thread_id,
            "codex.turn.status": turn.status,
            "codex.time.inferred": turn.inferred or None,
            "codex.cli.version": thread.cli_version,
            "codex.originator": thread.originator,
            "codex.time_to_first_token_ms": turn.first_token_ms,
            "codex.person.wait_ms": _milliseconds(turn.waited),
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
    )


def chat_attributes(
    turn: Turn,
    where: Placement,
    call: ModelCall,
    asked: list[ToolCall],
    addresses: Addresses,
    *,
    failed: bool,
) -> dict[str, Any]:
    """What the span of a model call says; `asked` are the tools that it asked for."""
    provider = turn.thread.provider or _PROVIDER
    address, port = addresses.get(provider, (None, None))
    reason = finish_reason(call, failed=failed)
    return _known(
        {
            "gen_ai.operation.name": "chat",
            "gen_ai.conversation.id": where.session_id,
            "gen_ai.provider.name": provider,
            "gen_ai.request.model": call.model,
            "gen_ai.request.reasoning.level": call.effort,
            "openai.request.service_tier": call.tier,
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
    )


def tool_attributes(turn: Turn, where: Placement, tool: ToolCall) -> dict[str, Any]:
    """What the span of a tool call says."""
    server = tool.mcp_server
    return _known(
        {
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
            "codex.person.wait_ms": _milliseconds(tool.waited),
            "gen_ai.tool.call.arguments": arguments_of(tool),
            "gen_ai.tool.call.result": result_of(tool),
            **recorded(tool),
        }
    )


def _milliseconds(ns: int) -> int | None:
    """A time that there was; a fraction of a millisecond is none."""
    return round(ns / NS_PER_MS) or None


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


def _known(attributes: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known: absent is the only honest value for it."""
    return {
        key: shallow(value) for key, value in attributes.items() if value not in (None, "", [], {})
    }
