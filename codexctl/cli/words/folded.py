"""Wraps lines for a narrow terminal: between words, never inside one.

A command, a path or an id counts as one word, so that it can be copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codexctl.cli.commands import COMMANDS

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# The gap before a line's last column, which has the main text.
_GAP = re.compile(r"(?<=\S)  +(?=\S)")
# A command gets a separate line: with a line break in it, a copy would be two commands.
_COMMAND = re.compile(
    r"(codexctl|codex|export|pipx?|uv|npm|sudo|mkdir|install|chmod|ls|cd) \S((?!, )[^;()])*$"
)
# Words that stay together in a text: a number with its unit, and a command. After a colon, a
# command extends to the end of the clause; elsewhere, it is the program and its subcommands.
_AMID = re.compile(
    r"\b[\d.,]+ (bytes?|MB|ms|s)\b"
    r"|(?<=: )codexctl \S[^;()]*?(?=[.;)]?$|[;)] )"
    rf"|\bcodexctl ({'|'.join(COMMANDS)})\b( [a-z]+\b)?"
)
# The words of a line of a file, each with the blanks before it; the last also with those after it.
_PARTS = re.compile(r" *[^ ]+(?: =(?= ))?(?: *$)?")
_HELD = "\0"  # replaces a blank at which a line must not be wrapped
_HINT = "hint: "
# Where a command may begin in a hint: `did you mean x? codexctl status --help`.
_AFTER = re.compile(r"(?<=[:?;,]) ")
# If the first columns take more than this part of the width, the main text goes below them.
_MOST_HANG = 0.6
_BESIDE = 4


def folded(line: str, width: int) -> Iterator[str]:
    """The line, wrapped to `width` columns."""
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
    beside, below = _columns(head, text, width)
    if beside:
        yield beside
    room = max(width - hang, 1)
    words = (word for column in below for word in column.split())
    is_head_due = not beside
    if head.strip() not in ("", "→") and max(map(_cells, words), default=0) > room:
        # A path that does not fit in its column gets a line below it.
        if is_head_due:
            yield head.rstrip()
        hang, room, is_head_due = _BESIDE, width - _BESIDE, False
    for column in below:
        for piece in _filled(column, room):
            yield (head if is_head_due else " " * hang) + piece
            is_head_due = False


def _columns(head: str, text: str, width: int) -> tuple[str, list[str]]:
    """Split a text into columns: a line with the head and those that fit, and the other columns.

    The last column is never in that line, because the whole line is too wide.
    """
    gaps = _GAP.finditer(text) if head.strip() else ()
    stays = [found for found in gaps if _cells(head + text[: found.start()]) <= width]
    if not stays:
        return "", _GAP.split(text)
    last = stays[-1]
    return head + text[: last.start()], _GAP.split(text[last.end() :])


def hung(line: str, width: int) -> Iterator[str]:
    """A line of a diff, wrapped to `width` columns: the next lines are indented, without a sign.

    Spaces between words are kept, except where the line is wrapped. A key keeps its
    equals sign.
    """
    line = line.expandtabs()
    if _cells(line) <= width:
        yield line
        return
    inner = line[1:].lstrip(" ")
    indent = " " * min(len(line) - len(inner) + _BESIDE, width // 2)
    piece = line[: len(line) - len(inner)]
    is_empty = True
    for word in _PARTS.findall(inner):
        if not is_empty and _cells(piece + word) > width:
            yield piece
            piece, word = indent, word.lstrip(" ")  # noqa: PLW2901 - the blanks are its end
        piece, is_empty = piece + word, False
    yield piece


def _hint(line: str, width: int) -> Iterator[str]:
    """A hint as lines; the command at its end is one of them."""
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
    """A line's prefix, its text, and the column at which wrapped text continues."""
    gaps = [found for found in _GAP.finditer(line) if _cells(line[: found.end()]) < width]
    arrow = re.match(r"\s*→ ", line)
    if arrow and _cells(arrow[0]) <= width * _MOST_HANG:
        text = line[arrow.end() :]
        longest = max(map(_cells, text.split()))
        # Further to the left if a path would not fit.
        blanks = arrow[0] if _cells(arrow[0]) + longest <= width else "  → "
        return blanks, text, _cells(blanks)
    if gaps:
        at = gaps[0].end()
        if _cells(line[:at]) <= width * _MOST_HANG:
            return line[:at], line[at:], _cells(line[:at])
    hang = _cells(start) + (0 if arrow or start else 2)
    return start, line[len(start) :], min(hang + (2 if start else 0), width // 2)


def _filled(text: str, room: int) -> Iterator[str]:
    """The text in pieces of at most `room` columns; longer words are not broken."""
    text = _AMID.sub(lambda found: _held(found[0], room), text)
    yield from (piece.replace(_HELD, " ") for piece in _between_words(text, room))


def _held(command: str, room: int) -> str:
    """A command with `_HELD` instead of blanks, if it fits on a line."""
    return command.replace(" ", _HELD) if _cells(command) < room else command


def _between_words(text: str, room: int) -> Iterator[str]:
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
