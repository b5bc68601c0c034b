"""An overview of the time in a trace: a lane for each kind of step, on the trace's time axis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from codexctl.view.waterfall.rows import Kind, TreeRow

# The beginning and the end, in nanoseconds from the beginning of the trace.
Span = tuple[int, int]
WAITING = "waiting"
_LANES = (Kind.model.value, Kind.tool.value, WAITING, Kind.subagent.value)
# Bars closer than this part of the axis are drawn as one.
_RESOLUTION = 800


@dataclass(frozen=True, slots=True)
class Lane:
    """The times when a kind of step was running; in `took_ns`, overlapping times count once."""

    kind: str
    took_ns: int
    number: int
    bars: tuple[Span, ...]


def axis_ns(rows: Iterable[TreeRow]) -> int:
    """How long the trace is: never 0, so that it can be a divisor."""
    return max((row.ends_ns for row in rows), default=0) or 1


def lanes(rows: Sequence[TreeRow]) -> list[Lane]:
    """Make a lane for each kind that the trace has."""
    found: dict[str, list[Span]] = {kind: [] for kind in _LANES}
    for row in rows:
        if row.kind.value in found:
            found[row.kind.value].append((row.begins_ns, row.ends_ns))
        if row.waited_ns:
            found[WAITING].append((row.begins_ns - row.waited_ns, row.begins_ns))
    gap = axis_ns(rows) // _RESOLUTION
    return [
        Lane(kind, sum(e - b for b, e in _joined(spans, 0)), len(spans), _joined(spans, gap))
        for kind, spans in found.items()
        if spans
    ]


def failures(rows: Sequence[TreeRow]) -> tuple[Span, ...]:
    """The times of failed steps, without turns, which are as long as everything in them."""
    gap = axis_ns(rows) // _RESOLUTION
    ended = [
        (row.ends_ns, row.ends_ns)
        for row in rows
        if row.failed and row.kind in (Kind.model, Kind.tool)
    ]
    return _joined(ended, gap)


def _joined(spans: Iterable[Span], gap: int) -> tuple[Span, ...]:
    """Spans in their order; those that overlap or are at most `gap` apart become one."""
    joined: list[Span] = []
    for begins, ends in sorted(spans):
        if joined and begins <= joined[-1][1] + gap:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        else:
            joined.append((begins, ends))
    return tuple(joined)
