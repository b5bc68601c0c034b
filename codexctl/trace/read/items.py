"""Items that Codex completed: `item_completed`, and the legacy events that said the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from codexctl.trace.read.attached import attached_parts
from codexctl.trace.read.events import AgentLinked, Event, ReviewMode, Said, ToolRan, Utterance
from codexctl.trace.read.lines import Line
from codexctl.trace.tools import LISTENING
from codexctl.trace.values import NS_PER_S, integer, milliseconds, table, tables, text, texts

# Items that are not tools. Messages and reasoning are read from the response items, which show the
# model call to which they belong.
_NO_TOOLS = {"AgentMessage", "Reasoning", "ContextCompaction", "HookPrompt", "Plan", ""}
# `declined` means that a person refused: the tool did not run, which is a failure in the trace.
_FAILED = {"failed", "declined"}


def item_completed(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    """Decode one `item_completed` event.

    `data` is the payload; kinds that are not tools, messages or reviews give nothing.
    """
    item = table(data, "item")
    kind = text(item, "type")
    if kind == "UserMessage":
        yield _prompt(line, data, item)
    elif kind in ("EnteredReviewMode", "ExitedReviewMode"):
        turn_id = text(data, "turn_id")
        entered = kind.startswith("Entered")
        yield ReviewMode(at=line.at, ordinal=line.ordinal, turn_id=turn_id, entered=entered)
    elif kind not in _NO_TOOLS:
        yield _tool_ran(line, data, item, kind)
        yield from _links(line, data, item, kind)


def _prompt(line: Line, data: Mapping[str, Any], item: Mapping[str, Any]) -> Event:
    parts = tables(item, "content")
    return Utterance(
        at=line.at,
        ordinal=line.ordinal,
        turn_id=text(data, "turn_id"),
        said=Said.prompt,
        text="\n".join(text(part, "text") for part in parts if text(part, "text")),
        key=text(item, "id"),
        attached=attached_parts(parts),
    )


def _tool_ran(line: Line, data: Mapping[str, Any], item: Mapping[str, Any], kind: str) -> ToolRan:
    exit_code, result = integer(item, "exit_code"), table(item, "result")
    started, completed = _bounds(data, item)
    failed = (
        text(item, "status").lower() in _FAILED
        or bool(exit_code)
        or bool(item.get("error"))
        or result.get("isError") is True
    )
    return ToolRan(
        at=line.at,
        ordinal=line.ordinal,
        turn_id=text(data, "turn_id"),
        thread_id=text(data, "thread_id"),
        call_id=text(item, "id"),
        kind=kind,
        started=started,
        completed=completed,
        took=_duration_ns(item),
        failed=failed,
        exit_code=exit_code,
        item=item,
    )


def _bounds(data: Mapping[str, Any], item: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """When an item began and ended; migrated ones have an end and at best a duration."""
    started, completed = milliseconds(data, "started_at_ms"), milliseconds(data, "completed_at_ms")
    duration = _duration_ns(item)
    if started is None and completed is not None and duration is not None:
        started = max(completed - duration, 0)
    return started, completed


def _links(
    line: Line, data: Mapping[str, Any], item: Mapping[str, Any], kind: str
) -> Iterable[Event]:
    """Which other threads a call started or messaged (multi-agent v1 and v2)."""
    if kind == "CollabAgentToolCall" and text(item, "tool") not in LISTENING:
        children = texts(item, "receiver_thread_ids")
    elif kind == "SubAgentActivity" and text(item, "kind") != "completed":
        children = (text(item, "agent_thread_id"),)
    else:
        return ()
    event = AgentLinked(
        at=line.at,
        ordinal=line.ordinal,
        turn_id=text(data, "turn_id"),
        call_id=text(item, "id"),
        children=tuple(child for child in children if child),
    )
    return (event,)


def _duration_ns(data: Mapping[str, Any]) -> int | None:
    duration = table(data, "duration")
    secs, nanos = integer(duration, "secs"), integer(duration, "nanos")
    if secs is None or nanos is None or not 0 <= secs < NS_PER_S:
        return None
    return secs * NS_PER_S + nanos


def _legacy_tool(kind: str, item: Mapping[str, Any], line: Line, *, failed: bool) -> ToolRan:
    duration = _duration_ns(item)
    return ToolRan(
        at=line.at,
        ordinal=line.ordinal,
        turn_id=text(item, "turn_id"),
        call_id=text(item, "call_id"),
        kind=kind,
        started=None if duration is None else max(line.at - duration, 0),
        completed=None if duration is None else line.at,
        took=duration,
        failed=failed,
        exit_code=integer(item, "exit_code"),
        item=item,
    )


def _patch_apply_end(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    yield _legacy_tool("FileChange", data, line, failed=data.get("success") is False)


def _mcp_tool_call_end(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    """`result` is `{Ok: {content, isError}}` or `{Err: message}`."""
    result, invocation = table(data, "result"), table(data, "invocation")
    failed = "Err" in result or table(result, "Ok").get("isError") is True
    item = {
        **data,
        "server": text(invocation, "server"),
        "tool": text(invocation, "tool"),
        "error": result.get("Err"),
    }
    yield _legacy_tool("McpToolCall", item, line, failed=failed)


def _exec_command_end(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    failed = bool(integer(data, "exit_code"))
    yield _legacy_tool("CommandExecution", data, line, failed=failed)


def _web_search_end(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    yield _legacy_tool("WebSearch", data, line, failed=False)


LEGACY_ITEMS: dict[str, Callable[[Line, Mapping[str, Any]], Iterable[Event]]] = {
    "patch_apply_end": _patch_apply_end,
    "mcp_tool_call_end": _mcp_tool_call_end,
    "exec_command_end": _exec_command_end,
    "web_search_end": _web_search_end,
}
