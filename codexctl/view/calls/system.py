"""Tools that find tools, and tools that ask for permissions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from codexctl.trace.values import table, tables, text, texts
from codexctl.view.calls.call import Call, json_value
from codexctl.view.calls.record import Reader, Record, common
from codexctl.view.terminal.pad import Pad


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSearch(Record):
    """A search for tools; `found` are their names, with a namespace if they have one."""

    query: str = ""
    found: tuple[str, ...] = ()

    def write(self, pad: Pad) -> None:
        """Write the search, and which tools it found."""
        pad.line((self.query, "strong"))
        if not self.error:
            pad.title.append((f"{len(self.found)} found", ""))
        pad.text(", ".join(self.found))
        self.write_failure(pad)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSuggestion(Record):
    """A connector or plugin that the person was asked to install or enable."""

    tool: str = ""
    kind: str = ""
    action: str = ""
    reason: str = ""
    accepted: bool | None = None

    def write(self, pad: Pad) -> None:
        """Write what the person was asked to install, why, and whether they did."""
        if self.accepted is not None:
            pad.title.append(("accepted", "good") if self.accepted else ("not accepted", "warning"))
        pad.line((f"{self.action} {self.kind} ", ""), (self.tool, "strong"))
        pad.text(self.reason, "quiet")
        self.write_failure(pad)


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionRequest(Record):
    """Permissions that the model asked for, and those that it got, such as `read /etc`."""

    reason: str = ""
    wanted: tuple[str, ...] = ()
    granted: tuple[str, ...] = ()
    scope: str = ""

    def write(self, pad: Pad) -> None:
        """Write the requested permissions; granted ones are ticked."""
        for wanted in self.wanted:
            name, style = ("done", "good") if wanted in self.granted else ("failed", "bad")
            pad.line((f"{pad.look.sign(name)} {wanted}", style))
        for granted in self.granted:
            if granted not in self.wanted:
                pad.line((f"{pad.look.sign('done')} {granted}", "good"))
        if self.granted and self.scope:
            pad.title.append((f"for this {self.scope}", "quiet"))
        pad.text(self.reason, "quiet", first="because ")
        self.write_failure(pad)


def _tool_search(call: Call) -> ToolSearch:
    found = json_value(call.output)
    tools = [tool for tool in found if isinstance(tool, dict)] if isinstance(found, list) else []
    return ToolSearch(
        **common(call, "" if tools else call.output),
        query=text(call.given, "query"),
        found=tuple(name for tool in tools for name in _names(tool)),
    )


def _names(tool: Mapping[str, Any]) -> Iterator[str]:
    """The names of a tool, or of all tools in a namespace."""
    inside = tables(tool, "tools")
    if not inside:
        yield text(tool, "name")
    for member in inside:
        yield f"{text(tool, 'name')}.{text(member, 'name')}"


def _suggestion(call: Call) -> ToolSuggestion:
    given, answer = call.given, call.answer
    accepted = answer.get("completed")
    return ToolSuggestion(
        **common(call),
        tool=text(answer, "tool_name") or text(given, "tool_id"),
        kind=text(given, "tool_type"),
        action=text(given, "action_type"),
        reason=text(given, "suggest_reason"),
        accepted=accepted if isinstance(accepted, bool) else None,
    )


def _permissions(call: Call) -> PermissionRequest:
    given, answer = call.given, call.answer
    return PermissionRequest(
        **common(call),
        reason=text(given, "reason"),
        wanted=tuple(_permitted(table(given, "permissions"))),
        granted=tuple(_permitted(table(answer, "permissions"))),
        scope=text(answer, "scope") or text(given, "scope"),
    )


def _permitted(permissions: Mapping[str, Any]) -> Iterator[str]:
    if table(permissions, "network").get("enabled") is True:
        yield "network"
    files = table(permissions, "file_system")
    for access in ("read", "write"):
        for path in texts(files, access):
            yield f"{access} {path}"
    for entry in tables(files, "entries"):
        where = text(entry, "path") or text(table(entry, "path"), "path")
        yield f"{text(entry, 'access')} {where}".strip()


READERS: Mapping[str, Reader] = {
    "search": _tool_search,
    "suggestion": _suggestion,
    "permissions": _permissions,
}
