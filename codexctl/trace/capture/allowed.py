"""What may leave in which mode: the one list. What is in no table leaves in no mode."""

from __future__ import annotations

import re
from collections.abc import Mapping

from codexctl.trace.capture.names import FORMS
from codexctl.trace.spans import attribute_names as attribute
from codexctl.trace.spans.agent_names import KNOWN_AGENTS
from codexctl.trace.spans.usage_attributes import SUMMED
from codexctl.trace.tools import KNOWN_TOOLS

Shape = re.Pattern[str] | frozenset[str]

_NUMBER = frozenset[str]()  # no text at all: numbers and booleans are always allowed

# Always allowed: names from lists, ids, models, numbers, statuses; no text that people wrote.
METADATA: Mapping[str, Shape] = {
    attribute.GEN_AI_OPERATION_NAME: frozenset(
        {attribute.INVOKE_AGENT, attribute.CHAT, attribute.EXECUTE_TOOL}
    ),
    attribute.GEN_AI_CONVERSATION_ID: FORMS[attribute.GEN_AI_CONVERSATION_ID][0],
    attribute.GEN_AI_REQUEST_MODEL: FORMS[attribute.GEN_AI_REQUEST_MODEL][0],
    attribute.GEN_AI_REQUEST_REASONING_LEVEL: frozenset(
        {"none", "minimal", "low", "medium", "high", "xhigh", "max"}
    ),
    attribute.OPENAI_REQUEST_SERVICE_TIER: frozenset(
        {"auto", "default", "flex", "priority", "fast", "scale"}
    ),
    attribute.GEN_AI_CONVERSATION_COMPACTED: _NUMBER,
    attribute.GEN_AI_RESPONSE_ID: FORMS[attribute.GEN_AI_RESPONSE_ID][0],
    attribute.GEN_AI_RESPONSE_FINISH_REASONS: frozenset(
        {"stop", "length", "content_filter", "tool_call", "compaction", "error"}
    ),
    attribute.GEN_AI_USAGE_INPUT_TOKENS: _NUMBER,
    attribute.GEN_AI_USAGE_OUTPUT_TOKENS: _NUMBER,
    attribute.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS: _NUMBER,
    attribute.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS: _NUMBER,
    attribute.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS: _NUMBER,
    **dict.fromkeys(SUMMED.values(), _NUMBER),
    attribute.GEN_AI_TOOL_CALL_ID: FORMS[attribute.GEN_AI_TOOL_CALL_ID][0],
    attribute.GEN_AI_TOOL_TYPE: frozenset({"function", "extension"}),
    attribute.PROCESS_EXIT_CODE: _NUMBER,
    attribute.MCP_METHOD_NAME: frozenset({"tools/call"}),
    attribute.CODEX_TURN_ID: FORMS[attribute.CODEX_TURN_ID][0],
    attribute.CODEX_THREAD_ID: FORMS[attribute.CODEX_THREAD_ID][0],
    attribute.CODEX_TURN_STATUS: frozenset({"completed", "failed", "interrupted", "incomplete"}),
    attribute.CODEX_CLI_VERSION: FORMS[attribute.CODEX_CLI_VERSION][0],
    attribute.CODEX_ORIGINATOR: frozenset(
        {"codex_exec", "codex-tui", "codex_cli_rs", "codex_vscode", "codexctl_selftest"}
    ),
    attribute.LLM_TOKEN_COUNT_COMPLETION_DETAILS_REASONING: _NUMBER,
    attribute.CODEX_TIME_INFERRED: _NUMBER,
    attribute.CODEX_TIME_TO_FIRST_TOKEN_MS: _NUMBER,
    attribute.CODEX_MODEL_CONTEXT_WINDOW: _NUMBER,
    attribute.CODEX_PERSON_WAIT_MS: _NUMBER,
    attribute.CODEXCTL_CALLS_LEFT_OUT: _NUMBER,
    attribute.CODEX_PERSON_WAIT_WITHIN_MS: _NUMBER,
    attribute.CODEX_RATE_LIMIT_ID: FORMS[attribute.CODEX_RATE_LIMIT_ID][0],
    attribute.CODEX_RATE_LIMIT_NAME: FORMS[attribute.CODEX_RATE_LIMIT_NAME][0],
    # OpenAI's plans, and the words with which its backend refuses (Codex CLI 0.169.0).
    attribute.CODEX_RATE_LIMIT_PLAN: frozenset(
        {
            *("free", "go", "plus", "pro", "prolite", "promax", "team", "business", "enterprise"),
            *("edu", "k12", "self_serve_business_prolite", "self_serve_business_usage_based"),
            *("enterprise_cbp_automation", "enterprise_cbp_trial", "unknown"),
            "enterprise_cbp_usage_based",
        }
    ),
    attribute.CODEX_RATE_LIMIT_REACHED: frozenset(
        {
            *("rate_limit_reached", "workspace_owner_credits_depleted"),
            *("workspace_member_credits_depleted", "workspace_owner_usage_limit_reached"),
            "workspace_member_usage_limit_reached",
        }
    ),
    attribute.CODEX_RATE_LIMIT_PRIMARY_USED_PERCENT: _NUMBER,
    attribute.CODEX_RATE_LIMIT_PRIMARY_WINDOW_MINUTES: _NUMBER,
    attribute.CODEX_RATE_LIMIT_PRIMARY_RESETS_AT: _NUMBER,
    attribute.CODEX_RATE_LIMIT_SECONDARY_USED_PERCENT: _NUMBER,
    attribute.CODEX_RATE_LIMIT_SECONDARY_WINDOW_MINUTES: _NUMBER,
    attribute.CODEX_RATE_LIMIT_SECONDARY_RESETS_AT: _NUMBER,
    attribute.CODEX_RATE_LIMIT_CREDITS: _NUMBER,
    attribute.CODEX_RATE_LIMIT_CREDITS_UNLIMITED: _NUMBER,
    attribute.CODEX_RATE_LIMIT_CREDITS_BALANCE: _NUMBER,
    attribute.CODEXCTL_SELFTEST: _NUMBER,
}

