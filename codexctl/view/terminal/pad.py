"""Lines with styles, written one after the other: cards are made with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from codexctl.view.terminal.screen import Look
from codexctl.view.terminal.text import cells, cut, lines_of
from codexctl.wording import counted

# (text, style); the text is clean.
Piece = tuple[str, str]
Line = tuple[Piece, ...]
# How many rows of a card are shown, enough to recognise it; `--full` shows all.
_KEEP_OUTPUT = 8
_KEEP_TEXT = 12
_KEEP_DIFF = 40
# The styles of lines in a unified diff, by how they begin.
DIFF_STYLES: Mapping[str, str] = {"+": "good", "-": "bad", "@": "hunk", "\\": "quiet"}


@dataclass(slots=True)
class Pad:
    """Collects the lines of one card; all text is cleaned, and cut to `width` columns.

    `title` is what is shown in the headline; paths are shown relative to the folder `cwd`.
    """

    look: Look
    width: int
    cwd: str = ""
    title: list[Piece] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def line(self, *pieces: Piece) -> None:
        """Write one line, cut at the width; nothing if all pieces are empty."""
        if any(text.strip() for text, _ in pieces):
            self.row(*pieces)

    def row(self, *pieces: Piece) -> None:
        """Write one line, even a blank one, as files and outputs may have."""
        self.lines.append(fitted(self.look, pieces, self.width))

    def text(self, text: str, style: str = "", first: str = "", keep: int = _KEEP_TEXT) -> None:
        """Write a text, wrapped between words; `first` is written before its first line.

        Of a long text, `keep` rows are shown, unless the whole text is asked for.
        """
        indent = " " * cells(first)
        room = max(self.width - len(indent), 8)
        most = len(text) if self.look.full else keep * room * 2
        rows = [row for line in lines_of(text[:most]) for row in _wrapped(self.look, line, room)]
        kept = rows if self.look.full else rows[:keep]
        for index, row in enumerate(kept):
            self.line((indent if index else first, style), (row, style))
        if len(kept) < len(rows) or most < len(text):
            self.line((indent + self.look.sign("cut"), "quiet"))

    def block(
        self,
        text: str,
        style: str = "",
        first: str = "",
        keep: int = _KEEP_OUTPUT,
        label: str = "",  # noqa: ARG002 - for pads that have room for it
    ) -> None:
        """Write lines as they are, each cut to fit; if there are many, only the first and the last.

        That is more than `keep`, unless all are asked for. `label` says what the lines are; it is
        not shown here, because `first` is enough.
        """
        indent = " " * cells(first)
        for index, (line, its_style) in enumerate(_excerpt(lines_of(text), self, keep, style)):
            self.row((indent if index else first, its_style), (line, its_style))

    def diff(self, diff: str) -> None:
        """Write a unified diff; of a long one only the first lines, unless all are asked for."""
        lines = diff.removesuffix("\n").split("\n") if diff else []
        shown = lines if self.look.full else lines[:_KEEP_DIFF]
        for line in shown:
            style = DIFF_STYLES.get(line[:1], "")
            self.row((line.removesuffix("\r").expandtabs(4), style))
        if len(shown) < len(lines):
            left = len(lines) - len(shown)
            self.line((f"{self.look.sign('cut')} {counted(left, 'more line')}", "quiet"))

    def path(self, path: str) -> str:
        """A path relative to the working directory."""
        inside = self.cwd.rstrip("/") + "/"
        return path.removeprefix(inside) if self.cwd else path


def _excerpt(lines: list[str], pad: Pad, keep: int, style: str) -> Iterator[Piece]:
    if pad.look.full or len(lines) <= keep + 1:
        yield from ((line.expandtabs(4), style) for line in lines)
        return
    tail = keep // 2
    yield from ((line.expandtabs(4), style) for line in lines[: keep - tail])
    yield f"{pad.look.sign('cut')} {counted(len(lines) - keep, 'more line')}", "quiet"
    yield from ((line.expandtabs(4), style) for line in lines[-tail:])


def fitted(look: Look, pieces: Sequence[Piece], width: int) -> Line:
    """Clean the pieces and cut them to `width` columns.

    A mark replaces the part that is cut off.
    """
    # Cut before cleaning: a line of a megabyte need not be cleaned completely.
    most = width * 4 + 4
    line = tuple((look.clean(text[:most]), style) for text, style in pieces if text)
    whole = all(len(text) <= most for text, _ in pieces)
    if whole and sum(cells(text) for text, _ in line) <= width:
        return line
    mark = look.sign("cut")
    kept, left = [], width - cells(mark)
    for text, style in line:
        kept.append((cut(text, left), style))
        left -= cells(kept[-1][0])
        if left <= 0 or len(kept[-1][0]) < len(text):
            break
    return (*kept, (mark, "quiet"))


def painted(look: Look, line: Iterable[Piece]) -> str:
    """A line as it is printed, with its styles."""
    return "".join(look.painted(text, style) for text, style in line).rstrip(" ")


def _wrapped(look: Look, text: str, width: int) -> Iterator[str]:
    """Clean text in rows of at most `width` columns, broken at spaces if there are any."""
    shown = look.clean(text.expandtabs(4))
    start = 0
    while True:
        row = cut(shown[start : start + width * 4], width)
        end = start + len(row)
        if end >= len(shown):
            yield row
            return
        blank = row.rfind(" ")
        if shown[end] != " " and blank > 0:
            end = start + blank
        yield shown[start:end].rstrip(" ")
        start = end
        while shown[start : start + 1] == " ":
            start += 1
