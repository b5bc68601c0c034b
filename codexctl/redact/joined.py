"""Lines that were one: a key that a terminal, a shell's continuation or a mail has broken.

Where a line ends and the next begins in what could be one token, the break is left out; whether
what is found across it is believed is decided afterwards, since most lines are just two lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Container, Iterator
from typing import Protocol, TypeAlias

from codexctl.redact.reading import Patch, Patched

# What quotes, frames and diffs put before a line.
_MARGIN = r"[ \t]{0,120}+(?:(?:[>|│#*]|[-+](?=[ \t]))[ \t]{0,8}+){0,3}+"
# What says that the token after a break is one by itself: `name:`, `call(`, `name =`. A colon
# with more of a token on both sides of it (`…K9x:Q2v…`) says nothing.
_GOES_ON = r"[ ]{0,2}+(?:[(\[{]|:(?![A-Za-z0-9]{12}))|[ ]{1,2}=|=(?![=\s\"'`]|\Z)"
# The end of a file's name, of a version or of an address: nothing that goes on.
_IS_WHOLE = "".join(
    rf"(?<!\.[a-z][a-z0-9]{{{size}}}\n)(?<!\.[0-9]{{{size + 1}}}\n)" for size in range(5)
)
# A break: the end of a line, with or without a shell's backslash, and the next one's margin. Where
# a word ends and another begins, as nearly always, there is none. Whatever can be told of a break
# is told by the pattern, what is cheapest first: nearly every text has a line's end in every row.
_BREAK = re.compile(
    rf"\n(?<=[A-Za-z0-9_+/=~%\\\r│|-]\n)(?=[ \t>|│#*A-Za-z0-9_+/~.%-])"
    rf"(?:(?<=[A-Za-z0-9_+/=~%&-][A-Za-z0-9_+/=~%\\\r-]{{2}}\n)|(?<=[ ][│|]\n))"
    rf"(?:(?<![a-z ][a-z ][a-z ][a-z ][a-z ]\n)|(?={_MARGIN}(?![A-Za-z][a-z ]{{4}})))"
    rf"(?={_MARGIN}[A-Za-z0-9_+/~.%-](?<![A-Za-z](?=[a-z_]{{0,30}}+[ (.:=,])))"
    rf"{_IS_WHOLE}{_MARGIN}(?=[A-Za-z0-9_+/=~.%-]{{1,200}}+(?!{_GOES_ON}))"
)
_TOKEN = re.compile(r"[A-Za-z0-9_+/=~.%-]{1,200}+")
# Before a break also what parts the parameters of an address.
_BEFORE = re.compile(r"[A-Za-z0-9_+/=~.%&-]{1,200}+")
# Read backwards: a number, the end of base64.
_NUMBER_OR_END = re.compile(r"[0-9.]+\Z|=|(?:[a-z0-9]{0,4}[a-z]|[0-9]{1,5})\.")
# Lines of nothing but base64, all of one width: an image, a certificate, an archive.
_BLOCK = re.compile(r"[A-Za-z0-9+/]{40,120}+\n(?:[A-Za-z0-9+/]{40,120}+\n){2,4000}+")
_HAS_DIGIT = re.compile(r"[0-9]")
_LEAST_LEFT, _LEAST = 3, 14
_WIDE_LINE = 60
_LEAST_BLOCK = 40
_LONG_WORD = 16


# Whether a secret could begin between two places of a text.
Begins: TypeAlias = Callable[[str, int, int], bool]


class Read(Protocol):
    """A part of a text, read with its breaks left out."""

    @property
    def reading(self) -> Patched:
        """The part as it reads."""
        ...

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where characters of it are in the whole text."""
        ...


def breaks(text: str, begins: Begins) -> Iterator[Patch]:
    """The breaks that may be inside a token. `begins` tells whether a secret could begin in a part.

    A block of base64 is left out unless one could begin in its first line: it is longer than all
    else that looks broken, and in the middle of it nothing begins.
    """
    done = past = 0
    for match in _BREAK.finditer(text):
        start = match.start()
        if start < past:
            continue
        past = _past_block(text, start, done, begins)
        if past:
            continue
        if text[start - 1] in "\\\r│|":
            start = _before(text, start)
            if start <= done:
                continue
        if _could_be_one(text, start, match.end(), done):
            done = match.end()
            yield Patch(start, done, "")


def _past_block(text: str, start: int, done: int, begins: Begins) -> int:
    """Where a block ends that begins with the line that ends at `start`; 0 if it is none."""
    line = text.rfind("\n", 0, start) + 1
    if start - line < _LEAST_BLOCK or line == done:
        return 0
    block = _BLOCK.match(text, line)
    is_even = block is not None and text[2 * start - line + 1 : 2 * start - line + 2] == "\n"
    return block.end() if block and is_even and not begins(text, line, start) else 0


def believed(window: Read, start: int, end: int, begun: Container[int], *, is_strict: bool) -> int:
    """Where what was found across breaks ends for certain; `start` if it is not to be believed.

    `begun` is where something was found without leaving out the breaks: a line that begins so is
    not the rest of another. `is_strict` says that the form of what was found is known exactly.
    """
    reading = window.reading
    joins = reading.marks
    is_new = window.origin(start, start + 1)[0] not in begun
    first = bisect_left(joins, start + 1)
    places = [mark for mark in joins[first : bisect_left(joins, end)] if mark > start]
    if not places:
        return start
    for number, place in enumerate(places):
        piece = reading.plain[place : places[number + 1] if number + 1 < len(places) else end]
        is_sure = is_new and is_strict and number == 0
        if window.origin(place, place + 1)[0] in begun:
            return place if number else start
        if not (is_sure or _is_rest(reading, place, piece, is_strict=is_strict)):
            return place if number else start
    return end


def _is_rest(reading: Patched, place: int, piece: str, *, is_strict: bool) -> bool:
    """Whether the beginning of a line goes on with the token of the line before."""
    if not _is_word(piece) and (is_strict or len(piece) >= _LEAST):
        return True
    before = reading.plain.rfind("\n", 0, place)
    marks = reading.marks
    previous = marks[bisect_left(marks, place) - 1] if marks else 0
    return place - max(before + 1, previous) >= _WIDE_LINE


def is_rest(piece: str, *, is_strict: bool) -> bool:
    """Whether a text that was cut in the middle of something goes on with it."""
    return not _is_word(piece) or (is_strict and len(piece) < _LONG_WORD // 4)


def _before(text: str, place: int) -> int:
    """Where a line's text ends, without what comes before its break."""
    start = place
    while start and place - start < 200 and text[start - 1] in " \t\r│|":
        start -= 1
    if start and text[start - 1] == "\\":
        start -= 1
    return start


def _could_be_one(text: str, start: int, end: int, done: int) -> bool:
    right = _TOKEN.match(text, end)
    if right is None:
        return False
    least = start - max(_LEAST_LEFT, _LEAST - len(right[0]))
    if least < done or not _BEFORE.fullmatch(text, least, start):
        return False
    left = _BEFORE.match(text[max(done, start - 200) : start][::-1])
    if left is None or _NUMBER_OR_END.match(left[0]):
        return False
    if not (_HAS_DIGIT.search(left[0]) or _HAS_DIGIT.search(right[0])):
        return False
    is_wide = start - max(done, text.rfind("\n", 0, start) + 1) >= _WIDE_LINE
    return is_wide or not (_is_word(left[0][::-1]) or _is_word(right[0]))


def _is_word(piece: str) -> bool:
    cased = piece.islower() or piece[1:].islower() or piece.isupper()
    return cased and len(piece) < _LONG_WORD and piece.isalpha()
