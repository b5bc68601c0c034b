"""What may leave in which mode: the one list. What stands in no table leaves in no mode."""

from __future__ import annotations

import re
from collections.abc import Mapping

from codexctl.trace.capture.names import FORMS
from codexctl.trace.turns.tool_names import KNOWN_AGENTS, KNOWN_TOOLS

Shape = re.Pattern[str] | frozenset[str]

_NUMBER = frozenset[str]()  # no text at all: numbers and booleans pass anyway

# Always: names from lists, ids, models, numbers, statuses. No text that somebody wrote.
METADATA: Mapping[str, Shape] = {
    "gen_ai.operation.name": frozenset({"invoke_agent", "chat", "execute_tool"}),
    "gen_ai.conversation.id": FORMS["gen_ai.conversation.id"][0],
    "gen_ai.request.model": FORMS["gen_ai.request.model"][0],
    "gen_ai.request.reasoning.level": frozenset(
        {"none", "minimal", "low", "medium", "high", "xhigh", "max"}
    ),
    "openai.request.service_tier": frozenset(
        {"auto", "default", "flex", "priority", "fast", "scale"}
    ),
    "gen_ai.conversation.compacted": _NUMBER,
    "gen_ai.response.id": FORMS["gen_ai.response.id"][0],
    "gen_ai.response.finish_reasons": frozenset(
        {"stop", "length", "content_filter", "tool_call", "compaction", "error"}
    ),
    "gen_ai.usage.input_tokens": _NUMBER,
    "gen_ai.usage.output_tokens": _NUMBER,
    "gen_ai.usage.cache_read.input_tokens": _NUMBER,
    "gen_ai.usage.cache_write.input_tokens": _NUMBER,
    "gen_ai.usage.reasoning.output_tokens": _NUMBER,
    "gen_ai.tool.call.id": FORMS["gen_ai.tool.call.id"][0],
    "gen_ai.tool.type": frozenset({"function", "extension"}),
    "process.exit.code": _NUMBER,
    "mcp.method.name": frozenset({"tools/call"}),
    "codex.turn.id": FORMS["codex.turn.id"][0],
    "codex.thread.id": FORMS["codex.thread.id"][0],
    "codex.turn.status": frozenset({"completed", "failed", "interrupted", "incomplete"}),
    "codex.cli.version": FORMS["codex.cli.version"][0],
    "codex.originator": frozenset(
        {"codex_exec", "codex-tui", "codex_cli_rs", "codex_vscode", "codexctl_selftest"}
    ),
    "llm.token_count.completion_details.reasoning": _NUMBER,
    "codex.time.inferred": _NUMBER,
    "codex.time_to_first_token_ms": _NUMBER,
    "codex.person.wait_ms": _NUMBER,
    "codexctl.selftest": _NUMBER,
}

# Names that people and models choose freely. In `metadata` a name that is not on the list is
# replaced by the word for its kind, because it can say as much as a sentence.
NAMES: Mapping[str, tuple[frozenset[str], str]] = {
    "gen_ai.tool.name": (KNOWN_TOOLS, "other_tool"),
    "gen_ai.agent.name": (KNOWN_AGENTS, "subagent"),
    "gen_ai.provider.name": (
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

# Kinds of errors, as Codex and codexctl name them; any other word is `_OTHER` in `metadata`.
ERRORS = frozenset(
    {
        *("failed", "interrupted", "incomplete", "exit_code", "tool_error", "timeout", "_OTHER"),
        *("other", "internal_server_error", "http_connection_failed", "server_overloaded"),
        *("response_too_many_failed_attempts", "response_stream_connection_failed"),
        *("response_stream_disconnected", "usage_limit_exceeded", "context_window_exceeded"),
        *("unauthorized", "bad_request", "sandbox_error", "cyber_policy", "thread_rollback_failed"),
    }
)

# Content, with the categories of which excluding any takes it out.
CONTENT: Mapping[str, str] = {
    "gen_ai.system_instructions": "instructions",
    "gen_ai.tool.call.arguments": "tool_arguments",
    "gen_ai.tool.call.result": "tool_results",
    "input.value": "prompts",
    "output.value": "responses",
    "codex.agent.nickname": "tool_arguments",
    "codex.agent.path": "tool_arguments paths",
    "codex.cwd": "paths",
    "process.working_directory": "paths",
    "codex.tool.stdout": "tool_results",
    "codex.tool.stderr": "tool_results",
    "codex.file_changes": "tool_arguments tool_results paths",
    "vcs.ref.head.name": "paths",
    "vcs.ref.head.revision": "paths",
    "mcp.server.name": "",
    "server.address": "",
    "server.port": "",
}
# Content in messages is judged part by part; text is of the category named here.
MESSAGES: Mapping[str, str] = {
    "gen_ai.input.messages": "prompts",
    "gen_ai.output.messages": "responses",
}
PARTS: Mapping[str, str] = {
    "reasoning": "reasoning",
    "tool_call": "tool_arguments",
    "server_tool_call": "tool_arguments",
    "tool_call_response": "tool_results",
}
# Attachments: no rule can look into a picture, nor behind an address that opens one. Where content
# is masked only these members leave, and in place of the other what says so: base64 of nothing.
ATTACHED: Mapping[str, str] = {"blob": "content", "uri": "uri", "file": "file_id"}
ATTACHED_UNTOLD = {"content": "", "uri": "[not captured]", "file_id": "[not captured]"}
ATTACHED_NAMES = ("type", "modality", "mime_type")
# Codex's own prompt is 20 KB and the same in every turn: only who asks for everything gets it.
FULL_ONLY = frozenset({"gen_ai.system_instructions"})
