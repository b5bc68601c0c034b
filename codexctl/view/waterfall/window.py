"""Which rows of a trace are shown: what is folded is passed over, the rest comes in portions."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from codexctl.view.waterfall.rows import Kind, TreeRow

# Rows of one portion: a few screens full, made in some milliseconds.
PORTION = 150


@dataclass(frozen=True, slots=True)
class Window:
    """A portion of the rows that are not folded away.

    `start` is the place of the first among all that could be shown, which are `total`; `folded`
    are the spans whose rows below are not shown.
    """

    rows: tuple[TreeRow, ...]
    start: int
    total: int
    folded: frozenset[str]

    @property
    def end(self) -> int:
        """Where the next portion starts."""
        return self.start + len(self.rows)

    @property
    def before(self) -> int:
        """Where the portion before starts."""
        return max(self.start - PORTION, 0)


def folded_at_first(rows: Sequence[TreeRow]) -> frozenset[str]:
    """What is folded until somebody says otherwise: in a long trace, what subagents did."""
    if len(rows) <= PORTION:
        return frozenset()
    return frozenset(r.span.span_id for r in rows if r.kind is Kind.subagent and r.below)


def window(
    rows: Sequence[TreeRow], folded: Set[str], start: int = 0, chosen: TreeRow | None = None
) -> Window:
    """Give the portion from `start` on, or the one in which a chosen row is.

    Whatever the chosen row stands below is unfolded.
    """
    if chosen is not None:
        folded = folded - {
            row.span.span_id
            for row in rows[: chosen.number]
            if row.number + row.below >= chosen.number
        }
    shown = _unfolded(rows, folded)
    if chosen is not None:
        place = next(at for at, row in enumerate(shown) if row.number == chosen.number)
        start = place // PORTION * PORTION
    start = max(min(start, len(shown) - 1), 0)
    portion = tuple(shown[start : start + PORTION])
    return Window(portion, start, len(shown), frozenset(folded))


def _unfolded(rows: Sequence[TreeRow], folded: Set[str]) -> Sequence[TreeRow]:
    if not folded:
        return rows
    shown: list[TreeRow] = []
    number = 0
    while number < len(rows):
        row = rows[number]
        shown.append(row)
        number += 1 + (row.below if row.span.span_id in folded else 0)
    return shown
