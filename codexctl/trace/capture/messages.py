"""Messages part by part: which of them may leave, and what stands for a picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from codexctl.trace.capture.allowed import (
    ATTACHED,
    ATTACHED_NAMES,
    ATTACHED_UNTOLD,
    INSTRUCTING,
    PARTS,
)


def uninstructed(messages: Any) -> list[Any]:
    """Messages without those of Codex itself."""
    return [message for message in messages if message["role"] != INSTRUCTING]


def allowed_parts(messages: Any, category: str, exclude: frozenset[str], is_masked: bool) -> Any:
    """Leave out the parts whose category is excluded; of a tool call, its arguments only."""
    kept = []
    for message in messages:
        parts = [_part(part, category, exclude) for part in message["parts"]]
        parts = [attachment(part, exclude, is_masked) for part in parts if part]
        parts = [part for part in parts if part]
        if parts:
            kept.append({**message, "parts": parts})
    return kept


def _part(part: Mapping[str, Any], category: str, exclude: frozenset[str]) -> Any:
    own = PARTS.get(part["type"], category)
    if exclude.isdisjoint(own.split()):
        return part
    if own == "tool_arguments":
        return {key: part[key] for key in ("type", "id", "name") if key in part}
    return None


def responses(messages: Any) -> Iterator[dict[str, Any]]:
    """The answers of tools among the parts of messages."""
    return (part for message in messages for part in message["parts"] if "response" in part)


def without_responses(message: Mapping[str, Any]) -> dict[str, Any]:
    """A message whose parts hold no answers, for who masks these by themselves."""
    parts = [{**part, "response": ""} if "response" in part else part for part in message["parts"]]
    return {**message, "parts": parts}


def attachment(part: Mapping[str, Any], exclude: frozenset[str], is_masked: bool) -> Any:
    """A part as it is; of a picture only that there is one, where content is masked."""
    held = ATTACHED.get(part["type"])
    is_hidden = is_masked or (held == "file_id" and "paths" in exclude)
    if held is None or not is_hidden:
        return part
    return {
        **{name: part[name] for name in ATTACHED_NAMES if name in part},
        held: ATTACHED_UNTOLD[held],
    }
