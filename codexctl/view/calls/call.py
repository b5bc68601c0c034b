"""One tool call as the readers see it, alike from a fresh ToolCall and from a stored span."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from codexctl.trace.jsontext import text_of
from codexctl.trace.spans.recorded import (
    FILE_CHANGES,
    STDERR,
    STDOUT,
    WORKING_DIRECTORY,
    arguments_of,
    recorded,
    result_of,
)
from codexctl.trace.turns.turn import ToolCall
from codexctl.trace.values import INT64_MAX, text

_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Call:
    """What is known of a call; what was not captured is empty.

    `arguments` is what the model wrote and `output` what it was given, both as text;
    `server` is the MCP server; `error` the span's `error.type`. `changes` are the files that
    Codex says it changed (`recorded.py` has their shape). `stdout` and `stderr` are set only
    where Codex kept them apart.
    """

    name: str
    server: str = ""
    arguments: str = ""
    output: str = ""
    exit_code: int | None = None
    error: str = ""
    cwd: str = ""
    stdout: str = ""
    stderr: str = ""
    changes: tuple[Mapping[str, Any], ...] = ()

    @property
    def given(self) -> Mapping[str, Any]:
        """The arguments as the object that they usually are, else an empty one."""
        return json_object(self.arguments)

    @property
    def answer(self) -> Mapping[str, Any]:
        """The output as an object where it is one, else an empty one."""
        return json_object(self.output)


def call_of_tool(tool: ToolCall) -> Call:
    """A call that was just read from a rollout."""
    attributes = {
        "gen_ai.tool.name": tool.name,
        "gen_ai.tool.call.arguments": arguments_of(tool),
        "gen_ai.tool.call.result": result_of(tool),
        "process.exit.code": tool.exit_code,
        "mcp.server.name": tool.mcp_server,
        **recorded(tool),
    }
    # An empty object is no attribute of a span.
    return call_of_attributes({k: v for k, v in attributes.items() if v != {}}, tool.error_type)


def call_of_attributes(attributes: Mapping[str, Any], error: str) -> Call:
    """A call from the attributes of its span, fresh or stored (structures then are JSON text)."""
    code = attributes.get("process.exit.code")
    changes = attributes.get(FILE_CHANGES)
    if isinstance(changes, str):
        changes = json_value(changes)
    return Call(
        name=text(attributes, "gen_ai.tool.name"),
        server=text(attributes, "mcp.server.name"),
        arguments=text_of(attributes.get("gen_ai.tool.call.arguments")),
        output=text_of(attributes.get("gen_ai.tool.call.result")),
        exit_code=code if isinstance(code, int) and abs(code) <= INT64_MAX else None,
        error=error,
        cwd=text(attributes, WORKING_DIRECTORY),
        stdout=text(attributes, STDOUT),
        stderr=text(attributes, STDERR),
        changes=tuple(item for item in changes if isinstance(item, dict))
        if isinstance(changes, list)
        else (),
    )


def json_value(source: str) -> Any:
    """The value that JSON text holds, None when it is no JSON."""
    try:
        return orjson.loads(source)
    except orjson.JSONDecodeError:
        return None


def json_object(source: str) -> Mapping[str, Any]:
    """The object that JSON text holds, an empty one when it holds none."""
    value = json_value(source) if source[:1] in ("{", " ", "\n") else None
    return value if isinstance(value, dict) else _NOTHING
