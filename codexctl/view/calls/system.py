"""Tools about tools, permissions, MCP resources, the web and pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from codexctl.trace.values import table, tables, text, texts
from codexctl.view.calls.call import Call, json_value
from codexctl.view.calls.record import Record, common

_TEMPLATES = "list_mcp_resource_templates"
RESOURCE_TOOLS = frozenset({"list_mcp_resources", _TEMPLATES, "read_mcp_resource"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSearch(Record):
    """Looking for tools; `found` are the names, with their namespace where they have one."""

    query: str = ""
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSuggestion(Record):
    """A connector or plugin that the person was asked to install or enable."""

    tool: str = ""
    kind: str = ""
    action: str = ""
    reason: str = ""
    accepted: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionRequest(Record):
    """Permissions that the model asked for and those that it got, such as `read /etc`."""

    reason: str = ""
    wanted: tuple[str, ...] = ()
    granted: tuple[str, ...] = ()
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceList(Record):
    """Resources (or templates of them) that MCP servers offer; `server` is empty for all."""

    server: str = ""
    are_templates: bool = False
    resources: tuple[str, ...] = ()
    has_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceRead(Record):
    """A resource of an MCP server; its text is `output`."""

    server: str = ""
    uri: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSearch(Record):
    """A hosted search: `action` is search, open_page or find_in_page."""

    action: str = ""
    queries: tuple[str, ...] = ()
    url: str = ""
    pattern: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageGeneration(Record):
    """A picture that was made; the picture itself is not kept."""

    prompt: str = ""


def _tool_search(call: Call) -> ToolSearch:
    found = json_value(call.output)
    tools = [tool for tool in found if isinstance(tool, dict)] if isinstance(found, list) else []
    return ToolSearch(
        **common(call, "" if tools else call.output),
        query=text(call.given, "query"),
        found=tuple(name for tool in tools for name in _names(tool)),
    )


def _names(tool: Mapping[str, Any]) -> Iterator[str]:
    """A namespace holds tools of its own."""
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


def _resources(call: Call) -> ResourceList:
    answer = call.answer
    are_templates = call.name == _TEMPLATES
    key, name = ("resourceTemplates", "uriTemplate") if are_templates else ("resources", "uri")
    return ResourceList(
        **common(call),
        server=text(answer, "server") or text(call.given, "server"),
        are_templates=are_templates,
        resources=tuple(
            text(resource, name) or text(resource, "name") for resource in tables(answer, key)
        ),
        has_more=bool(text(answer, "nextCursor")),
    )


def _resource(call: Call) -> ResourceRead:
    contents = tables(call.answer, "contents")
    said = "\n".join(text(part, "text") for part in contents if text(part, "text"))
    given = call.given
    return ResourceRead(
        **common(call, said or None), server=text(given, "server"), uri=text(given, "uri")
    )


def _web(call: Call) -> WebSearch:
    given = call.given
    query = text(given, "query")
    return WebSearch(
        **common(call),
        action=text(given, "type"),
        queries=texts(given, "queries") or ((query,) if query else ()),
        url=text(given, "url"),
        pattern=text(given, "pattern"),
    )


def _image(call: Call) -> ImageGeneration:
    """The hosted tool's argument is the prompt as the model revised it."""
    return ImageGeneration(
        **common(call, call.output if call.error else ""),
        prompt=text(call.given, "prompt") or call.arguments,
    )


READERS: Mapping[str, Callable[[Call], Record]] = {
    "tool_search": _tool_search,
    "tool_suggest": _suggestion,
    "request_permissions": _permissions,
    "list_mcp_resources": _resources,
    _TEMPLATES: _resources,
    "read_mcp_resource": _resource,
    "web_search": _web,
    "image_generation": _image,
}
