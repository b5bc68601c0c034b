"""Calls of MCP servers: which server, which tool, with what, and what it answered."""

from __future__ import annotations

from dataclasses import dataclass

from codexctl.trace.spans.recorded import as_text
from codexctl.view.calls.call import Call, json_value
from codexctl.view.calls.envelope import opened
from codexctl.view.calls.record import Record, common

_PREFIX = "mcp__"
_SEPARATOR = "__"
TOOL_ERROR = "tool_error"


@dataclass(frozen=True, slots=True, kw_only=True)
class McpCall(Record):
    """A tool of an MCP server. `refused` says that the server answered, but with an error."""

    server: str = ""
    tool: str = ""
    arguments: str = ""
    wall_time_s: float | None = None

    @property
    def refused(self) -> bool:
        """Whether the server itself reported the failure (`isError`)."""
        return self.error == TOOL_ERROR


def is_mcp(call: Call) -> bool:
    """Whether a call went to an MCP server; up to 0.117 the server stands in the tool's name."""
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
    """Up to 0.142 the body is the JSON of the content parts; nested calls keep the whole result."""
    if body[:1] not in ("[", "{"):
        return body
    value = json_value(body)
    if isinstance(value, dict):
        value = value.get("content", value.get("message", value.get("Ok")))
        if isinstance(value, dict):
            value = value.get("content")
    return as_text(value) or body
