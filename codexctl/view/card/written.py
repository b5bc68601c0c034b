"""What a step of a trace says: for a tool its call by meaning, for the others what was said."""

from __future__ import annotations

from collections.abc import Iterable, Set

from codexctl.trace.spans.attribute_names import (
    CODEX_ERROR_MESSAGE,
    EXECUTE_TOOL,
    GEN_AI_INPUT_MESSAGES,
    GEN_AI_OUTPUT_MESSAGES,
    INVOKE_AGENT,
)
from codexctl.view.calls.call import call_of_attributes
from codexctl.view.calls.read import read_tool
from codexctl.view.node import Node
from codexctl.view.terminal.pad import Pad

# A part of a message: its type and its text.
Said = tuple[str, str]
# What the traces are that a span points to.
_LINKS = {"traceparent": "begun in trace", "native": "Codex's own trace"}


def write_step(node: Node, pad: Pad, told: Set[Said] = frozenset()) -> None:
    """Write what a step says. What is among `told` of a turn's answer is left out."""
    if node.operation == EXECUTE_TOOL:
        read_tool(call_of_attributes(node.attributes, node.error_type)).write(pad)
    elif node.operation == INVOKE_AGENT:
        _links(node, pad)
        _prompt(node, pad)
        _message(node, pad)
        _said([part for part in node.messages(GEN_AI_OUTPUT_MESSAGES) if part not in told], pad)
    else:
        _said(node.messages(GEN_AI_OUTPUT_MESSAGES), pad)


def _links(node: Node, pad: Pad) -> None:
    for kind, trace_id in node.links:
        said = _LINKS.get(kind, kind)
        pad.line((f"{pad.look.sign('arrow')} {said} {trace_id}", "quiet"))


def _prompt(node: Node, pad: Pad) -> None:
    for kind, said in node.messages(GEN_AI_INPUT_MESSAGES):
        if kind == "text":
            pad.text(said, "strong", first=pad.look.sign("asked"))
        else:
            pad.line((f"[{kind}]", "quiet"))


def _message(node: Node, pad: Pad) -> None:
    """What Codex itself said of a turn that failed."""
    said = node.attributes.get(CODEX_ERROR_MESSAGE)
    if isinstance(said, str):
        pad.text(said, "bad")


def _said(parts: Iterable[Said], pad: Pad) -> None:
    for kind, said in parts:
        if kind == "reasoning":
            pad.text(said, "quiet", first=pad.look.sign("thought"))
        elif kind == "text":
            pad.text(said, first=pad.look.sign("said"))
