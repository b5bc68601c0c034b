"""A card as data: blocks that a page displays. All their text is clean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from codexctl.view.terminal.pad import Piece


@dataclass(frozen=True, slots=True)
class Row:
    """One line: pieces with styles."""

    kind: ClassVar[str] = "row"
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """Text that may be wrapped between words; `first` is the sign before it."""

    kind: ClassVar[str] = "prose"
    lines: tuple[str, ...]
    style: str = ""
    first: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """Lines as they are. `first` is written before the first line, `label` says what they are."""

    kind: ClassVar[str] = "output"
    lines: tuple[str, ...]
    style: str = ""
    first: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class DiffLine:
    r"""A line of a diff: `sign` is `+`, `-`, `@` (a hunk's header), `\` (a remark) or a space.

    `old` and `new` are its numbers in the file before and after; 0 if they are not known or the
    line is not in that file.
    """

    sign: str
    text: str
    old: int = 0
    new: int = 0


@dataclass(frozen=True, slots=True)
class Diff:
    """A unified diff of one file."""

    kind: ClassVar[str] = "diff"
    lines: tuple[DiffLine, ...]

    @property
    def is_numbered(self) -> bool:
        """Whether any line has a number: the lines of a patch have none."""
        return any(line.old or line.new for line in self.lines)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a `data:` URL of a checked type; without one, `told` says why."""

    kind: ClassVar[str] = "picture"
    url: str
    told: str


Block = Row | Prose | Output | Diff | Picture


@dataclass(frozen=True, slots=True)
class Card:
    """The content of one step; `title` is shown next to its name."""

    title: tuple[Piece, ...]
    blocks: tuple[Block, ...]

    @property
    def first_words(self) -> tuple[Piece, ...]:
        """The first line of each of the first two blocks: enough to recognise the step."""
        lines = [line for block in self.blocks[:2] if (line := _first_line(block))]
        apart: Piece = ("  ", "")
        return (*lines[0], apart, *lines[1]) if len(lines) > 1 else tuple(*lines)


def _first_line(block: Block) -> tuple[Piece, ...]:
    if isinstance(block, Row):
        return block.pieces
    if isinstance(block, Prose | Output):
        line = next((line for line in block.lines if line.strip()), "")
        return ((block.first + line, block.style),) if line else ()
    return ()
