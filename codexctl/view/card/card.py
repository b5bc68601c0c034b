"""The card of one step, as blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from codexctl.trace.spans.attribute_names import (
    CHAT,
    EXECUTE_TOOL,
    GEN_AI_INPUT_MESSAGES,
    GEN_AI_TOOL_CALL_RESULT,
    INVOKE_AGENT,
)
from codexctl.trace.values import tables
from codexctl.view.calls.call import json_value
from codexctl.view.card.block_pad import block_pad
from codexctl.view.card.blocks import Block, Card, Prose
from codexctl.view.card.pictures import pictures
from codexctl.view.card.written import (
    write_asked_for,
    write_message,
    write_prompt,
    write_said,
    write_step,
)
from codexctl.view.node import Node


def card_of(node: Node, cwd: str = "") -> Card:
    """Read a step and make its card, with pictures last. Paths are shown relative to `cwd`."""
    pad = block_pad(cwd)
    write_step(node, pad)
    if node.operation == CHAT:
        # The terminal's tree shows it at the turn, one or two lines above.
        write_message(node, pad)
    write_asked_for(node, pad)
    card = pad.card
    return Card(card.title, (*card.blocks, *pictures(_attached(node))))


def asked(node: Node) -> tuple[Block, ...]:
    """The prompt of a turn, with its pictures."""
    pad = block_pad()
    write_prompt(node, pad)
    # The line that says that there was a picture is for outputs that cannot show one.
    said = (block for block in pad.card.blocks if isinstance(block, Prose))
    return (*said, *pictures(_attached(node)))


def answered(node: Node) -> tuple[Block, ...]:
    """The answer of a turn; if it failed, also Codex's error message."""
    pad = block_pad()
    write_message(node, pad)
    write_said(node, pad)
    return pad.card.blocks


def _attached(node: Node) -> Iterator[Mapping[str, Any]]:
    """The parts of a step's input that can be pictures."""
    if node.operation == EXECUTE_TOOL:
        yield from _parts(node.attributes.get(GEN_AI_TOOL_CALL_RESULT))
        return
    # What a model call got is shown at the step that it came from.
    told = node.attributes.get(GEN_AI_INPUT_MESSAGES) if node.operation == INVOKE_AGENT else None
    for message in _parts(told):
        yield from tables(message, "parts")


def _parts(value: object) -> Iterable[Mapping[str, Any]]:
    """The objects in a list, which a stored span has as JSON; parsed only if it has pictures."""
    if isinstance(value, str):
        value = json_value(value) if '"modality"' in value else None
    return tables({"": value}, "")
