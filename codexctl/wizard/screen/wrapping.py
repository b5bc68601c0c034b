"""Wraps lines to a width, between words. A command counts as one, so that it can be copied."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prompt_toolkit.utils import get_cwidth

# A title, the blanks after it, and the text in the second column.
_COLUMNS = re.compile(r"(\S(?:.*?\S)?  +)(\S.*)")
# The names of commands are not known here: two words after the program count as a command.
_COMMAND = re.compile(r"\bcodex(?:ctl)? [a-z-]+(?: [a-z-]+)?")
# Replaces a blank at which a line must not be wrapped: as wide as a blank, and in no text.
_HELD = "\ue000"


def wrapped(text: str, width: int, first: int = 0) -> list[str]:
    """Wrap a text between words; only a word longer than a line is broken.

    `width` is in columns; some characters take two. The first line has `first` more columns.
    Returns at least one line, even if it is empty.
    """
    lines, line, room = [], "", width + first
    for word in _held(text, width).split(" "):
        for part in _parts(word, max(width, 1)):
            longer = f"{line} {part}" if line else part
            if get_cwidth(longer) <= room:
                line = longer
            else:
                lines.append(line)
                line, room = part, width
    return [kept.replace(_HELD, " ") for kept in (*lines, line) if kept] or [""]


def _held(text: str, width: int) -> str:
    """The text with `_HELD` instead of blanks in every command that fits on a line."""

    def one_word(command: re.Match[str]) -> str:
        fits = get_cwidth(command[0]) <= width
        return command[0].replace(" ", _HELD) if fits else command[0]

    return _COMMAND.sub(one_word, text)


def hanging(mark: str, text: str, width: int, further: int = 0) -> list[str]:
    """Wrap a text after a mark; its other lines are indented to the start of the first one.

    `width` is in columns, and `further` is an additional indentation. In a text with two columns,
    the other lines are indented to the second one.
    """
    columns = _COLUMNS.fullmatch(text)
    if columns and get_cwidth(mark + columns[1]) <= width // 2:
        mark, text, further = mark + columns[1], columns[2], 0
    indent = get_cwidth(mark) + further
    lines = wrapped(text, width - indent, further)
    return [mark + lines[0], *(" " * indent + line for line in lines[1:])]


def _parts(word: str, width: int) -> Iterator[str]:
    part = ""
    for char in word:
        if part and get_cwidth(part + char) > width:
            yield part
            part = ""
        part += char
    yield part
