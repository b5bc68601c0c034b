"""A pad that produces a card as data: nothing is cut, the page decides what is folded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from codexctl.view.card.blocks import Block, Card, Diff, DiffLine, Output, Prose, Row
from codexctl.view.terminal.pad import DIFF_STYLES, Pad, Piece
from codexctl.view.terminal.screen import Look
from codexctl.view.terminal.text import lines_of
from codexctl.wording import safe

# `@@ -10,4 +12,6 @@ following text`; in a patch, there is only `@@`.
_HUNK = re.compile(r"@@ -(\d{1,9})(?:,\d{1,9})? \+(\d{1,9})(?:,\d{1,9})? @@")


@dataclass(slots=True)
class BlockPad(Pad):
    """Collects the blocks of one card. It has the methods of every pad; its width is not used."""

    blocks: list[Block] = field(default_factory=list)

    def row(self, *pieces: Piece) -> None:
        """Write one line, even a blank one."""
        self.blocks.append(Row(tuple((safe(text), style) for text, style in pieces if text)))

    def text(self, text: str, style: str = "", first: str = "", keep: int = 0) -> None:  # noqa: ARG002
        """Write a text without cutting it."""
        if text.strip():
            self.blocks.append(Prose(_clean(text), style, safe(first)))

    def block(
        self,
        text: str,
        style: str = "",
        first: str = "",
        keep: int = 0,  # noqa: ARG002
        label: str = "",
    ) -> None:
        """Write all lines as they are."""
        if text.strip():
            self.blocks.append(Output(_clean(text), style, safe(first), label))

    def diff(self, diff: str) -> None:
        """Write a unified diff, with line numbers if its hunks have them."""
        if diff:
            self.blocks.append(Diff(tuple(numbered(diff))))

    @property
    def card(self) -> Card:
        """The card with everything written so far."""
        title = tuple((safe(text), style) for text, style in self.title)
        return Card(title, tuple(self.blocks))


def block_pad(cwd: str = "") -> BlockPad:
    """Make an empty pad; paths are shown relative to `cwd`."""
    return BlockPad(Look(full=True), 0, cwd)


def numbered(diff: str) -> Iterator[DiffLine]:
    """The lines of a unified diff without file names.

    Lines after a hunk header without numbers, or before the first header, have no numbers.
    """
    old = new = 0
    for line in diff.removesuffix("\n").split("\n"):
        sign = line[:1] if line[:1] in DIFF_STYLES else " "
        text = _line(line[1:] if line[:1] in (*DIFF_STYLES, " ") else line)
        if sign == "@":
            hunk = _HUNK.match(line)
            old, new = (int(hunk[1]), int(hunk[2])) if hunk else (0, 0)
            yield DiffLine(sign, _line(line))
        elif sign == "\\":
            yield DiffLine(sign, text)
        else:
            is_old, is_new = bool(old) and sign != "+", bool(new) and sign != "-"
            yield DiffLine(sign, text, old if is_old else 0, new if is_new else 0)
            old, new = old + is_old, new + is_new


def _clean(text: str) -> tuple[str, ...]:
    return tuple(map(_line, lines_of(text)))


def _line(line: str) -> str:
    return safe(line.removesuffix("\r").expandtabs(4))
