"""What tools answered is stored once: on the tool's span, not in the request that brought it too.

A request's messages then have a `tool_call_response` without `response`. Code that gives away a
whole trace adds it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import orjson

from codexctl.trace.jsontext import json_text
from codexctl.trace.spans.attribute_names import (
    CHAT,
    EXECUTE_TOOL,
    GEN_AI_INPUT_MESSAGES,
    GEN_AI_OPERATION_NAME,
    GEN_AI_TOOL_CALL_ID,
    GEN_AI_TOOL_CALL_RESULT,
)
from codexctl.trace.spans.span import Span
from codexctl.trace.values import tables

_ANSWER = "tool_call_response"
# The outputs of an agent's calls, by their ids.
_Results = Mapping[str, Any]


def without_results(spans: Iterable[Span]) -> Iterator[Span]:
    """The spans of one turn, what its tools answered once."""
    spans = list(spans)
    answered = _answered(span.attributes for span in spans)
    for span in spans:
        if span.attributes.get(GEN_AI_OPERATION_NAME) == CHAT and answered:
            messages = span.attributes.get(GEN_AI_INPUT_MESSAGES, [])
            kept = [{**one, "parts": _without(one, answered)} for one in messages]
            if kept:
                yield replace(span, attributes={**span.attributes, GEN_AI_INPUT_MESSAGES: kept})
                continue
        yield span


def with_results(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of spans as `LocalStore.spans` gives them, with the answers in the requests again."""
    by_agent: dict[str, list[Mapping[str, Any]]] = {}
    found = [dict(row) for row in rows]
    for row in found:
        by_agent.setdefault(row["parent_id"], []).append(row["attributes"])
    answered = {agent: _answered(attributes) for agent, attributes in by_agent.items()}
    for row in found:
        said = row["attributes"].get(GEN_AI_INPUT_MESSAGES)
        if isinstance(said, str) and _ANSWER in said:
            told = _with(said, answered[row["parent_id"]])
            row["attributes"] = {**row["attributes"], GEN_AI_INPUT_MESSAGES: told}
    return found


def _answered(spans: Iterable[Mapping[str, Any]]) -> _Results:
    """Of an id that several calls have it is not known whose answer is meant."""
    found: dict[str, Any] = {}
    several: set[str] = set()
    for attributes in spans:
        if attributes.get(GEN_AI_OPERATION_NAME) == EXECUTE_TOOL:
            call_id = str(attributes.get(GEN_AI_TOOL_CALL_ID, ""))
            if call_id in found:
                several.add(call_id)
            found[call_id] = attributes.get(GEN_AI_TOOL_CALL_RESULT)
    return {name: value for name, value in found.items() if name not in several and value}


def _without(message: Mapping[str, Any], answered: _Results) -> list[Mapping[str, Any]]:
    parts: list[Mapping[str, Any]] = []
    for part in message["parts"]:
        known = answered.get(part.get("id", "")) if part["type"] == _ANSWER else None
        is_known = isinstance(known, str) and part.get("response") == known
        kept = {name: value for name, value in part.items() if name != "response"}
        parts.append(kept if is_known else part)
    return parts


def _with(said: str, answered: _Results) -> str:
    try:
        messages = tables({"": orjson.loads(said)}, "")
    except orjson.JSONDecodeError:
        return said
    for message in messages:
        for part in tables(message, "parts"):
            known = answered.get(str(part.get("id", "")))
            if part.get("type") == _ANSWER and "response" not in part and isinstance(known, str):
                part["response"] = known  # type: ignore[index]  # just read, and nobody else's
    return json_text(messages)
