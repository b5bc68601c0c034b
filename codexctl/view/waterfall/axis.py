"""The time axis on which rows are drawn: a whole trace, or a part of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from codexctl.trace.values import NS_PER_MS

# `2500-61000`: from and to, in milliseconds from the beginning of the trace.
_PART = re.compile(r"(\d{1,12})-(\d{1,12})\Z", re.ASCII)
# Distances that people expect: round parts of a second, a minute, a day.
_STEPS_MS = (
    *(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000),
    *(120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000),
    *(28_800_000, 86_400_000),
)
# As many as fit next to a tree.
_MOST_TICKS = 7
# SVG draws nothing without a width.
_LEAST_PERCENT = 0.05


@dataclass(frozen=True, slots=True)
class Axis:
    """The beginning and the end, in nanoseconds from the beginning of the trace; never empty."""

    begins_ns: int
    ends_ns: int

    def at(self, ns: int) -> str:
        """The position of a time, for SVG; a time outside the axis is moved to its end."""
        return f"{self._percent(ns):.2f}%"

    def place(self, begins_ns: int, ends_ns: int) -> tuple[str, str] | None:
        """The position and width of a bar, for SVG; None if it is outside the axis."""
        if ends_ns < self.begins_ns or begins_ns > self.ends_ns:
            return None
        begin = self._percent(begins_ns)
        width = max(self._percent(ends_ns) - begin, _LEAST_PERCENT)
        return f"{begin:.2f}%", f"{width:.2f}%"

    @property
    def ticks(self) -> list[int]:
        """Round times for labels along the axis, in nanoseconds."""
        long_ns = self.ends_ns - self.begins_ns
        steps = (ms * NS_PER_MS for ms in _STEPS_MS)
        step = next((step for step in steps if long_ns // step < _MOST_TICKS), None)
        if step is None:
            day = _STEPS_MS[-1] * NS_PER_MS
            step = -(-long_ns // (_MOST_TICKS * day)) * day
        first = -(-self.begins_ns // step) * step
        return list(range(first, self.ends_ns + 1, step))

    def _percent(self, ns: int) -> float:
        inside = min(max(ns, self.begins_ns), self.ends_ns) - self.begins_ns
        return inside * 100 / (self.ends_ns - self.begins_ns)


def axis_of(whole_ns: int, part: str = "") -> Axis:
    """The axis of a trace that is `whole_ns` long, or of the part that an address names.

    An invalid part means the whole trace.
    """
    whole = Axis(0, max(whole_ns, 1))
    named = _PART.match(part)
    if not named:
        return whole
    begins, ends = (int(ms) * NS_PER_MS for ms in named.groups())
    ends = min(ends, whole.ends_ns)
    return Axis(begins, ends) if begins < ends else whole


def part_of(begins_ns: int, ends_ns: int) -> str:
    """The name of a part for an address, in whole milliseconds that contain it."""
    return f"{max(begins_ns, 0) // NS_PER_MS}-{-(-ends_ns // NS_PER_MS)}"


def tick_said(tick: int) -> str:
    """A time on an axis, shorter than other durations: `250 ms`, `1.5 s`, `1:30`, `2:00 h`."""
    ms = tick // NS_PER_MS
    minutes, rest_ms = divmod(ms, 60_000)
    if minutes >= 60:
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02d} h"
    if minutes:
        return f"{minutes}:{rest_ms / 1000:04.1f}".removesuffix(".0")
    return f"{ms / 1000:g} s" if ms >= 1000 else f"{ms} ms" if ms else "0"
