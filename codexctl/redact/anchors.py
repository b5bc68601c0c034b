"""Where in a text a rule is worth trying: one combined scan instead of one a rule.

Searching with a hundred patterns reads a text a hundred times, and a pattern that begins with
"some letters" is tried at every letter. So each rule names anchors, short literals that every
match begins with, and all of them are looked for at once. Three ways, by what is cheapest:

- anchors of tokens (`ghp_`, `sk-`) only near long runs of token characters, which are rare;
- shapes of digits by their plain search in the text with every digit read as 0;
- all other anchors by one alternation over the whole text, each by the rarest of its characters:
  there is a k in `token`, and hardly one elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
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
# Characters of code, logs and prose, the commonest first; what is missing is rarer still.
_COMMON = b" etsrianol\ndfcpmu_.h,bg)(\"=:1'y0-kwv2x3456879#/z[j]q>*+}{%\\;<!`?"
_DIGITS_ON = re.compile(rb"0+")

Tree: TypeAlias = "dict[str, Tree]"
Numbers: TypeAlias = tuple[int, ...]
# Where in a word its rare character is, the word, and its rules.
_At: TypeAlias = "tuple[int, bytes, Numbers]"
# So many characters before a rare one, and with those after it, are looked at all at once.
_DEPTH, _AHEAD = 3, 4
_REMEMBERED = 20_000
# So many characters after it say enough, without those before.
_LEAST_REST = 2


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
        self._anywhere = _Rare(_by_word(rules, is_token=False))
        self._inside = _Rare(_by_word(rules, is_token=True, is_inside=True))
        self._at_start = _Words(_by_word(rules, is_token=True, is_inside=False))
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


class _Rare:
    """Literals that are looked for together by a rare character of each."""

    def __init__(self, rules_of: Mapping[bytes, Numbers]) -> None:
        self._at: dict[bytes, list[_At]] = {}
        for word in sorted(rules_of, key=lambda word: max(map(_rarity, word))):
            place = _rare_place(word, self._at)
            at = (place, word, rules_of[word])
            self._at.setdefault(word[place : place + 1], []).append(at)
        for words in self._at.values():
            words.sort(reverse=True)  # the farthest beginning first: places come in order
        # What stands around a rare character, and the words that it may be in.
        self._near: dict[bytes, tuple[_At, ...]] = {}
        ways = (
            _near(rare, self._at[rare]) for rare in sorted(self._at, key=lambda r: _rarity(r[0]))
        )
        self._pattern = re.compile(b"|".join(ways)) if rules_of else None

    def places(self, low: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Give (position, number of a rule) between `start` and `end`."""
        if self._pattern is None:
            return
        near = self._near
        for match in self._pattern.finditer(low, start, end):
            rare = match.start()
            around = low[rare - _DEPTH if rare > _DEPTH else 0 : rare + _AHEAD]
            words = near.get(around)
            if words is None:
                words = self._look(around, min(rare, _DEPTH))
            for before, word, numbers in words:
                if low.startswith(word, rare - before) and rare >= before:
                    place = rare - before
                    for number in numbers:
                        yield place, number

    def _look(self, around: bytes, place: int) -> tuple[_At, ...]:
        """The words that may be around a rare character, which is remembered."""
        if len(self._near) > _REMEMBERED:
            self._near.clear()
        at = self._at[around[place : place + 1]]
        found = self._near[around] = tuple(one for one in at if _fits(one, around, place))
        return found


def _rare_place(word: bytes, chosen: Container[bytes]) -> int:
    """Where a word's rare character is: one that is looked for anyway, else its rarest."""
    known = [at for at in range(len(word)) if word[at : at + 1] in chosen]
    telling = [at for at in known if at < len(word) - _LEAST_REST]
    return max(telling or known or range(len(word)), key=lambda at: _rarity(word[at]))


def _fits(at: _At, around: bytes, rare: int) -> bool:
    """Whether a word can be there, as far as what is around its rare character says."""
    place, word, _ = at
    start = max(place - rare, 0)
    here = word[start : place + len(around) - rare]
    return around.startswith(here, rare - place + start)


def _near(rare: bytes, words: Sequence[_At]) -> bytes:
    """A pattern for a character and what follows in the words; if little does, what is before.

    It may find too much: looking around is what costs time.
    """
    rests = {word[place + 1 :] for place, word, _ in words}
    long = _tree(rest for rest in rests if len(rest) >= _LEAST_REST)
    ways = [f"(?={_branch(long)})"] if long else []
    short = [(at, word) for at, word, _ in words if len(word) - at - 1 < _LEAST_REST]
    for depth in sorted({min(place, _DEPTH) for place, _ in short}):
        here = [(place, word) for place, word in short if min(place, _DEPTH) == depth]
        behind = "".join(
            _class({word[place - back] for place, word in here}) for back in range(depth, -1, -1)
        )
        after = {word[place + 1 : place + 2] for place, word in here}
        ahead = "" if b"" in after else f"(?={_class({one[0] for one in after})})"
        ways.append(f"(?<={behind}){ahead}" if depth else ahead)
    return f"{re.escape(rare.decode())}(?:{'|'.join(ways)})".encode()


def _class(codes: Iterable[int]) -> str:
    return f"[{''.join(re.escape(chr(code)) for code in sorted(codes))}]"


def _rarity(code: int) -> int:
    place = _COMMON.find(code)
    return len(_COMMON) if place < 0 else place


class _Words:
    """Literals that are looked for together where a word begins, overlapping ones too."""

    def __init__(self, rules_of: Mapping[bytes, Numbers]) -> None:
        tree = _tree(rules_of)
        self._pattern = _alternation(tree) if rules_of else None
        # A match begins one character before the word, but for a window's first.
        self._first = re.compile(f"({_branch(tree)})".encode())
        self._rules_of = {word: _beginning(word, rules_of) for word in rules_of}

    def places(self, low: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Give (position, number of a rule) between `start` and `end`."""
        if self._pattern is None:
            return
        rules_of = self._rules_of
        first = self._first.match(low, start)
        if first:
            for number in rules_of[first[1]]:
                yield start, number
        for match in self._pattern.finditer(low, start, end):
            for number in rules_of[match[1]]:
                yield match.start() + 1, number


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


def _alternation(tree: Tree) -> re.Pattern[bytes]:
    """One pattern for all words, which consumes one character, so that words may overlap.

    That is the one before the word, which is no letter and no digit. The word is a tree of common
    beginnings, which `re` walks faster than a list.
    """
    return re.compile(f"[^a-z0-9](?=({_branch(tree)}))".encode())


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
