"""Lines for a terminal that is narrower than they are: between words, never inside one.

A command, a path or an id is one word here and stays whole, so that it can be copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# The gap before the last column of a line; what follows it is what has to be read.
_GAP = re.compile(r"(?<=\S)  +(?=\S)")
# A command stands alone in a line: copied with a line break in it, it would be two.
_COMMAND = re.compile(
    r"(codexctl|codex|export|pipx?|uv|npm|sudo|mkdir|install|chmod|ls|cd) \S[^;()]*$"
)
_HINT = "hint: "
# Where a command may begin in the words of a hint: `did you mean x? codexctl status --help`.
_AFTER = re.compile(r"(?<=[:?;,]) ")
# The part of the width that the first columns may take before what is read goes below them.
_MOST_HANG = 0.6
_BESIDE = 4


def folded(line: str, width: int) -> Iterator[str]:
    """The line, or the lines that it becomes in `width` columns."""
    if _cells(line) <= width:
        yield line
        return
    start = line[: len(line) - len(line.lstrip())]
    if line.lstrip().startswith("→ ") and _COMMAND.match(line.lstrip()[2:]):
        yield f"  {line.lstrip()}"
        return
    if line.startswith(_HINT):
        yield from _hint(line, width)
        return
    head, text, hang = _parted(line, start, width)
    room = max(width - hang, 1)
    longest = max(map(_cells, text.split()), default=0)
    if head.strip() and longest > room:
        # A path that has no room in its column has a line below it.
        yield head.rstrip()
        yield from (" " * _BESIDE + piece for piece in _filled(text, width - _BESIDE))
        return
    first = True
    for column in _GAP.split(text):  # a further column goes below, where it can be told apart
        for piece in _filled(column, room):
            yield (head if first else " " * hang) + piece
            first = False


def hung(line: str, width: int) -> Iterator[str]:
    """A line of a diff in `width` columns: its other lines stand further in, without its sign.

    Blanks between words stay as they are, but for those at which it is folded.
    """
    line = line.expandtabs()
    if _cells(line) <= width:
        yield line
        return
    inner = line[1:].lstrip(" ")
    indent = " " * min(len(line) - len(inner) + _BESIDE, width // 2)
    piece = line[: len(line) - len(inner)]
    is_empty = True
    for word in re.findall(r" *[^ ]+ *$| *[^ ]+", inner):
        if not is_empty and _cells(piece + word) > width:
            yield piece
            piece, word = indent, word.lstrip(" ")  # noqa: PLW2901 - the blanks are its end
        piece, is_empty = piece + word, False
    yield piece


def _hint(line: str, width: int) -> Iterator[str]:
    """A hint in lines, of which one is the command that it ends with."""
    text = line.removeprefix(_HINT)
    starts = (0, *(found.end() for found in _AFTER.finditer(text)))
    at = next((start for start in starts if _COMMAND.match(text, start)), len(text))
    words = f"{_HINT}{text[:at]}".rstrip()
    pieces = list(_filled(words, width - 2))
    if at < len(text) and (at == 0 or _cells(f"{pieces[-1]} {text[at:]}") <= width - 2):
        pieces[-1] += f" {text[at:]}"
    elif at < len(text):
        pieces.append(text[at:])
    yield pieces[0]
    yield from (f"  {piece}" for piece in pieces[1:])


def _parted(line: str, start: str, width: int) -> tuple[str, str, int]:
    """What stands before the text of a line, the text, and the column at which it goes on."""
    gaps = [found for found in _GAP.finditer(line) if _cells(line[: found.end()]) < width]
    arrow = re.match(r"\s*→ ", line)
    if arrow and _cells(arrow[0]) <= width * _MOST_HANG:
        return arrow[0], line[arrow.end() :], _cells(arrow[0])
    if gaps:
        at = gaps[0].end()
        if _cells(line[:at]) <= width * _MOST_HANG:
            return line[:at], line[at:], _cells(line[:at])
    hang = _cells(start) + (0 if arrow or start else 2)
    return start, line[len(start) :], min(hang + (2 if start else 0), width // 2)


def _filled(text: str, room: int) -> Iterator[str]:
    """The text in pieces of at most `room` columns, but for words that are longer."""
    piece = ""
    for word in re.split(r"(?<=\S) +(?=\S)", text):
        longer = f"{piece} {word}" if piece else word
        if piece and _cells(longer) > room:
            yield piece
            piece = word
        else:
            piece = longer
    if piece:
        yield piece


def _cells(text: str) -> int:
    from codexctl.view.terminal.text import cells

    return cells(_COLOUR.sub("", text))
