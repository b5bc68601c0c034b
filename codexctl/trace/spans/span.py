"""The span as data: everything a destination needs, nothing it has to look up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from codexctl.trace.labels import NONE, Labels
from codexctl.trace.spans.attribute_names import CODEX_LINK_KIND
from codexctl.trace.spans.derived.failure import Failure, failure_of
from codexctl.trace.turns.turn import INCOMPLETE

INTERNAL = "INTERNAL"
CLIENT = "CLIENT"


# A trace whose span is not known: the OpenTelemetry specification keeps such a link as long as
# it has an attribute.
UNKNOWN_SPAN = "0" * 16


@dataclass(frozen=True, slots=True)
class SpanLink:
    """A reference to a span of another trace. `kind` says in one word what it is."""

    trace_id: str
    kind: str
    span_id: str = UNKNOWN_SPAN

    @property
    def attributes(self) -> dict[str, str]:
        """What the link says of itself."""
        return {CODEX_LINK_KIND: self.kind}

    @property
    def figures(self) -> dict[str, str]:
        """The link as `trace show --json` gives it."""
        return {"trace_id": self.trace_id, "span_id": self.span_id, "kind": self.kind}


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

    @property
    def failure(self) -> Failure | None:
        """Why it failed, told from its attributes; None where it did not."""
        return failure_of(self.error_type, self.ended, self.attributes)


@dataclass(frozen=True, slots=True)
class TurnTrace:
    """A turn with its spans, the agent span first: the unit of delivery.

    `summary` is the turn's figures (`trace/spans/summary.py`); `is_marked` says that it is a test
    turn of our own; `ended` is nanoseconds since 1970; `place` is Codex's own ids of thread and
    turn, by which we know what was delivered; `labels` are what people sort their turns by. `home`
    is the Codex home that recorded it, `withheld` the categories of content that were left out,
    `policy` the id of the administrator's policy that held, empty where there was none.
    """

    summary: Mapping[str, Any]
    spans: tuple[Span, ...]
    is_marked: bool
    ended: int
    place: tuple[str, str] = ("", "")
    labels: Labels = NONE
    home: str = ""
    withheld: tuple[str, ...] = ()
    policy: str = ""

    @property
    def thread_id(self) -> str:
        """Codex's id of the thread, which is never told but in the form of one."""
        return self.place[0] or str(self.summary["thread_id"])

    @property
    def turn_id(self) -> str:
        """Codex's id of the turn, likewise."""
        return self.place[1] or str(self.summary["turn_id"])

    @property
    def is_open(self) -> bool:
        """Whether the turn has no end: killed, or still running."""
        return bool(self.summary.get("status") == INCOMPLETE)
