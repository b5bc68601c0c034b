"""What only Codex's own record of an execution says of a call: read from its item.

The record is not part of a span. What the model wrote and was given is; the rest that a reader
of traces needs is in the attributes named here.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from typing import Any

from codexctl.trace.jsontext import text_of
from codexctl.trace.read.attached import attached_parts
from codexctl.trace.spans.attribute_names import (
    CODEX_FILE_CHANGES,
    CODEX_TOOL_STDERR,
    CODEX_TOOL_STDOUT,
    PROCESS_WORKING_DIRECTORY,
)
from codexctl.trace.spans.messages import answer_of, structured
from codexctl.trace.spans.patch import change_of_item
from codexctl.trace.turns.turn import ToolCall
from codexctl.trace.values import table, tables, text, texts

_FILE_URL = re.compile(r"\Afile://[^/]*(/.*)\Z", re.DOTALL)
_DRIVE = re.compile(r"\A/[A-Za-z]:")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_SHELL_FLAGS = ("-c", "-lc", "/c", "-Command")


def recorded(tool: ToolCall) -> dict[str, Any]:
    """Attributes from Codex's record: working directory, separate outputs, changed files.

    CODEX_FILE_CHANGES is a list of `{path, kind, moved_to, added, removed, diff}`.
    """
    item = tool.item
    found: dict[str, Any] = {}
    if tool.item_kind == "CommandExecution":
        found[PROCESS_WORKING_DIRECTORY] = path_of(text(item, "cwd"))
        if text(item, "stderr"):
            found[CODEX_TOOL_STDOUT] = text(item, "stdout")
            found[CODEX_TOOL_STDERR] = text(item, "stderr")
    elif tool.item_kind == "FileChange":
        changes = table(item, "changes").items()
        found[CODEX_FILE_CHANGES] = [
            change_of_item(path_of(path), change)
            for path, change in changes
            if isinstance(change, dict)
        ]
    return found


def arguments_of(tool: ToolCall) -> object:
    """What the tool was given: as the model wrote it, for a nested call as Codex recorded it."""
    if tool.arguments:
        return structured(tool.arguments)
    reader = _ARGUMENTS.get(tool.item_kind)
    return reader(tool.item) if reader else None


def result_of(tool: ToolCall) -> object:
    """The text that the model was given, or for a nested call what Codex kept of it.

    With pictures in it, it is a list of parts as messages have them.
    """
    if tool.output or tool.attached:
        return answer_of(tool.output, tool.attached)
    item = tool.item
    if tool.item_kind == "CollabAgentToolCall":
        states = table(item, "agents_states")
        return {"status": states} if states else None
    if tool.item_kind == "FileChange":
        return text(item, "stderr") or text(item, "stdout") or None
    if tool.item_kind == "McpToolCall":
        return _mcp_result(item) or item.get("error") or None
    return item.get("aggregated_output") or item.get("result") or item.get("error") or None


def _mcp_result(item: Mapping[str, Any]) -> object:
    """As Codex kept it; with pictures in it, in parts, since no rule can look into a picture."""
    result = table(item, "result")
    result = table(result, "Ok") or result
    content = tables(result, "content")
    attached = attached_parts(content)
    if not attached:
        return item.get("result")
    said = [text(part, "text") for part in content]
    said.append(text_of(result.get("structuredContent")))
    return answer_of("\n".join(filter(None, said)), attached)


def _agents(item: Mapping[str, Any]) -> object:
    given = {"targets": list(texts(item, "receiver_thread_ids")), "message": item.get("prompt")}
    return {key: value for key, value in given.items() if value}


_ARGUMENTS: Mapping[str, Callable[[Mapping[str, Any]], object]] = {
    "CommandExecution": lambda item: {"cmd": command_text(item.get("command"))},
    "McpToolCall": lambda item: item.get("arguments") or table(item, "invocation").get("arguments"),
    "CollabAgentToolCall": _agents,
    "ImageView": lambda item: {"path": path_of(text(item, "path"))},
    "WebSearch": lambda item: (
        item.get("action") or {"type": "search", "query": text(item, "query")}
    ),
}


def command_text(command: object) -> str:
    """A command as a person would type it: without the shell that Codex wraps around it."""
    if isinstance(command, str):
        return command
    if not isinstance(command, list):
        return ""
    words = [word for word in command if isinstance(word, str)]
    if len(words) == 3 and words[1] in _SHELL_FLAGS:
        return words[2]
    return shlex.join(words)


def path_of(url: str) -> str:
    """A path from the `file://` URL that items hold; anything else as it is."""
    match = _FILE_URL.match(url)
    if not match:
        return url
    path = _PERCENT.sub(_decoded, match.group(1))
    return path[1:] if _DRIVE.match(path) else path


def _decoded(match: re.Match[str]) -> str:
    return bytes.fromhex(match.group().replace("%", "")).decode("utf-8", "replace")


def as_text(value: object) -> str:
    """Text, or the texts of message parts one after the other; empty for anything else."""
    if isinstance(value, str):
        return value
    parts = value if isinstance(value, list) else []
    said = [text(part, "text") for part in parts if isinstance(part, Mapping)]
    return "\n".join(line for line in said if line)
