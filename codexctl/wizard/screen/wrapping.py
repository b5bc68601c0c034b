"""Wraps lines to a width, between words. A command counts as one, so that it can be copied."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prompt_toolkit.utils import get_cwidth

# A title, the blanks behind it, and what stands in the column beside it.
_COLUMNS = re.compile(r"(\S(?:.*?\S)?  +)(\S.*)")
# Which words are commands is not known here: two words behind the program are taken for one.
_COMMAND = re.compile(r"\bcodex(?:ctl)? [a-z-]+(?: [a-z-]+)?")
# In the place of a blank at which nothing is wrapped: as wide as one, and in nobody's text.
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
    """The text with every command that fits on a line as one word."""

    def one_word(command: re.Match[str]) -> str:
        fits = get_cwidth(command[0]) <= width
        return command[0].replace(" ", _HELD) if fits else command[0]

    return _COMMAND.sub(one_word, text)


def hanging(mark: str, text: str, width: int, further: int = 0) -> list[str]:
    """The text behind a mark: its other lines stand below its first one, or `further` right.

    Of a text in two columns they stand below the second one.
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
