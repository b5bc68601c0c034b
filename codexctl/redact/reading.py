r"""A reading: a text as somebody sees it, and the way back to the text as it is.

What is read may be shorter than what is written (`\u0041` is one letter, a colour code none, a
word in base64 another word), so every place of a reading knows which characters it came from.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


class Back(Protocol):
    """The way back from one reading to the one that it was made of."""

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters `start` to before `end` came from."""
        ...


@dataclass(frozen=True, slots=True)
class Patch:
    """Characters `start` to before `end` of a text read as `meant`, all of them or none."""

    start: int
    end: int
    meant: str


@dataclass(frozen=True, slots=True)
class Patched:
    """A text with patches, and the way back.

    `marks` are the places of `plain` where a piece begins, `origins` where that piece is in
    the text; `ends` is where a patch ends there, -1 for a piece that is as it is.
    """

    plain: str
    marks: tuple[int, ...]
    origins: tuple[int, ...]
    ends: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters `start` to before `end` of the reading are in the text."""
        first = bisect_right(self.marks, start) - 1
        last = bisect_right(self.marks, end - 1) - 1
        begin = self.origins[first]
        if self.ends[first] < 0:
            begin += start - self.marks[first]
        if self.ends[last] < 0:
            return begin, self.origins[last] + end - self.marks[last]
        return begin, self.ends[last]

    def is_patched(self, start: int, end: int) -> bool:
        """Whether a patch that reads as something is between two places of the reading."""
        first = bisect_right(self.marks, start) - 1
        last = bisect_right(self.marks, end - 1) - 1
        return any(self.ends[number] >= 0 for number in range(first, last + 1))


def patched(text: str, patches: Iterable[Patch]) -> Patched:
    """Read a text with patches, which are in order and do not overlap."""
    pieces: list[str] = []
    marks, origins, ends = [], [], []
    length = done = 0
    for patch in patches:
        if patch.start > done:
            marks.append(length)
            origins.append(done)
            ends.append(-1)
            pieces.append(text[done : patch.start])
            length += patch.start - done
        if patch.meant:
            marks.append(length)
            origins.append(patch.start)
            ends.append(patch.end)
            pieces.append(patch.meant)
            length += len(patch.meant)
        done = patch.end
    marks.append(length)
    origins.append(done)
    ends.append(-1)
    pieces.append(text[done:])
    return Patched("".join(pieces), tuple(marks), tuple(origins), tuple(ends))
