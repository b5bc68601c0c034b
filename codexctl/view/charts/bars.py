"""Stacked bars: one a day, from the ground up, on a scale that ends in a round number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

# The bars' own units: the template stretches them to its width.
HEIGHT = 200.0
STEP = 10.0
# Of a bar's step, what it leaves free.
_GAP = 2.0
_TICKS = 4
# A scale ends in one of these, times a power of ten: a quarter of each is easily said, too.
_ROUND = (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10)
# A day label takes about so many of a plot's parts.
_LABELS = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar: where its upper edge is, how high it is, and which series it is of."""

    y: float
    height: float
    series: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its left edge, its width, its pieces from the ground up."""

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
    """Lay out one bar a stack; its values lie on one another, the first at the ground.

    A value below zero counts as nothing.
    """
    top = ceiling(max((sum(max(value, 0) for value in stack) for stack in stacks), default=0))
    laid = tuple(_bar(index, stack, top) for index, stack in enumerate(stacks))
    ticks = tuple(top * number / _TICKS for number in range(_TICKS, -1, -1))
    return Bars(max(len(stacks), 1) * STEP, laid, ticks)


def ceiling(most: float) -> float:
    """The round number that a scale ends in: at least `most`, and never zero."""
    if most <= 0 or not math.isfinite(most):
        return 1.0
    power = 10.0 ** math.floor(math.log10(most))
    return float(next((r * power for r in _ROUND if r * power >= most), 10 * power))


def labelled(number: int) -> tuple[int, ...]:
    """Which of so many bars have a label below them: a few, evenly apart, both ends among them."""
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
