"""Literals in a text, all looked for at once by a rare character of each.

There is a k in `token`, and hardly one elsewhere: a scan stops at rare characters alone, and looks
around there. It is one pattern, so that nearly every place is skipped inside of `re`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from typing import TypeAlias

from codexctl.redact.scan.placed import AFTER, BEFORE, Firsts, Placed, pattern, placed, rarity
from codexctl.redact.scan.words import Numbers

_REMEMBERED = 20_000
# Characters that are everywhere, and are rare characters for the sake of so few words: those are
# looked for by themselves, one search each, instead of a stop at every quote. So are words that
# have no character as rare as this.
_SPARED, _FEW, _LEAST = b'"g_', 2, ord("c")

# How far before a rare character a word begins, the word (empty if it is there for certain), and
# its rules.
_There: TypeAlias = "tuple[int, bytes, Numbers]"


class Rare:
    """Literals that are looked for together by a rare character of each.

    `firsts` are patterns for some of the words: where none of a word's matches, it may be passed
    over.
    """

    def __init__(self, rules_of: Mapping[bytes, Numbers], firsts: Mapping[bytes, Firsts]) -> None:
        self._rules_of, self._firsts = rules_of, firsts
        rarest = {word: max(map(rarity, word)) for word in rules_of}
        alone = {word for word in rules_of if rarest[word] < rarity(_LEAST)}
        together = sorted(rules_of.keys() - alone)
        chosen: set[int] = set()
        for word in sorted(together, key=rarest.__getitem__):
            if chosen.isdisjoint(word):
                chosen.add(max(word, key=rarity))
        # Once all are known: a word may say more about itself at another one.
        self._at: dict[int, list[Placed]] = {}
        for word in sorted(together, key=lambda word: word not in firsts):
            self._put(self._at, word, chosen)
        self._alone = tuple((word, rules_of[word]) for word in sorted(alone | self._spared()))
        # What stands around a rare character, and the words that may be there.
        self._near: dict[bytes, tuple[_There, ...]] = {}
        letters = sorted(self._at, key=rarity)
        ways = [pattern(self._at[rare]) for rare in letters]
        self._pattern = re.compile(b"|".join(ways)) if ways else None

    def _put(self, at: dict[int, list[Placed]], word: bytes, chosen: Container[int]) -> None:
        firsts = self._firsts.get(word, ())
        found = placed(word, firsts, chosen, lambda rare: at.get(rare, []))
        at.setdefault(found.rare, []).append(found)

    def _spared(self) -> set[bytes]:
        """Leave out characters that only a word or two need; the words are looked for alone."""
        alone = set[bytes]()
        for rare in _SPARED:
            others = self._at.keys() - {rare}
            words = {at.word for at in self._at.get(rare, ())}
            stuck = {word for word in words if others.isdisjoint(word)}
            if words and len(stuck) <= _FEW:
                del self._at[rare]
                alone |= stuck
                for word in sorted(words - stuck):
                    self._put(self._at, word, others)
        return alone

    def places(self, low: bytes, start: int, end: int) -> Iterator[tuple[int, Numbers]]:
        """Give (position, numbers of rules) between `start` and `end`."""
        for word, numbers in self._alone:
            place = low.find(word, start, end)
            while place >= 0:
                yield place, numbers
                place = low.find(word, place + 1, end)
        if self._pattern is None:
            return
        near = self._near
        for match in self._pattern.finditer(low, start, end):
            rare = match.start()
            around = low[max(rare - BEFORE, 0) : rare + 1 + AFTER]
            if rare < BEFORE:
                around = bytes(BEFORE - rare) + around
            words = near.get(around)
            if words is None:
                words = self._look(around)
            for before, word, numbers in words:
                if not word or (before <= rare and low.startswith(word, rare - before)):
                    yield rare - before, numbers

    def _look(self, around: bytes) -> tuple[_There, ...]:
        """The words that may be around a rare character, which is remembered.

        The farthest beginning comes first, so that places come in order.
        """
        if len(self._near) > _REMEMBERED:
            self._near.clear()
        fitting = (at for at in self._at[around[BEFORE]] if at.fits(around))
        found = self._near[around] = tuple(
            (at.place, b"" if at.is_short else at.word, self._rules_of[at.word])
            for at in sorted(fitting, key=lambda at: (-at.place, at.word))
        )
        return found
