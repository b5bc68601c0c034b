"""The text of a trace's step: of a tool the meaning of its call, of others what was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set

from codexctl.trace.spans.attribute_names import (
    CHAT,
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
# What a link of a span points to.
_LINKS = {"traceparent": "begun in trace", "native": "Codex's own trace"}


def write_step(node: Node, pad: Pad, told: Set[Said] = frozenset()) -> None:
    """Write the content of a step. Parts of a turn's answer that are in `told` are left out."""
    if node.operation == EXECUTE_TOOL:
        read_tool(call_of_attributes(node.attributes, node.error_type)).write(pad)
    elif node.operation == INVOKE_AGENT:
        _links(node, pad)
        write_prompt(node, pad)
        write_message(node, pad)
        write_said(node, pad, told)
    else:
        write_said(node, pad)


def _links(node: Node, pad: Pad) -> None:
    for kind, trace_id in node.links:
        said = _LINKS.get(kind, kind)
        pad.line((f"{pad.look.sign('arrow')} {said} {trace_id}", "quiet"))


def write_prompt(node: Node, pad: Pad) -> None:
    """Write the prompt of a turn."""
    for kind, said in node.messages(GEN_AI_INPUT_MESSAGES):
        if kind == "text":
            pad.text(said, "strong", first=pad.look.sign("asked"))
        else:
            pad.line((f"[{kind}]", "quiet"))


def write_message(node: Node, pad: Pad) -> None:
    """Write Codex's error message for a turn that failed, or for its last model call."""
    said = node.attributes.get(CODEX_ERROR_MESSAGE)
    if isinstance(said, str):
        pad.text(said, "bad")


def write_said(node: Node, pad: Pad, told: Set[Said] = frozenset()) -> None:
    """Write what the model thought and said, without the parts in `told`."""
    for kind, said in node.messages(GEN_AI_OUTPUT_MESSAGES):
        if (kind, said) in told:
            continue
        if kind == "reasoning":
            pad.text(said, "quiet", first=pad.look.sign("thought"))
        elif kind == "text":
            pad.text(said, first=pad.look.sign("said"))


def write_asked_for(node: Node, pad: Pad) -> None:
    """Write which tools a model call asked for; pages show them separately."""
    if node.operation == CHAT:
        names = Counter(name for name in node.called() if name)
        told = (name + (f" {times} times" if times > 1 else "") for name, times in names.items())
        if names:
            pad.line((f"{pad.look.sign('arrow')} {', '.join(told)}", "quiet"))