# Names that people and models choose freely. In `metadata` mode, a name that is not on the list is
# replaced by the word for its kind, because it can say as much as a sentence.
NAMES: Mapping[str, tuple[frozenset[str], str]] = {
    attribute.GEN_AI_TOOL_NAME: (KNOWN_TOOLS, "other_tool"),
    attribute.GEN_AI_AGENT_NAME: (KNOWN_AGENTS, "subagent"),
    attribute.GEN_AI_PROVIDER_NAME: (
        frozenset(
            {
                *("openai", "azure", "azure.ai.openai", "azure.ai.inference", "anthropic", "x_ai"),
                *("aws.bedrock", "amazon-bedrock", "gcp.gemini", "gcp.gen_ai", "gcp.vertex_ai"),
                *("cohere", "deepseek", "groq", "mistral_ai", "perplexity", "ibm.watsonx.ai"),
                *("moonshot_ai", "openrouter", "ollama", "lmstudio", "oss"),
            }
        ),
        "other_provider",
    ),
}

# The attribute in a span's name, so that the name says no more than the attributes.
NAMED_AFTER: Mapping[str, str] = {
    attribute.INVOKE_AGENT: attribute.GEN_AI_AGENT_NAME,
    attribute.CHAT: attribute.GEN_AI_REQUEST_MODEL,
    attribute.EXECUTE_TOOL: attribute.GEN_AI_TOOL_NAME,
}

# The attribute of each word in a turn's figures.
FIGURES: Mapping[str, str] = {
    "session_id": attribute.GEN_AI_CONVERSATION_ID,
    "thread_id": attribute.CODEX_THREAD_ID,
    "turn_id": attribute.CODEX_TURN_ID,
    "parent_turn_id": attribute.CODEX_TURN_ID,
    "model": attribute.GEN_AI_REQUEST_MODEL,
}

