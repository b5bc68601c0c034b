"""Literals in a text, all looked for at once by a rare character of each.

There is a k in `token`, and hardly one elsewhere: a scan stops at rare characters alone, and looks
around there.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TypeAlias

from codexctl.redact.scan.words import Numbers, branch, one_of, tree

# Characters of code, logs and prose, the commonest first; what is missing is rarer still.
_COMMON = b" etsrianol\ndfcpmu_.h,bg)(\"=:1'y0-kwv2x3456879#/z[j]q>*+}{%\\;<!`?"

# Where in a word its rare character is, the word, and its rules.
_At: TypeAlias = "tuple[int, bytes, Numbers]"
# So many characters before a rare one, and with those after it, are looked at all at once.
_DEPTH, _AHEAD = 3, 4
_REMEMBERED = 20_000
# Characters that are everywhere in JSON and code, and are rare characters for the sake of so few
# words: those are looked for by themselves, one search each, instead of a stop at every quote.
_SPARED, _FEW = b'"g_', 2
# What is no rarer than this stands before nearly every other character.
_OFTEN = ord("g")


class Rare:
    """Literals that are looked for together by a rare character of each."""

    def __init__(self, rules_of: Mapping[bytes, Numbers]) -> None:
        letters: dict[bytes, int] = {}
        for word in sorted(rules_of, key=lambda word: max(map(_rarity, word))):
            place = _rare_place(word, letters)
            letters[word[place : place + 1]] = place
        # Once all are known: a word may say more about itself at another one.
        self._at: dict[bytes, list[_At]] = {}
        for word, numbers in rules_of.items():
            place = _rare_place(word, letters)
            self._at.setdefault(word[place : place + 1], []).append((place, word, numbers))
        self._alone = self._spared(_SPARED)
        for words in self._at.values():
            words.sort(reverse=True)  # the farthest beginning first: places come in order
        # What stands around a rare character, and the words that it may be in.
        self._near: dict[bytes, tuple[_At, ...]] = {}
        ways = (
            _near(rare, self._at[rare]) for rare in sorted(self._at, key=lambda r: _rarity(r[0]))
        )
        self._pattern = re.compile(b"|".join(ways)) if self._at else None

    def _spared(self, letters: bytes) -> tuple[tuple[bytes, Numbers], ...]:
        """Give up characters that only a word or two need, which are looked for by themselves."""
        alone: list[tuple[bytes, Numbers]] = []
        for rare in (letters[at : at + 1] for at in range(len(letters))):
            others = self._at.keys() - {rare}
            words = self._at.get(rare, [])
            stuck = [at for at in words if others.isdisjoint(_characters(at[1]))]
            if words and len(stuck) <= _FEW:
                alone += ((word, numbers) for _, word, numbers in stuck)
                for _, word, numbers in set(self._at.pop(rare)).difference(stuck):
                    place = _rare_place(word, self._at)
                    self._at[word[place : place + 1]].append((place, word, numbers))
        return tuple(alone)

    def places(self, low: bytes, start: int, end: int) -> Iterator[tuple[int, Numbers]]:
        """Give (position, numbers of rules) between `start` and `end`."""
        for word, numbers in self._alone:
            place = low.find(word, start, end)
            while place >= 0:
                yield place, numbers
                place = low.find(word, place + 1, end)
        if self._pattern is None:
            return
        near, is_at, depth, ahead = self._near, low.startswith, _DEPTH, _AHEAD
        for match in self._pattern.finditer(low, start, end):
            rare = match.start()
            around = low[rare - depth if rare > depth else 0 : rare + ahead]
            words = near.get(around)
            if words is None:
                words = self._look(around, min(rare, depth))
            for before, word, numbers in words:
                if is_at(word, rare - before) and rare >= before:
                    yield rare - before, numbers

    def _look(self, around: bytes, place: int) -> tuple[_At, ...]:
        """The words that may be around a rare character, which is remembered."""
        if len(self._near) > _REMEMBERED:
            self._near.clear()
        at = self._at[around[place : place + 1]]
        found = self._near[around] = tuple(one for one in at if _fits(one, around, place))
        return found


def _characters(word: bytes) -> set[bytes]:
    return {word[at : at + 1] for at in range(len(word))}


def _rare_place(word: bytes, chosen: Container[bytes]) -> int:
    """Where a word's rare character is: one that is looked for anyway, else its rarest."""
    known = [at for at in range(len(word)) if word[at : at + 1] in chosen]
    telling = [at for at in known if _tells(word, at)]
    return max(telling or known or range(len(word)), key=lambda at: _rarity(word[at]))


def _tells(word: bytes, place: int) -> bool:
    """Whether what follows a word's rare character says enough, without what stands before it.

    To look both ahead and behind costs a third more at every stop. Of a sign the name before it
    tells more: `: "` is all over JSON, and `k: "` is not.
    """
    if place and not word[place : place + 1].isalnum():
        return False
    rest = word[place + 1 :]
    is_telling = len(rest) == 1 and rest != b" " and _rarity(word[place]) > _rarity(_OFTEN)
    return len(rest) > 1 or is_telling


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
    long = tree(word[at + 1 :] for at, word, _ in words if _tells(word, at))
    ways = [f"(?={branch(long)})"] if long else []
    short = [(at, word) for at, word, _ in words if not _tells(word, at)]
    for depth in sorted({min(place, _DEPTH) for place, _ in short}):
        here = [(place, word) for place, word in short if min(place, _DEPTH) == depth]
        behind = "".join(
            one_of({word[place - back] for place, word in here}) for back in range(depth, -1, -1)
        )
        after = {word[place + 1 : place + 2] for place, word in here}
        ahead = "" if b"" in after else f"(?={one_of({one[0] for one in after})})"
        ways.append(f"(?<={behind}){ahead}" if depth else ahead)
    return f"{re.escape(rare.decode())}(?:{'|'.join(ways)})".encode()


def _rarity(code: int) -> int:
    place = _COMMON.find(code)
    return len(_COMMON) if place < 0 else place
