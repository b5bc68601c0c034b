"""Stacked bars: one for each day, from the bottom up, on a scale with a round number at its end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

# Units of the plot; the template scales them to its width.
HEIGHT = 200.0
STEP = 10.0
# The part of a bar's step that is left free.
_GAP = 2.0
_TICKS = 4
# A scale ends in one of these, times a power of ten; a quarter of each is a short number, too.
_ROUND = (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10)
# How many day labels fit below a plot.
_LABELS = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar: its upper edge, its height, and the index of its series."""

    y: float
    height: float
    series: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its left edge, its width, its pieces from the bottom up."""

    x: float
    width: float
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """All bars. `width` is that of the whole plot; `ticks` are values from the top down to 0."""

    width: float
    bars: tuple[Bar, ...]
    ticks: tuple[float, ...]


def bars(stacks: Sequence[Sequence[float]]) -> Bars:
    """Lay out one bar for each stack of values, the first value at the bottom.

    A value below zero counts as zero.
    """
    top = ceiling(max((sum(max(value, 0) for value in stack) for stack in stacks), default=0))
    laid = tuple(_bar(index, stack, top) for index, stack in enumerate(stacks))
    ticks = tuple(top * number / _TICKS for number in range(_TICKS, -1, -1))
    return Bars(max(len(stacks), 1) * STEP, laid, ticks)


def ceiling(most: float) -> float:
    """The round number at the end of a scale: at least `most`, and never zero."""
    if most <= 0 or not math.isfinite(most):
        return 1.0
    power = 10.0 ** math.floor(math.log10(most))
    return float(next((r * power for r in _ROUND if r * power >= most), 10 * power))


def labelled(number: int) -> tuple[int, ...]:
    """Which of `number` bars have a label: a few, evenly spaced, always the first and the last."""
    if number <= _LABELS:
        return tuple(range(number))
    parts = _LABELS - 1
    return tuple(round(part * (number - 1) / parts) for part in range(parts + 1))


def _bar(index: int, stack: Sequence[float], top: float) -> Bar:
    pieces, ground = [], HEIGHT
    for series, value in enumerate(stack):
        height = max(value, 0) / top * HEIGHT
        if height > 0:
            ground -= height
            pieces.append(Piece(round(ground, 3), round(height, 3), series))
    return Bar(index * STEP + _GAP / 2, STEP - _GAP, tuple(pieces))
