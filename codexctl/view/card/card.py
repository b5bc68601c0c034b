"""The card of one step, for whoever draws blocks."""

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
    """Read a step and write its card, its pictures last. Paths are shown from `cwd`."""
    pad = block_pad(cwd)
    write_step(node, pad)
    if node.operation == CHAT:
        # In a tree of the terminal it stands at the turn, a line or two above.
        write_message(node, pad)
    write_asked_for(node, pad)
    card = pad.card
    return Card(card.title, (*card.blocks, *pictures(_attached(node))))


def asked(node: Node) -> tuple[Block, ...]:
    """What a turn was asked, with its pictures."""
    pad = block_pad()
    write_prompt(node, pad)
    # A line that says that there was a picture is for those who cannot show one.
    said = (block for block in pad.card.blocks if isinstance(block, Prose))
    return (*said, *pictures(_attached(node)))


def answered(node: Node) -> tuple[Block, ...]:
    """What a turn said in the end; of one that failed also what Codex said."""
    pad = block_pad()
    write_message(node, pad)
    write_said(node, pad)
    return pad.card.blocks


def _attached(node: Node) -> Iterator[Mapping[str, Any]]:
    """The parts of what a step was given among which pictures can be."""
    if node.operation == EXECUTE_TOOL:
        yield from _parts(node.attributes.get(GEN_AI_TOOL_CALL_RESULT))
        return
    # What a request of the model brought is shown where it came from.
    told = node.attributes.get(GEN_AI_INPUT_MESSAGES) if node.operation == INVOKE_AGENT else None
    for message in _parts(told):
        yield from tables(message, "parts")


def _parts(value: object) -> Iterable[Mapping[str, Any]]:
    """Objects of a list, which in a stored span is JSON text; only such with pictures is read."""
    if isinstance(value, str):
        value = json_value(value) if '"modality"' in value else None
    return tables({"": value}, "")
