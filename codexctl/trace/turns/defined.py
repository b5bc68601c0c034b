"""Which tools a model could call, as far as the rollout says it: definitions and descriptions.

Codex records them where a client gave a thread its own (`dynamic_tools`) and for models that write
scripts (`additional_tools`, 0.164 to 0.169); of all others only Codex knows them. Shape:
gen-ai-tool-definitions.json of open-telemetry/semantic-conventions-genai (commit 024a4f94).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from codexctl.trace.read.events import Instructed
from codexctl.trace.turns.turn import ModelCall, ToolCall, Turn
from codexctl.trace.values import tables, text

Definition = Mapping[str, Any]
# The namespace of Codex's own tools: calls of these have no namespace.
_OWN = "functions"
_SCHEMA = "parameters"
_SCHEMAS = (_SCHEMA, "inputSchema", "input_schema")


def definitions_of(turn: Turn, call: ModelCall) -> list[Definition]:
    """The tools that a request told the model of: what a client gave, at the first of a turn."""
    told = [tool for event in call.given if isinstance(event, Instructed) for tool in event.tools]
    dynamic = _dynamic(turn.thread.tools) if call.index == 0 else []
    return [*_flat(dynamic), *_flat(told)]


def descriptions_of(turn: Turn) -> Mapping[tuple[str, str], str]:
    """What is recorded of each tool, by its namespace and name."""
    defined = (one for call in turn.calls for one in definitions_of(turn, call))
    return {
        (text(one, "namespace"), text(one, "name")): text(one, "description") for one in defined
    }


def description_of(tool: ToolCall, known: Mapping[tuple[str, str], str]) -> str:
    """The description of the tool that was called, empty where none is recorded."""
    return known.get((_namespace(tool.namespace), tool.name), "") if known else ""


def _dynamic(written: str) -> Iterable[Definition]:
    return tables({"": orjson.loads(written)}, "") if written else []


def _flat(tools: Iterable[Mapping[str, Any]], namespace: str = "") -> Iterator[Definition]:
    """Definitions one by one: Codex writes those of a namespace within it, one level deep."""
    for tool in tools:
        if text(tool, "type") == "namespace" and not namespace:
            yield from _flat(tables(tool, "tools"), text(tool, "name") or _OWN)
        elif text(tool, "name"):
            yield _definition(tool, _namespace(text(tool, "namespace") or namespace))


def _definition(tool: Mapping[str, Any], namespace: str) -> Definition:
    schema = next((tool[name] for name in _SCHEMAS if isinstance(tool.get(name), dict)), None)
    told = {
        "type": text(tool, "type") or "function",
        "name": text(tool, "name"),
        "namespace": namespace,
        "description": text(tool, "description"),
        _SCHEMA: schema,
    }
    return {name: value for name, value in told.items() if value not in (None, "")}


def _namespace(said: str) -> str:
    return "" if said == _OWN else said
