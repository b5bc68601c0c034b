"""What each span says: the attributes of agent, chat and tool spans.

Conventions: open-telemetry/semantic-conventions-genai, commit 024a4f94, October 2026;
`schemas/spans.json` lists what each span holds. `codex.*` says what they have no name for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codexctl.trace.spans.agent_names import agent_name
from codexctl.trace.spans.attribute_names import (
    CHAT,
    CODEX_AGENT_NICKNAME,
    CODEX_AGENT_PATH,
    CODEX_CLI_VERSION,
    CODEX_CWD,
    CODEX_ERROR_MESSAGE,
    CODEX_MODEL_CONTEXT_WINDOW,
    CODEX_ORIGINATOR,
    CODEX_PERSON_WAIT_MS,
    CODEX_PERSON_WAIT_WITHIN_MS,
    CODEX_THREAD_ID,
    CODEX_TIME_INFERRED,
    CODEX_TIME_TO_FIRST_TOKEN_MS,
    CODEX_TURN_ID,
    CODEX_TURN_STATUS,
    CODEXCTL_CALLS_LEFT_OUT,
    CODEXCTL_SELFTEST,
    EXECUTE_TOOL,
    GEN_AI_AGENT_NAME,
    GEN_AI_CONVERSATION_COMPACTED,
    GEN_AI_CONVERSATION_ID,
    GEN_AI_INPUT_MESSAGES,
    GEN_AI_OPERATION_NAME,
    GEN_AI_OUTPUT_MESSAGES,
    GEN_AI_PROVIDER_NAME,
    GEN_AI_REQUEST_MODEL,
    GEN_AI_REQUEST_REASONING_LEVEL,
    GEN_AI_RESPONSE_FINISH_REASONS,
    GEN_AI_RESPONSE_ID,
    GEN_AI_SYSTEM_INSTRUCTIONS,
    GEN_AI_TOOL_CALL_ARGUMENTS,
    GEN_AI_TOOL_CALL_ID,
    GEN_AI_TOOL_CALL_RESULT,
    GEN_AI_TOOL_DEFINITIONS,
    GEN_AI_TOOL_DESCRIPTION,
    GEN_AI_TOOL_NAME,
    GEN_AI_TOOL_TYPE,
    INPUT_VALUE,
    INVOKE_AGENT,
    LLM_TOKEN_COUNT_COMPLETION_DETAILS_REASONING,
    MCP_METHOD_NAME,
    MCP_SERVER_NAME,
    OPENAI_REQUEST_SERVICE_TIER,
    OUTPUT_VALUE,
    PROCESS_EXIT_CODE,
    SERVER_ADDRESS,
    SERVER_PORT,
    VCS_REF_HEAD_NAME,
    VCS_REF_HEAD_REVISION,
)
from codexctl.trace.spans.messages import (
    answer_messages,
    finish_reason,
    given_messages,
    input_messages,
    output_messages,
)
from codexctl.trace.spans.placement import Placement
from codexctl.trace.spans.rate_limit_attributes import rate_limit_attributes
from codexctl.trace.spans.recorded import arguments_of, recorded, result_of
from codexctl.trace.spans.usage_attributes import sum_attributes, usage_attributes
from codexctl.trace.tools import HOSTED
from codexctl.trace.turns.defined import definitions_of
from codexctl.trace.turns.turn import ModelCall, ToolCall, Turn
from codexctl.trace.values import NS_PER_MS, shallow

# Every provider of Codex uses OpenAI's protocol; files older than 0.110 name none.
_PROVIDER = "openai"

# The host and port of each model provider.
Addresses = Mapping[str, tuple[str, int]]


def agent_attributes(turn: Turn, placement: Placement) -> dict[str, Any]:
    """What the span of a turn says.

    `placement` is the turn's place in its trace. What is not known has no attribute.
    """
    thread = turn.thread
    return _known(
        {
            GEN_AI_OPERATION_NAME: INVOKE_AGENT,
            GEN_AI_CONVERSATION_ID: placement.session_id,
            GEN_AI_AGENT_NAME: agent_name(turn),
            GEN_AI_REQUEST_MODEL: turn.models[0] if len(turn.models) == 1 else None,
            **(sum_attributes(turn.usage) if any(call.usage for call in turn.calls) else {}),
            CODEX_TURN_ID: turn.turn_id,
            CODEX_THREAD_ID: thread.thread_id,
            CODEX_TURN_STATUS: turn.status,
            CODEX_TIME_INFERRED: turn.inferred or None,
            CODEX_CLI_VERSION: thread.cli_version,
            CODEX_ORIGINATOR: thread.originator,
            CODEX_TIME_TO_FIRST_TOKEN_MS: turn.first_token_ms,
            CODEX_MODEL_CONTEXT_WINDOW: turn.context_window,
            CODEX_PERSON_WAIT_MS: _milliseconds(turn.waited),
            CODEX_AGENT_NICKNAME: thread.nickname,
            CODEX_AGENT_PATH: thread.agent_path,
            CODEX_CWD: turn.cwd,
            VCS_REF_HEAD_NAME: thread.git_branch,
            VCS_REF_HEAD_REVISION: thread.git_commit,
            CODEXCTL_CALLS_LEFT_OUT: (turn.calls_left_out + turn.tools_left_out) or None,
            CODEXCTL_SELFTEST: turn.is_marked or None,
            GEN_AI_SYSTEM_INSTRUCTIONS: _instructions(thread.instructions),
            GEN_AI_INPUT_MESSAGES: input_messages(turn),
            GEN_AI_OUTPUT_MESSAGES: answer_messages(turn),
            INPUT_VALUE: "\n\n".join(prompt.text for prompt in turn.prompts),
            OUTPUT_VALUE: turn.answer,
            CODEX_ERROR_MESSAGE: turn.error_message,
            **rate_limit_attributes(turn.rate_limits),
        }
    )


def chat_attributes(
    turn: Turn,
    placement: Placement,
    call: ModelCall,
    asked: list[ToolCall],
    addresses: Addresses,
    *,
    failed: bool,
    ended_the_turn: bool,
) -> dict[str, Any]:
    """What the span of a model call says.

    `asked` are the tools that it asked for, `addresses` map providers to host and port, `failed`
    says whether the response was cut or ended a failed turn, `ended_the_turn` that it is the last
    of the turn and failed: what Codex said of the turn is about it.
    """
    provider = turn.thread.provider or _PROVIDER
    address, port = addresses.get(provider, (None, None))
    reason = finish_reason(call, failed=failed)
    return _known(
        {
            GEN_AI_OPERATION_NAME: CHAT,
            GEN_AI_CONVERSATION_ID: placement.session_id,
            GEN_AI_PROVIDER_NAME: provider,
            GEN_AI_REQUEST_MODEL: call.model,
            GEN_AI_REQUEST_REASONING_LEVEL: call.effort,
            OPENAI_REQUEST_SERVICE_TIER: call.tier,
            GEN_AI_CONVERSATION_COMPACTED: call.is_compaction or None,
            GEN_AI_RESPONSE_ID: call.response_id,
            GEN_AI_RESPONSE_FINISH_REASONS: [reason],
            SERVER_ADDRESS: address,
            SERVER_PORT: port,
            CODEX_TIME_INFERRED: True,
            **(usage_attributes(call.usage) if call.usage else {}),
            # Phoenix reads reasoning tokens only under OpenInference's name.
            LLM_TOKEN_COUNT_COMPLETION_DETAILS_REASONING: (
                call.usage.reasoning_output if call.usage else None
            ),
            **rate_limit_attributes(call.rate_limits),
            # The same in every request of a thread, so it is sent once per turn.
            GEN_AI_SYSTEM_INSTRUCTIONS: (
                None if call.index else _instructions(turn.thread.instructions)
            ),
            GEN_AI_TOOL_DEFINITIONS: definitions_of(turn, call),
            GEN_AI_INPUT_MESSAGES: given_messages(call),
            GEN_AI_OUTPUT_MESSAGES: output_messages(call, asked, reason),
            CODEX_ERROR_MESSAGE: turn.error_message if ended_the_turn else "",
        }
    )


def exit_code_of(tool: ToolCall) -> int | None:
    """The exit code of a call's process, if it exited.

    Codex (0.169) writes -1 for a process that it stopped before it exited: not an exit code.
    """
    code = tool.exit_code
    return None if code is None or code < 0 else code


def tool_attributes(
    turn: Turn, placement: Placement, tool: ToolCall, description: str = ""
) -> dict[str, Any]:
    """What the span of a tool call says.

    `description` is what the model was told of the tool, empty where that is not recorded. What was
    recorded beside the call (`recorded.py`) is among it.
    """
    server = tool.mcp_server
    return _known(
        {
            GEN_AI_OPERATION_NAME: EXECUTE_TOOL,
            GEN_AI_CONVERSATION_ID: placement.session_id,
            GEN_AI_AGENT_NAME: agent_name(turn),
            GEN_AI_TOOL_NAME: tool.name,
            GEN_AI_TOOL_CALL_ID: tool.call_id,
            GEN_AI_TOOL_DESCRIPTION: description,
            GEN_AI_TOOL_TYPE: "extension" if tool.kind in HOSTED else "function",
            PROCESS_EXIT_CODE: exit_code_of(tool),
            MCP_METHOD_NAME: "tools/call" if server else None,
            MCP_SERVER_NAME: server,
            CODEX_TIME_INFERRED: tool.inferred or None,
            CODEX_PERSON_WAIT_MS: _milliseconds(tool.waited),
            CODEX_PERSON_WAIT_WITHIN_MS: _milliseconds(tool.waited_within),
            GEN_AI_TOOL_CALL_ARGUMENTS: arguments_of(tool),
            GEN_AI_TOOL_CALL_RESULT: result_of(tool),
            **recorded(tool),
        }
    )


def _milliseconds(ns: int) -> int | None:
    """A time that there was; a fraction of a millisecond is none."""
    return round(ns / NS_PER_MS) or None


def _instructions(text: str) -> list[dict[str, str]] | None:
    return [{"type": "text", "content": text}] if text else None


def _known(attributes: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known: absent is the only honest value for it."""
    return {
        key: shallow(value) for key, value in attributes.items() if value not in (None, "", [], {})
    }
