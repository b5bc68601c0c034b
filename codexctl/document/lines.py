"""Inserting and removing whole lines, in the line endings that a text already has.

Positions are offsets in characters; the end of something is the position behind it.
"""

from __future__ import annotations

BOM = "\ufeff"


def text_start(text: str) -> int:
    """Where the text begins behind a byte order mark, if it has one."""
    return 1 if text.startswith(BOM) else 0


def line_start(text: str, pos: int) -> int:
    """Where the line that holds `pos` begins."""
    return max(text.rfind("\n", 0, pos) + 1, text_start(text))


def line_end(text: str, pos: int) -> int:
    """Where the line that holds `pos` ends, its line ending included."""
    end = text.find("\n", pos)
    return len(text) if end < 0 else end + 1


def newline_near(text: str, pos: int) -> str:
    """The line ending of the line before `pos`, else the first of the text, else LF."""
    # The line above decides: a file may mix endings, and the new line joins its neighbour.
    end = text.rfind("\n", 0, pos)
    if end < 0:
        end = text.find("\n")
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"


def indent_of(text: str, pos: int) -> str:
    """The blanks and tabs with which the line of `pos` begins."""
    start = line_start(text, pos)
    end = start
    while end < len(text) and text[end] in " \t":
        end += 1
    return text[start:end]


def content_end(text: str) -> int:
    """Where the last line that is not blank ends, its line ending included."""
    last = len(text.rstrip(" \t\r\n"))
    return line_end(text, last) if last > text_start(text) else text_start(text)


def blank_before(text: str, start: int) -> int | None:
    """Where the blank line just before the line at `start` begins; None if there is none."""
    if start <= text_start(text):
        return None
    above = line_start(text, start - 1)
    return None if text[above:start].strip() else above


def blank_after(text: str, end: int) -> int | None:
    """Where the blank line at `end` ends; None if that line is not blank or is the last."""
    after = line_end(text, end)
    if text[end:after].strip() or after == end or not text[after:].strip():
        return None
    return after


def insert_lines(text: str, pos: int, lines: list[str]) -> str:
    """Insert whole lines at `pos`, a line's start or the end of the text.

    A text without a final newline stays without one.
    """
    newline = newline_near(text, pos)
    if pos > text_start(text) and text[pos - 1] != "\n":
        return text[:pos] + "".join(newline + line for line in lines) + text[pos:]
    return text[:pos] + "".join(line + newline for line in lines) + text[pos:]


def remove_lines(text: str, start: int, end: int) -> str:
    """The text without the whole lines between the offsets `start` and `end`.

    A text without a final newline stays without one.
    """
    if end == len(text) and start < end and text[-1] != "\n" and start > text_start(text):
        # The line ending above goes instead of the one that the last line does not have.
        start -= 2 if text[:start].endswith("\r\n") else 1
    return text[:start] + text[end:]
