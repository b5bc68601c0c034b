"""One tool call as readers get it, the same from a new ToolCall and from a stored span."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from codexctl.trace.jsontext import text_of
from codexctl.trace.spans.attribute_names import (
    CODEX_FILE_CHANGES,
    CODEX_TOOL_STDERR,
    CODEX_TOOL_STDOUT,
    GEN_AI_TOOL_CALL_ARGUMENTS,
    GEN_AI_TOOL_CALL_RESULT,
    GEN_AI_TOOL_NAME,
    MCP_SERVER_NAME,
    PROCESS_EXIT_CODE,
    PROCESS_WORKING_DIRECTORY,
)
from codexctl.trace.spans.attributes import exit_code_of
from codexctl.trace.spans.recorded import arguments_of, recorded, result_of
from codexctl.trace.turns.turn import ToolCall
from codexctl.trace.values import INT64_MAX, text

_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Call:
    """What is known of a call; what was not captured is empty.

    `arguments` is what the model wrote, `output` what it got, both as text. `server` is the MCP
    server; `error` is the span's `error.type`. `changes` are the files that changed, as Codex
    reports them (`recorded.py` has their shape). `stdout` and `stderr` are set only if Codex
    recorded them separately.
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
        """The arguments as an object; an empty object if they are something else."""
        return json_object(self.arguments)

    @property
    def answer(self) -> Mapping[str, Any]:
        """The output as an object; an empty object if it is something else."""
        return json_object(self.output)


def call_of_tool(tool: ToolCall) -> Call:
    """The call of a tool that was just read from a rollout."""
    attributes = {
        GEN_AI_TOOL_NAME: tool.name,
        GEN_AI_TOOL_CALL_ARGUMENTS: arguments_of(tool),
        GEN_AI_TOOL_CALL_RESULT: result_of(tool),
        PROCESS_EXIT_CODE: exit_code_of(tool),
        MCP_SERVER_NAME: tool.mcp_server,
        **recorded(tool),
    }
    # An empty object is not stored as an attribute of a span.
    return call_of_attributes({k: v for k, v in attributes.items() if v != {}}, tool.error_type)


def call_of_attributes(attributes: Mapping[str, Any], error: str) -> Call:
    """The call in the attributes of its span, a new or a stored one (with structures as JSON text).

    `error` is the span's `error.type`, empty for none. Attributes of the wrong type count as
    missing.
    """
    code = attributes.get(PROCESS_EXIT_CODE)
    changes = attributes.get(CODEX_FILE_CHANGES)
    if isinstance(changes, str):
        changes = json_value(changes)
    return Call(
        name=text(attributes, GEN_AI_TOOL_NAME),
        server=text(attributes, MCP_SERVER_NAME),
        arguments=text_of(attributes.get(GEN_AI_TOOL_CALL_ARGUMENTS)),
        output=_output(attributes.get(GEN_AI_TOOL_CALL_RESULT)),
        exit_code=code if isinstance(code, int) and abs(code) <= INT64_MAX else None,
        error=error,
        cwd=text(attributes, PROCESS_WORKING_DIRECTORY),
        stdout=text(attributes, CODEX_TOOL_STDOUT),
        stderr=text(attributes, CODEX_TOOL_STDERR),
        changes=tuple(item for item in changes if isinstance(item, dict))
        if isinstance(changes, list)
        else (),
    )


def _output(result: object) -> str:
    """The result as text; an attachment is replaced by its kind (`[image]`)."""
    parts = json_value(result) if isinstance(result, str) and '"modality"' in result else result
    if not isinstance(parts, list) or not any("modality" in part for part in _objects(parts)):
        return text_of(result)
    told = (
        f"[{text(part, 'modality')}]" if "modality" in part else text(part, "content")
        for part in _objects(parts)
    )
    return "\n".join(told)


def _objects(values: Iterable[object]) -> list[dict[str, Any]]:
    """Only the objects among these values."""
    return [one for one in values if isinstance(one, dict)]


def json_value(source: str) -> Any:
    """Parse JSON; None if the text is not JSON."""
    try:
        return orjson.loads(source)
    except orjson.JSONDecodeError:
        return None


def json_object(source: str) -> Mapping[str, Any]:
    """Parse a JSON object; an empty object if the text is something else.

    Text that does not begin like an object is not parsed: outputs can be megabytes.
    """
    value = json_value(source) if source[:1] in ("{", " ", "\n") else None
    return value if isinstance(value, dict) else _NOTHING
