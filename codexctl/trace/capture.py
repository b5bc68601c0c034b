"""What may leave: an allowlist per mode, applied to every span after it is built.

`metadata` keeps the attributes of `METADATA` whose values have the expected shape: names, ids,
counts, times, statuses. `redacted` adds the content of `CONTENT`, masked. `full` adds it as it
is. What stands in neither table leaves in no mode, so that a new attribute cannot leak by being
forgotten. Excluded categories are taken out on top.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from codexctl.redact.masker import Masker
from codexctl.settings.capture import CaptureLimits, CaptureMode
from codexctl.trace.span import Span
from codexctl.trace.tools.names import KNOWN_AGENTS, KNOWN_TOOLS

_ID = re.compile(r"[A-Za-z0-9_.:|/@-]{1,200}\Z")
_WORD = re.compile(r"[A-Za-z0-9_.:/@-]{1,80}\Z")
_VERSION = re.compile(r"\d{1,5}(\.\d{1,5}){1,3}[A-Za-z0-9.+-]{0,40}\Z")
_ERROR = re.compile(r"[A-Za-z_]{1,64}\Z")
_ANY_NUMBER = re.compile(r"(?!)")  # no text at all: only numbers and booleans pass

METADATA: Mapping[str, re.Pattern[str] | frozenset[str]] = {
    "gen_ai.operation.name": frozenset({"invoke_agent", "chat", "execute_tool"}),
    "gen_ai.conversation.id": _ID,
    "gen_ai.provider.name": _WORD,
    "gen_ai.request.model": _WORD,
    "gen_ai.request.reasoning.level": _WORD,
    "gen_ai.conversation.compacted": _ANY_NUMBER,
    "gen_ai.response.id": _ID,
    "gen_ai.response.finish_reasons": _WORD,
    "gen_ai.usage.input_tokens": _ANY_NUMBER,
    "gen_ai.usage.output_tokens": _ANY_NUMBER,
    "gen_ai.usage.cache_read.input_tokens": _ANY_NUMBER,
    "gen_ai.usage.cache_write.input_tokens": _ANY_NUMBER,
    "gen_ai.usage.reasoning.output_tokens": _ANY_NUMBER,
    "gen_ai.tool.call.id": _ID,
    "gen_ai.tool.type": frozenset({"function", "extension"}),
    "process.exit.code": _ANY_NUMBER,
    "mcp.method.name": frozenset({"tools/call"}),
    "codex.turn.id": _ID,
    "codex.thread.id": _ID,
    "codex.turn.status": _WORD,
    "codex.cli.version": _VERSION,
    "codex.originator": frozenset(
        {"codex_exec", "codex-tui", "codex_cli_rs", "codex_vscode", "codexctl_selftest"}
    ),
    "llm.token_count.completion_details.reasoning": _ANY_NUMBER,
    "codex.time.inferred": _ANY_NUMBER,
    "codex.time_to_first_token_ms": _ANY_NUMBER,
    "codexctl.selftest": _ANY_NUMBER,
}

# Names that people and models choose freely. In `metadata` a name that is not Codex's own is
# replaced by the word for its kind, because it can say as much as a sentence.
NAMES: Mapping[str, tuple[frozenset[str], str]] = {
    "gen_ai.tool.name": (KNOWN_TOOLS, "other_tool"),
    "gen_ai.agent.name": (KNOWN_AGENTS, "subagent"),
}

# Content and its categories: excluding any of them takes it out. Messages are judged part by part.
CONTENT: Mapping[str, str] = {
    "gen_ai.system_instructions": "instructions",
    "gen_ai.tool.call.arguments": "tool_arguments",
    "gen_ai.tool.call.result": "tool_results",
    "codex.agent.nickname": "tool_arguments",
    "codex.agent.path": "tool_arguments",
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
    "input.value": "prompts",
    "output.value": "responses",
}
MESSAGES = {"gen_ai.input.messages": "prompts", "gen_ai.output.messages": "responses"}
# Codex's own prompt is 20 KB and the same in every turn: only who asks for everything gets it.
_FULL_ONLY = frozenset({"gen_ai.system_instructions"})


@dataclass(frozen=True, slots=True)
class Capture:
    """The filter that stands before every way out."""

    limits: CaptureLimits
    masker: Masker

    def apply(self, span: Span) -> Span:
        """Give the span with what may leave, and nothing else."""
        kept: dict[str, Any] = {}
        for key, value in span.attributes.items():
            allowed = self._attribute(key, value)
            if allowed not in (None, "", [], {}):
                kept[key] = allowed
        error = span.error_type
        if error and not _ERROR.match(error):
            error = "_OTHER"
        return replace(span, attributes=kept, name=_name(span, kept), error_type=error)

    def _attribute(self, key: str, value: Any) -> Any:
        if key in METADATA:
            return _of_shape(METADATA[key], value)
        if key in NAMES:
            return self._chosen_name(key, value)
        mode, exclude = self.limits.mode, self.limits.exclude
        if mode is CaptureMode.metadata or (key in _FULL_ONLY and mode is not CaptureMode.full):
            return None
        if key in MESSAGES:
            value = _messages(value, MESSAGES[key], exclude)
        elif key not in CONTENT or not exclude.isdisjoint(CONTENT[key].split()):
            return None
        return value if mode is CaptureMode.full else self.masker.mask_all(value)

    def _chosen_name(self, key: str, value: Any) -> Any:
        known, otherwise = NAMES[key]
        if value in known:
            return value
        if self.limits.mode is CaptureMode.metadata:
            return otherwise
        return value if self.limits.mode is CaptureMode.full else self.masker.mask(str(value))


def _of_shape(shape: re.Pattern[str] | frozenset[str], value: Any) -> Any:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list):
        return [item for item in value if _of_shape(shape, item) is not None]
    if isinstance(shape, frozenset):
        return value if value in shape else None
    return value if isinstance(value, str) and shape.match(value) else None


def _name(span: Span, kept: Mapping[str, Any]) -> str:
    """Rebuild the span's name from the attributes that are left of it."""
    operation = span.name.partition(" ")[0]
    of = {
        "invoke_agent": "gen_ai.agent.name",
        "chat": "gen_ai.request.model",
        "execute_tool": "gen_ai.tool.name",
    }
    return f"{operation} {kept.get(of.get(operation, ''), '')}".strip()


_PART_CATEGORIES = {
    "reasoning": "reasoning",
    "tool_call": "tool_arguments",
    "server_tool_call": "tool_arguments",
    "tool_call_response": "tool_results",
}


def _messages(messages: Any, category: str, exclude: frozenset[str]) -> Any:
    """Leave out the parts whose category is excluded; of a tool call, its arguments only."""
    kept = []
    for message in messages:
        parts = [_part(part, category, exclude) for part in message["parts"]]
        parts = [part for part in parts if part]
        if parts:
            kept.append({**message, "parts": parts})
    return kept


def _part(part: Mapping[str, Any], category: str, exclude: frozenset[str]) -> Any:
    own = _PART_CATEGORIES.get(part["type"], category)
    if own not in exclude:
        return part
    if own == "tool_arguments":
        return {key: part[key] for key in ("type", "id", "name") if key in part}
    return None
