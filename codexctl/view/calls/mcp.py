"""Tools and resources of MCP servers: which server, its input and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from codexctl.trace.spans.recorded import as_text
from codexctl.trace.turns.outcome import TOOL_ERROR
from codexctl.trace.values import tables, text
from codexctl.view.calls.call import Call, json_value
from codexctl.view.calls.envelope import opened
from codexctl.view.calls.record import Reader, Record, common
from codexctl.view.terminal.pad import Pad

_PREFIX = "mcp__"
_SEPARATOR = "__"


@dataclass(frozen=True, slots=True, kw_only=True)
class McpCall(Record):
    """A call of an MCP server's tool. `refused` means that the server answered with an error."""

    server: str = ""
    tool: str = ""
    arguments: str = ""
    wall_time_s: float | None = None

    @property
    def refused(self) -> bool:
        """Whether the server itself reported the failure (`isError`)."""
        return self.error == TOOL_ERROR

    def write(self, pad: Pad) -> None:
        """Write the server, the arguments and the answer."""
        pad.title.append((f"of {self.server}", "name"))
        if self.refused:
            pad.title.append(("the server says it failed", "bad"))
        pad.text(self.arguments, "strong", keep=4)
        pad.block(self.output, "bad" if self.error else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceList(Record):
    """Resources (or templates of them) that MCP servers offer; `server` is empty for all."""

    server: str = ""
    are_templates: bool = False
    resources: tuple[str, ...] = ()
    has_more: bool = False

    def write(self, pad: Pad) -> None:
        """Write what the servers offer."""
        pad.title.append((f"of {self.server}" if self.server else "of all servers", "name"))
        pad.block("\n".join(self.resources))
        if self.has_more:
            pad.line((pad.look.sign("cut"), "quiet"))
        if self.error or not self.resources:
            pad.text(self.output, "bad" if self.error else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceRead(Record):
    """A resource of an MCP server; `output` is its text."""

    server: str = ""
    uri: str = ""

    def write(self, pad: Pad) -> None:
        """Write which resource it is, and its text."""
        pad.title.append((f"of {self.server}", "name"))
        pad.line((self.uri, "strong"))
        pad.block(self.output, "bad" if self.error else "")


def is_mcp(call: Call) -> bool:
    """Whether a call went to an MCP server; up to 0.117, the tool's name contains the server."""
    return bool(call.server) or (call.name.startswith(_PREFIX) and _SEPARATOR in call.name[5:])


def read_mcp(call: Call) -> McpCall:
    """Read a call of an MCP server."""
    server, tool = call.server, call.name
    if not server:
        server, _, tool = call.name[len(_PREFIX) :].partition(_SEPARATOR)
    envelope = opened(call.output)
    return McpCall(
        **common(call, _said(envelope.body)),
        server=server,
        tool=tool.removeprefix(f"{_PREFIX}{server}{_SEPARATOR}"),
        arguments=call.arguments,
        wall_time_s=envelope.wall_time_s,
    )


def _said(body: str) -> str:
    """The text of an answer; up to 0.142, it is in JSON, in nested calls in the whole result."""
    if body[:1] not in ("[", "{"):
        return body
    value = json_value(body)
    if isinstance(value, dict):
        value = value.get("content", value.get("message", value.get("Ok")))
        if isinstance(value, dict):
            value = value.get("content")
    return as_text(value) or body


def _resources(call: Call) -> ResourceList:
    return _listed(call, are_templates=False)


def _templates(call: Call) -> ResourceList:
    return _listed(call, are_templates=True)


def _listed(call: Call, *, are_templates: bool) -> ResourceList:
    answer = call.answer
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


READERS: Mapping[str, Reader] = {
    "resources": _resources,
    "templates": _templates,
    "resource": _resource,
}
