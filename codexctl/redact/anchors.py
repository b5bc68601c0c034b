"""Where in a text a rule is worth trying: one combined scan instead of one a rule.

Searching with a hundred patterns reads a text a hundred times, and a pattern that begins with
"some letters" is tried at every letter. So each rule names anchors, short literals that every
match begins with, and all of them are looked for at once. Three ways, by what is cheapest:

- anchors of tokens (`ghp_`, `sk-`) only near long runs of token characters, which are rare;
- shapes of digits by their plain search in the text with every digit read as 0;
- all other anchors by one alternation over the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

# Every token that the rules know has at least so many letters, digits, - and _ in a row.
RUN = 20
# How far before such a run the token's anchor may begin (`SG.`, `2/ID/ID:`).
_LEAD = 40
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_DIGITS = b"0123456789"
_IN_TOKENS = frozenset(_LETTERS + _DIGITS + b"-_")
_RUNS = bytes(ord("x" if code in _IN_TOKENS else " ") for code in range(256))
_ZEROS = bytes.maketrans(_DIGITS, b"0" * 10)
_RUN = b"x" * RUN
_DIGITS_ON = re.compile(rb"0+")

Tree: TypeAlias = "dict[str, Tree]"
Numbers: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Anchored:
    """What the scan needs to know of one rule.

    `is_token`: its anchors are looked for near long runs only. `is_inside`: they stand inside the
    token, not at its beginning.
    """

    anchors: tuple[str, ...]
    shapes: tuple[str, ...] = ()
    is_token: bool = False
    is_inside: bool = False


class Anchors:
    """The combined scan for a fixed list of rules."""

    def __init__(self, rules: Sequence[Anchored]) -> None:
        self._anywhere = _Words(_by_word(rules, is_token=False))
        self._inside = _Words(_by_word(rules, is_token=True, is_inside=True))
        self._at_start = _Words(_by_word(rules, is_token=True, is_inside=False), at_start=True)
        self._shapes = tuple(
            (shape.encode(), number) for number, rule in enumerate(rules) for shape in rule.shapes
        )

        # The longest row of zeros that every shape begins with: most texts have none.
        self._least = min(
            (shape[: len(shape) - len(shape.lstrip(b"0"))] for shape, _ in self._shapes),
            default=b"",
        )

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Give (position in `text`, number of a rule to try there), in no particular order."""
        # One byte a character, so that positions are the same; what is not ASCII is no anchor.
        raw = text.encode("ascii", "replace")
        low = raw.lower()
        yield from self._anywhere.places(low, 0, len(low))
        for start, end in _runs(raw.translate(_RUNS)):
            yield from self._at_start.places(low, start, end)
            yield from self._inside.places(low, start, end)
        if self._shapes:
            zeros = raw.translate(_ZEROS)
            for shape, number in self._shapes if self._least in zeros else ():
                yield from ((place, number) for place in _all(zeros, shape))


class _Words:
    """Literals that are looked for together, overlapping ones too."""

    def __init__(self, rules_of: Mapping[bytes, Numbers], *, at_start: bool = False) -> None:
        tree = _tree(rules_of)
        self._pattern = _alternation(tree, at_start=at_start) if rules_of else None
        # With `at_start` a match begins one character before the word, but for a window's first.
        self._first = re.compile(f"({_branch(tree)})".encode()) if at_start else None
        self._shift = int(at_start)
        self._rules_of = {word: _beginning(word, rules_of) for word in rules_of}

    def places(self, low: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Give (position, number of a rule) between `start` and `end`."""
        if self._pattern is None:
            return
        rules_of, shift = self._rules_of, self._shift
        first = self._first.match(low, start) if self._first else None
        if first:
            for number in rules_of[first[1]]:
                yield start, number
        for match in self._pattern.finditer(low, start, end):
            place = match.start() + shift
            # The looked-ahead part is the only group that took part.
            rest = match[match.lastindex or 0]
            for number in rules_of[rest if shift else match[0] + rest]:
                yield place, number


def _beginning(word: bytes, rules_of: Mapping[bytes, Numbers]) -> Numbers:
    """The rules of a word and of all words that it begins with."""
    return tuple(
        number for size in range(1, len(word) + 1) for number in rules_of.get(word[:size], ())
    )


def _by_word(
    rules: Sequence[Anchored], *, is_token: bool, is_inside: bool | None = None
) -> dict[bytes, Numbers]:
    found: dict[bytes, Numbers] = {}
    for number, rule in enumerate(rules):
        if rule.is_token is is_token and is_inside in (None, rule.is_inside):
            for anchor in rule.anchors:
                word = anchor.lower().encode()
                found[word] = (*found.get(word, ()), number)
    return found


def _tree(words: Iterable[bytes]) -> Tree:
    tree: Tree = {}
    for word in words:
        node = tree
        for character in word.decode():
            node = node.setdefault(character, {})
        node[""] = {}
    return tree


def _alternation(tree: Tree, *, at_start: bool) -> re.Pattern[bytes]:
    """One pattern for all words, which consumes one character, so that words may overlap.

    That character is the word's first, or with `at_start` the one before it, which is no letter
    and no digit. The rest is a tree of common beginnings, which `re` walks faster than a list.
    """
    if at_start:
        return re.compile(f"[^a-z0-9](?=({_branch(tree)}))".encode())
    ways = (f"{re.escape(first)}(?=({_branch(rest)}))" for first, rest in sorted(tree.items()))
    return re.compile("|".join(ways).encode())


def _branch(node: Tree) -> str:
    """The longest word that goes on from here."""
    ways = [
        re.escape(character) + _branch(rest)
        for character, rest in sorted(node.items())
        if character
    ]
    if "" in node:
        ways.append("")
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def _runs(shape: bytes) -> Iterator[tuple[int, int]]:
    """Where long runs are, with room for an anchor before them; windows that touch are one."""
    begin = end = 0
    start = shape.find(_RUN)
    while start >= 0:
        if start - _LEAD > end:
            if end:
                yield begin, end
            begin = start - _LEAD
        end = shape.find(b" ", start + RUN)
        end = len(shape) if end < 0 else end
        start = shape.find(_RUN, end)
    if end:
        yield begin, end


def _all(zeros: bytes, shape: bytes) -> Iterator[int]:
    place = zeros.find(shape)
    while place >= 0:
        yield place
        digits = _DIGITS_ON.match(zeros, place)
        place = zeros.find(shape, digits.end() if digits else place + 1)
