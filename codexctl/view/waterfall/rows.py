"""The spans of a trace as rows of a tree, in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from codexctl.deliver.store.outline import SpanOutline
from codexctl.trace.spans.attribute_names import CHAT, EXECUTE_TOOL

_STEPS = (CHAT, EXECUTE_TOOL)


class Kind(StrEnum):
    """The kinds of rows."""

    turn = "turn"
    subagent = "subagent"
    model = "model"
    tool = "tool"


class TreeRow(NamedTuple):
    """One span. `number` counts rows from 0, `depth` is how many rows are above it in the tree.

    Times are in nanoseconds from the beginning of the trace, which is that of its first span; the
    time `waited_ns` is directly before `begins_ns`. `below` is how many rows are below it in the
    tree; they follow it directly. `failed_below` is how many of them failed. `agent_id` is the span
    of the turn that the row belongs to.
    """

    number: int
    depth: int
    kind: Kind
    span: SpanOutline
    begins_ns: int
    ends_ns: int
    below: int = 0
    failed_below: int = 0
    agent_id: str = ""

    @property
    def failed(self) -> bool:
        """Whether it failed or never ended."""
        return bool(self.span.error_type)

    @property
    def waited_ns(self) -> int:
        """How long a person was waited for directly before it, in nanoseconds."""
        return self.span.waited_ns


def arranged(spans: Sequence[SpanOutline]) -> list[TreeRow]:
    """Put a trace's spans in the order of its tree, siblings in the order in which they began.

    `spans` are in the order in which they began. A span whose parent is not among them is a root;
    if spans are each other's parents in a circle, the first one is a root.
    """
    placed = list(_placed(spans))
    first = spans[0].started_ns if spans else 0
    ends = _ends([depth for _, depth, _ in placed])
    failures = [0, *accumulate(bool(span.error_type) for span, _, _ in placed)]
    return [
        TreeRow(
            number=number,
            depth=depth,
            kind=_kind(span, depth),
            span=span,
            begins_ns=span.started_ns - first,
            ends_ns=max(span.ended_ns, span.started_ns) - first,
            below=ends[number] - number - 1,
            failed_below=failures[ends[number]] - failures[number + 1],
            agent_id=agent,
        )
        for number, (span, depth, agent) in enumerate(placed)
    ]


def row_of(lineage: Sequence[SpanOutline], first_ns: int) -> TreeRow:
    """The row of one span alone, so its place among the rows, and what is below it, is not known.

    `lineage` is the span and its ancestors up to the root; `first_ns` is when the trace began, in
    nanoseconds since 1970.
    """
    span, depth = lineage[0], len(lineage) - 1
    agent = next((one.span_id for one in lineage if one.operation not in _STEPS), "")
    begins, ends = span.started_ns - first_ns, max(span.ended_ns, span.started_ns) - first_ns
    return TreeRow(0, depth, _kind(span, depth), span, begins, ends, agent_id=agent)


def _placed(spans: Sequence[SpanOutline]) -> Iterator[tuple[SpanOutline, int, str]]:
    """Each span with its depth and the agent that it belongs to, parents before their children."""
    children = _children(spans)
    while any(children.values()):
        # What is left after the roots is in circles, or below them.
        roots = children.pop("", None) or [next(filter(None, children.values())).pop(0)]
        waiting = [(span, 0, "") for span in reversed(roots)]
        while waiting:
            span, depth, agent = waiting.pop()
            agent = agent if span.operation in _STEPS else span.span_id
            yield span, depth, agent
            below = children.pop(span.span_id, [])
            waiting += [(child, depth + 1, agent) for child in reversed(below)]


def _children(spans: Sequence[SpanOutline]) -> dict[str, list[SpanOutline]]:
    """Spans by their parents; roots have an empty id as their parent."""
    ids = {span.span_id for span in spans}
    children: dict[str, list[SpanOutline]] = {}
    for span in spans:
        is_root = span.parent_id not in ids or span.parent_id == span.span_id
        children.setdefault("" if is_root else span.parent_id, []).append(span)
    return children


def _ends(depths: Sequence[int]) -> list[int]:
    """For each row, the number of the next row that is not below it."""
    ends = [len(depths)] * len(depths)
    above: list[int] = []
    for number, depth in enumerate(depths):
        while above and depths[above[-1]] >= depth:
            ends[above.pop()] = number
        above.append(number)
    return ends


def _kind(span: SpanOutline, depth: int) -> Kind:
    if span.operation == CHAT:
        return Kind.model
    if span.operation == EXECUTE_TOOL:
        return Kind.tool
    return Kind.subagent if depth else Kind.turn
