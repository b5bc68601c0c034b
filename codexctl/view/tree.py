"""A trace as a tree for the terminal: who did what, how long it took, what it cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from codexctl.trace.span import Span
from codexctl.view.text import duration, safe, shortened


@dataclass(frozen=True, slots=True)
class Node:
    """One span as the tree needs it, from the store or fresh from a conversion."""

    span_id: str
    parent_id: str
    name: str
    started: int
    ended: int
    error_type: str
    attributes: Mapping[str, Any]


def node_of_span(span: Span) -> Node:
    """A span that was just made."""
    return Node(
        span.span_id,
        span.parent_id,
        span.name,
        span.started,
        span.ended,
        span.error_type,
        span.attributes,
    )


def node_of_row(row: Mapping[str, Any]) -> Node:
    """A span as the local store gives it."""
    return Node(
        row["span_id"],
        row["parent_id"],
        row["name"],
        row["started_ns"],
        row["ended_ns"],
        row["error_type"],
        row["attributes"],
    )


def render(nodes: Iterable[Node], *, width: int = 100) -> Iterator[str]:
    """Give the lines of the tree, `width` characters wide at most.

    A span whose parent is not among the nodes is a root.
    """
    by_id = {node.span_id: node for node in nodes}
    children: dict[str, list[Node]] = {}
    for node in by_id.values():
        parent = node.parent_id if node.parent_id in by_id else ""
        children.setdefault(parent, []).append(node)
    for siblings in children.values():
        siblings.sort(key=lambda node: (node.started, node.span_id))
    for root in children.get("", ()):
        yield from _branch(root, children, "", "", width)


def _branch(
    node: Node, children: Mapping[str, Sequence[Node]], first: str, rest: str, width: int
) -> Iterator[str]:
    below = children.get(node.span_id, ())
    yield first + shortened(_headline(node), max(width - len(first), 20))
    for line in _details(node):
        yield rest + ("│  " if below else "   ") + shortened(line, max(width - len(rest) - 3, 20))
    for index, child in enumerate(below):
        last = index == len(below) - 1
        yield from _branch(
            child,
            children,
            rest + ("└─ " if last else "├─ "),
            rest + ("   " if last else "│  "),
            width,
        )


def _headline(node: Node) -> str:
    parts = [safe(node.name), duration(node.ended - node.started)]
    status = node.attributes.get("codex.turn.status")
    if node.error_type:
        parts.append(f"✗ {node.error_type}")
    elif status:
        parts.append(f"✓ {status}")
    exit_code = node.attributes.get("process.exit.code")
    if exit_code is not None:
        parts.append(f"exit {exit_code}")
    return "  ".join([*parts, *_tokens(node.attributes)])


def _tokens(attributes: Mapping[str, Any]) -> Iterator[str]:
    given = attributes.get("gen_ai.usage.input_tokens")
    if given is None:
        return
    cached = attributes.get("gen_ai.usage.cache_read.input_tokens") or 0
    thought = attributes.get("gen_ai.usage.reasoning.output_tokens") or 0
    yield f"in {given:,}" + (f" ({cached:,} cached)" if cached else "")
    said = attributes.get("gen_ai.usage.output_tokens") or 0
    yield f"out {said:,}" + (f" ({thought:,} reasoning)" if thought else "")


def _details(node: Node) -> Iterator[str]:
    """What was said, in a line each: prompt, answer, arguments, result."""
    for key, mark in (
        ("gen_ai.input.messages", "» "),
        ("gen_ai.tool.call.arguments", "$ "),
        ("gen_ai.tool.call.result", "= "),
        ("gen_ai.output.messages", "« "),
    ):
        said = _said(node.attributes.get(key))
        if said:
            yield mark + said


def _said(value: Any) -> str:
    value = _parsed(value)
    if isinstance(value, list):
        parts = [part for message in value if isinstance(message, dict) for part in _parts(message)]
        return " ".join(part for part in parts if part)
    if isinstance(value, dict):
        command = value.get("cmd") or value.get("command")
        return str(command) if isinstance(command, str) else orjson.dumps(value).decode()
    return str(value) if value else ""


def _parts(message: Mapping[str, Any]) -> Iterator[str]:
    for part in message.get("parts") or ():
        if isinstance(part, dict) and part.get("type") in ("text", "reasoning"):
            yield str(part.get("content", ""))


def _parsed(value: Any) -> Any:
    """Stored structures are JSON text; fresh ones are themselves."""
    if isinstance(value, str) and value[:1] in "[{":
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return value
    return value
