"""The span as data: everything a destination needs, nothing it has to look up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

INTERNAL = "INTERNAL"
CLIENT = "CLIENT"


@dataclass(frozen=True, slots=True)
class SpanLink:
    """A reference to a span of another trace."""

    trace_id: str
    span_id: str


@dataclass(frozen=True, slots=True)
class Span:
    """One finished span. Ids are hexadecimal (32 and 16 digits), times nanoseconds since 1970.

    Attribute values are text, integers, booleans, lists of text, or JSON structures (messages,
    tool arguments), which are written as JSON text only after the capture filter has seen them.
    `error_type` is empty exactly when the span did not fail.
    """

    trace_id: str
    span_id: str
    parent_id: str
    name: str
    kind: str
    started: int
    ended: int
    attributes: Mapping[str, Any]
    error_type: str = ""
    links: tuple[SpanLink, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnTrace:
    """A turn with its spans, the agent span first: the unit of delivery."""

    summary: Mapping[str, Any]
    spans: tuple[Span, ...]
    is_marked: bool = False
    resource: Mapping[str, str] = field(default_factory=dict)
