"""The first words of a step: enough to recognise it in a row, and fast to make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codexctl.trace.spans.attribute_names import (
    CODEX_FILE_CHANGES,
    CODEX_TOOL_STDERR,
    CODEX_TOOL_STDOUT,
    GEN_AI_INPUT_MESSAGES,
    GEN_AI_OPERATION_NAME,
    GEN_AI_OUTPUT_MESSAGES,
    GEN_AI_SYSTEM_INSTRUCTIONS,
    GEN_AI_TOOL_CALL_RESULT,
    INPUT_VALUE,
    INVOKE_AGENT,
    OUTPUT_VALUE,
)
from codexctl.view.calls.call import json_value
from codexctl.view.card.block_pad import block_pad
from codexctl.view.card.written import write_asked_for, write_step
from codexctl.view.node import Node
from codexctl.view.terminal.pad import Piece

# Attributes that a row does not show, and that are the largest part of a span.
_LONG = frozenset(
    {
        *(GEN_AI_SYSTEM_INSTRUCTIONS, GEN_AI_TOOL_CALL_RESULT, INPUT_VALUE, OUTPUT_VALUE),
        *(CODEX_TOOL_STDOUT, CODEX_TOOL_STDERR),
    }
)
_SAID = frozenset({"text", "reasoning"})
_OF_CALL = ("type", "id", "name")


def brief(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of a stored span that a glimpse needs.

    Texts are not cut: half a secret would not be recognised, and the texts must still pass the
    capture filter.
    """
    kept = {key: value for key, value in attributes.items() if key not in _LONG}
    if kept.get(GEN_AI_OPERATION_NAME) == INVOKE_AGENT:
        kept.pop(GEN_AI_OUTPUT_MESSAGES, None)
    else:
        kept.pop(GEN_AI_INPUT_MESSAGES, None)
        if GEN_AI_OUTPUT_MESSAGES in kept:
            kept[GEN_AI_OUTPUT_MESSAGES] = _first_said(kept[GEN_AI_OUTPUT_MESSAGES])
    if CODEX_FILE_CHANGES in kept:
        kept[CODEX_FILE_CHANGES] = _without_diffs(kept[CODEX_FILE_CHANGES])
    return kept


def glimpse(node: Node, cwd: str = "") -> tuple[Piece, ...]:
    """The first line of a step's card, made from the attributes that `brief` keeps."""
    pad = block_pad(cwd)
    write_step(node, pad)
    if not pad.blocks:
        write_asked_for(node, pad)
    return pad.card.first_words


def _first_said(messages: Any) -> list[dict[str, Any]]:
    """The first text of a message; without a text, the names of the calls."""
    for message in _list(messages):
        parts = _list(message.get("parts"))
        said = [part for part in parts if part.get("type") in _SAID][:1]
        called = [{key: part[key] for key in _OF_CALL if key in part} for part in parts]
        if parts:
            return [{**message, "parts": said or called}]
    return []


def _without_diffs(changes: Any) -> list[dict[str, Any]]:
    return [{key: change[key] for key in change if key != "diff"} for change in _list(changes)]


def _list(value: Any) -> list[dict[str, Any]]:
    value = json_value(value) if isinstance(value, str) else value
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
