"""Tables that fit the width: less important columns are left out if there is no space."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codexctl.view.terminal.pad import Piece, fitted, painted
from codexctl.view.terminal.screen import LEAST_WIDTH, Look
from codexctl.view.terminal.text import cells

_GAP = "  "


@dataclass(frozen=True, slots=True)
class Column:
    """A column. If there is no space, columns with the highest `rank` are left out; rank 0 stays.

    `width` is in terminal columns; 0 means as wide as the content.
    """

    title: str
    rank: int = 0
    width: int = 0
    to_the_right: bool = False


def table(columns: Sequence[Column], rows: Sequence[Sequence[Piece]], look: Look) -> Iterator[str]:
    """Yield a header and a line for each row. Every row has a piece for every column."""
    widths = [
        column.width
        or max(
            cells(look.clean(text[:200])) for text in [column.title, *(row[i][0] for row in rows)]
        )
        for i, column in enumerate(columns)
    ]
    kept = _kept(columns, widths, look)
    yield from lines(columns, kept, widths, [[(c.title, "quiet") for c in columns]], look)
    yield from lines(columns, kept, widths, rows, look)


def lines(
    columns: Sequence[Column],
    kept: Sequence[int],
    widths: Sequence[int],
    rows: Sequence[Sequence[Piece]],
    look: Look,
) -> Iterator[str]:
    """Yield the lines of some rows, with only the columns in `kept`."""
    room = max(look.width, LEAST_WIDTH)
    for row in rows:
        pieces: list[Piece] = []
        for index in kept:
            text, style = row[index]
            cell = "".join(part for part, _ in fitted(look, [(text, "")], widths[index]))
            blanks = " " * (widths[index] - cells(cell))
            aligned = blanks + cell if columns[index].to_the_right else cell + blanks
            pieces += [(_GAP if pieces else "", ""), (aligned, style)]
        yield painted(look, fitted(look, pieces, room)).rstrip(" ")


def _kept(columns: Sequence[Column], widths: Sequence[int], look: Look) -> list[int]:
    kept = list(range(len(columns)))
    while sum(widths[i] + len(_GAP) for i in kept) - len(_GAP) > look.width:
        least = max(kept, key=lambda i: (columns[i].rank, i))
        if columns[least].rank == 0:
            break
        kept.remove(least)
    return kept
