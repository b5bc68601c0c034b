r"""Text as its reader means it: JSON escapes read, colour codes left out, and the way back.

A key in `{\"token\": \"sk-\u0041…\"}` or behind `ESC[32m` is the same key. Rules are tried on the
plain reading; what they find is carried back to the places in the text as it is, so that
whole escapes are replaced and the structure around them stays valid.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

# How terminals' colours are written: as they are, and as JSON, Python and shells spell them.
_COLOUR = (
    r"(?:\x1b\[[0-9;:?]{0,24}[A-Za-z]"
    r"|\\(?<!\\\\)\\*+(?:u001[bB]|x1[bB]|033|e)\[[0-9;:?]{0,24}[A-Za-z])"
)
_COLOURS = re.compile(_COLOUR)
# How one that is spelled begins: looked for at backslashes alone, which are rare.
_SPELLED = re.compile(r"\\(?:u001[bB]|x1[bB]|033|e)\[")
_COLOURS_IN_A_ROW = re.compile(rf"(?:{_COLOUR}){{1,16}}+")
# Backslashes of JSON inside JSON count as one: the reading is the innermost text's.
_ESCAPE = re.compile(
    rf"(?P<colour>{_COLOUR})|\\(?<!\\\\)\\*+(?:u(?P<u>[0-9a-fA-F]{{4}})|x(?P<x>[0-9a-fA-F]{{2}})"
    r"|(?P<short>[nrtbf\"'/`]))|(?P<many>\\\\++)"
)
_HEX = re.compile(r"u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})")
_SHORT = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"} | {c: c for c in "\"'/`"}


@dataclass(frozen=True, slots=True)
class Reading:
    """The plain reading of a text.

    `marks` are the positions of `plain` from which on the distance to the text is another,
    `shifts` those distances; `widths` says how many characters an escape took that reads as one.
    """

    plain: str
    marks: tuple[int, ...]
    shifts: tuple[int, ...]
    widths: dict[int, int]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters `start` to `end` of the plain reading are in the text."""
        last = end - 1
        return self._at(start), self._at(last) + self.widths.get(last, 1)

    def _at(self, place: int) -> int:
        return place + self.shifts[bisect_right(self.marks, place) - 1]


def has_escapes(text: str) -> bool:
    """Whether the plain reading can differ from the text."""
    return "\\" in text or "\x1b" in text


def has_colour_in_word(text: str) -> bool:
    """Whether colour codes are between letters or digits, where they may part two words."""
    return _has_colour(text) and any(
        text[max(0, codes.start() - 1) : codes.start()].isalnum()
        and text[codes.end() : codes.end() + 1].isalnum()
        for codes in _COLOURS_IN_A_ROW.finditer(text)
    )


def _has_colour(text: str) -> bool:
    return "\x1b" in text or _SPELLED.search(text) is not None


def plain(text: str, colours: str = "") -> str:
    """The plain reading alone, several times as fast as with the way back.

    `colours` stands for each colour code: nothing, where a code may be inside a word; a
    space, where it may be all that parts two words.
    """
    if _has_colour(text):
        text = _COLOURS.sub(colours, text)
    first, *pieces = text.split("\\")
    meant = [first]
    for piece in pieces:
        short = _SHORT.get(piece[:1])
        if short:
            meant += (short, piece[1:])
        elif piece:
            meant.append(_unescaped(piece))
    if pieces and not pieces[-1]:
        meant.append("\\")
    return "".join(meant)


def read(text: str, colours: str = "") -> Reading:
    """The plain reading with the way back."""
    pieces: list[str] = []
    marks, shifts, widths = [0], [0], {}
    length = done = 0
    for match in _ESCAPE.finditer(text):
        start, end = match.span()
        meant = _meaning(match, colours)
        pieces += (text[done:start], meant)
        length += start - done
        if meant:
            marks.append(length)
            shifts.append(start - length)
            widths[length] = end - start
            length += 1
        marks.append(length)
        shifts.append(end - length)
        done = end
    pieces.append(text[done:])
    return Reading("".join(pieces), tuple(marks), tuple(shifts), widths)


def _meaning(match: re.Match[str], colours: str) -> str:
    kind = match.lastgroup
    if kind == "colour":
        return colours
    if kind == "short":
        return _SHORT[match["short"]]
    return "\\" if kind == "many" else chr(int(match["u"] or match["x"], 16))


def _unescaped(piece: str) -> str:
    """What follows a backslash, which is a character's number or nothing special."""
    match = _HEX.match(piece)
    if match is None:
        return "\\" + piece
    return chr(int(match[1] or match[2], 16)) + piece[match.end() :]
