"""Which rows of a trace are shown: folded ones are left out, the others come in portions."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from codexctl.view.waterfall.rows import Kind, TreeRow

# Rows of one portion: a few screens, made in some milliseconds.
PORTION = 150


@dataclass(frozen=True, slots=True)
class Window:
    """A portion of the rows that are not folded.

    `start` is the position of its first row among all rows that are not folded; `total` is how many
    there are. `folded` are the spans whose children are hidden.
    """

    rows: tuple[TreeRow, ...]
    start: int
    total: int
    folded: frozenset[str]

    @property
    def end(self) -> int:
        """The start of the next portion."""
        return self.start + len(self.rows)

    @property
    def before(self) -> int:
        """The start of the previous portion."""
        return max(self.start - PORTION, 0)


def folded_at_first(rows: Sequence[TreeRow]) -> frozenset[str]:
    """What is folded by default: in a long trace, the work of subagents."""
    if len(rows) <= PORTION:
        return frozenset()
    return frozenset(r.span.span_id for r in rows if r.kind is Kind.subagent and r.below)


def window(
    rows: Sequence[TreeRow], folded: Set[str], start: int = 0, chosen: TreeRow | None = None
) -> Window:
    """Make the portion from `start` on, or the one that contains the row `chosen`.

    All rows above the chosen one in the tree are unfolded.
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
