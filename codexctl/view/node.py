"""A span in the form that views need, from the store or just made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from codexctl.trace.spans.attribute_names import GEN_AI_OPERATION_NAME, GEN_AI_OUTPUT_MESSAGES
from codexctl.trace.spans.otlp_json import final_attributes
from codexctl.trace.spans.span import Span

# The parts of a message in which a model calls a tool.
_CALLS = ("tool_call", "server_tool_call")


@dataclass(frozen=True, slots=True)
class Node:
    """One span. Attribute values are scalars; structures are JSON text.

    `links` are the ids of traces that it points to, each with the kind of link.
    """

    trace_id: str
    span_id: str
    parent_id: str
    name: str
    started: int
    ended: int
    error_type: str
    attributes: Mapping[str, Any]
    links: tuple[tuple[str, str], ...] = ()

    @property
    def operation(self) -> str:
        """The kind of step: invoke_agent, chat or execute_tool."""
        return str(self.attributes.get(GEN_AI_OPERATION_NAME, ""))

    def messages(self, attribute: str) -> list[tuple[str, str]]:
        """The messages in an attribute, as (part type, text).

        The type of an attachment is its kind (`image`), whatever form it has in the message.
        """
        return [
            (str(part.get("modality") or part.get("type", "")), str(part.get("content", "")))
            for part in self._parts(attribute)
        ]

    def called(self) -> list[str]:
        """The names of the tools that a model call asked for, in that order."""
        calls = (p for p in self._parts(GEN_AI_OUTPUT_MESSAGES) if p.get("type") in _CALLS)
        return [str(call.get("name", "")) for call in calls]

    def _parts(self, attribute: str) -> Iterator[Mapping[str, Any]]:
        value = self.attributes.get(attribute)
        messages = _json(value) if isinstance(value, str) else value
        return (part for message in _objects(messages) for part in _objects(message.get("parts")))


def node_of_span(span: Span) -> Node:
    """The node of a span that was just made."""
    return Node(
        span.trace_id,
        span.span_id,
        span.parent_id,
        span.name,
        span.started,
        span.ended,
        span.error_type,
        final_attributes(span),
        tuple((link.kind, link.trace_id) for link in span.links),
    )


def node_of_row(row: Mapping[str, Any]) -> Node:
    """The node of a row as `LocalStore.spans` returns it."""
    return Node(
        row["trace_id"],
        row["span_id"],
        row["parent_id"],
        row["name"],
        row["started_ns"],
        row["ended_ns"],
        row["error_type"],
        row["attributes"],
        tuple((link["kind"], link["trace_id"]) for link in row["links"]),
    )


@dataclass(frozen=True, slots=True)
class Forest:
    """Nodes by their parents, siblings in the order in which they began."""

    roots: Sequence[Node]
    children: Mapping[str, Sequence[Node]]

    def below(self, node: Node) -> Sequence[Node]:
        """The children of a node."""
        return self.children.get(node.span_id, ())


def forest(nodes: Iterable[Node]) -> Forest:
    """Arrange nodes by their parents; one whose parent is not among them is a root.

    Of a span that is given twice, the later one counts. A root may have a parent that was not
    given.
    """
    by_id = {node.span_id: node for node in nodes}
    roots, children = [], dict[str, list[Node]]()
    for node in sorted(by_id.values(), key=lambda one: (one.started, one.span_id)):
        if node.parent_id in by_id and node.parent_id != node.span_id:
            children.setdefault(node.parent_id, []).append(node)
        else:
            roots.append(node)
    return Forest(roots, children)


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _json(value: str) -> Any:
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return None