# Kinds of errors, as Codex and codexctl name them; any other word becomes `_OTHER` in `metadata`
# mode.
ERRORS = frozenset(
    {
        *("failed", "interrupted", "incomplete", "exit_code", "tool_error", "timeout", "_OTHER"),
        *("other", "internal_server_error", "http_connection_failed", "server_overloaded"),
        *("response_too_many_failed_attempts", "response_stream_connection_failed"),
        *("response_stream_disconnected", "usage_limit_exceeded", "context_window_exceeded"),
        *("unauthorized", "bad_request", "sandbox_error", "cyber_policy", "thread_rollback_failed"),
    }
)

# Content with its categories: if one of them is excluded, it is left out.
CONTENT: Mapping[str, str] = {
    attribute.GEN_AI_SYSTEM_INSTRUCTIONS: "instructions",
    attribute.GEN_AI_TOOL_DEFINITIONS: "instructions",
    attribute.GEN_AI_TOOL_DESCRIPTION: "instructions",
    attribute.GEN_AI_TOOL_CALL_ARGUMENTS: "tool_arguments",
    attribute.GEN_AI_TOOL_CALL_RESULT: "tool_results",
    attribute.INPUT_VALUE: "prompts",
    attribute.OUTPUT_VALUE: "responses",
    attribute.CODEX_ERROR_MESSAGE: "responses",
    attribute.CODEX_AGENT_NICKNAME: "tool_arguments",
    attribute.CODEX_AGENT_PATH: "tool_arguments paths",
    attribute.CODEX_CWD: "paths",
    attribute.PROCESS_WORKING_DIRECTORY: "paths",
    attribute.CODEX_TOOL_STDOUT: "tool_results",
    attribute.CODEX_TOOL_STDERR: "tool_results",
    attribute.CODEX_FILE_CHANGES: "tool_arguments tool_results paths",
    attribute.VCS_REF_HEAD_NAME: "paths",
    attribute.VCS_REF_HEAD_REVISION: "paths",
    attribute.MCP_SERVER_NAME: "",
    attribute.SERVER_ADDRESS: "",
    attribute.SERVER_PORT: "",
}
# Content in messages is checked part by part, by its categories; these are for text.
MESSAGES: Mapping[str, str] = {
    attribute.GEN_AI_INPUT_MESSAGES: "prompts",
    attribute.GEN_AI_OUTPUT_MESSAGES: "responses",
}
PARTS: Mapping[str, str] = {
    "reasoning": "reasoning",
    "tool_call": "tool_arguments",
    "server_tool_call": "tool_arguments",
    "tool_call_response": "tool_results",
    # A summary of everything that was asked, said and found.
    "compaction": "prompts responses reasoning tool_arguments tool_results instructions paths",
}
# Attachments: no rule can find anything in a picture, or at the address of one. If content is
# masked, only the members in `ATTACHED_NAMES` are sent; the content is empty, and addresses are
# replaced by a text that says so.
ATTACHED: Mapping[str, str] = {"blob": "content", "uri": "uri", "file": "file_id"}
ATTACHED_UNTOLD = {"content": "", "uri": "[not captured]", "file_id": "[not captured]"}
ATTACHED_NAMES = ("type", "modality", "mime_type")
# Codex's own prompt is 20 KB and the same in every turn, the descriptions of tools and other
# instructions are as much again: they are captured only if everything is asked for.
FULL_ONLY = frozenset(
    {
        attribute.GEN_AI_SYSTEM_INSTRUCTIONS,
        attribute.GEN_AI_TOOL_DEFINITIONS,
        attribute.GEN_AI_TOOL_DESCRIPTION,
    }
)
# Messages with this role are instructions, whatever their parts are.
INSTRUCTING = "system"
