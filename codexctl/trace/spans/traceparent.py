"""TRACEPARENT: the span that Codex itself was started in, as the hook has noted it down.

The format is W3C Trace Context, version 00. No rollout holds it: the hook is the only one that
sees Codex's environment, and writes one line a turn, `TURN_ID TRACEPARENT`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from codexctl.trace.spans.placement import Placement
from codexctl.trace.spans.span import SpanLink

_NOTE = re.compile(
    rb"^([0-9a-f-]{36}) 00-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})\n",
    re.MULTILINE,
)
_SAMPLED = 1
LINK_KIND = "traceparent"


@dataclass(frozen=True, slots=True)
class TraceParent:
    """A span of somebody else's. `is_sampled` says that somebody has recorded it."""

    trace_id: str
    span_id: str
    is_sampled: bool


def read_notes(raw: bytes) -> dict[str, TraceParent]:
    """Read the hook's notes: what holds for a turn, by its id; lines of another form are nothing.

    The first note of a turn counts, so that nothing which is written later moves its spans.
    """
    found: dict[str, TraceParent] = {}
    for turn_id, trace_id, span_id, flags in _NOTE.findall(raw):
        parent = TraceParent(trace_id.decode(), span_id.decode(), bool(int(flags, 16) & _SAMPLED))
        found.setdefault(turn_id.decode(), parent)
    return found


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The spans that turns were begun in, by root turn; `is_parent` puts the turns under them."""

    known: Mapping[str, TraceParent] = field(default_factory=dict)
    is_parent: bool = False

    def around(self, placement: Placement) -> Placement:
        """Link a trace to the span that it was begun in, or move it there, subagents included.

        Nothing hangs below a span that was not sampled: no backend would find it.
        """
        outer = self.known.get(placement.root_turn_id)
        if outer is None:
            return placement
        is_root = not placement.parent_id
        if not (self.is_parent and outer.is_sampled):
            link = SpanLink(outer.trace_id, LINK_KIND, outer.span_id)
            return replace(placement, links=(link,)) if is_root else placement
        parent_id = outer.span_id if is_root else placement.parent_id
        return replace(placement, trace_id=outer.trace_id, parent_id=parent_id)


NOWHERE = Surroundings()
