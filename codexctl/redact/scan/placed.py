"""By which of its characters a literal is looked for, and the pattern that stops the scan there."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from codexctl.redact.scan.words import branch, one_of, tree

# Patterns of which one must match after a literal's rare character, where there are any.
Firsts: TypeAlias = tuple[str, ...]

# Characters of code, logs and prose, the commonest first; what is missing is rarer still.
_COMMON = b" etsrianol\ndfcpmu_.h,bg)(\"=:1'y0-kwv2x3456879#/z[j]q>*+}{%\\;<!`?"
_RARITY = [len(_COMMON)] * 256
for _place, _code in enumerate(_COMMON):
    _RARITY[_code] = _place
# So many characters before and after a rare one are looked at all at once.
BEFORE, AFTER = 5, 4
# So many characters after a rare one are looked at before all else: that is where most stops end.
_SOON = 2
# Of so few words, what stands at each place says enough: other words in them are rare.
_FEW = 2
# A first that begins with the rest of a name says the same after any letter of it.
_REST_OF_NAME = re.compile(r"\[[^\]]+\]\{0,\d+\}\+")


@dataclass(frozen=True, slots=True)
class Placed:
    """A literal, where its rare character is, and what is asked after that.

    `tells`: what follows the character says enough, without what is before it.
    """

    word: bytes
    place: int
    firsts: Firsts
    tells: bool

    @property
    def rare(self) -> int:
        """The rare character."""
        return self.word[self.place]

    @property
    def rest(self) -> bytes:
        """What follows the rare character."""
        return self.word[self.place + 1 :]

    @property
    def is_short(self) -> bool:
        """Whether all of it is seen in what is looked at around its rare character."""
        return self.place <= BEFORE and len(self.rest) <= AFTER

    def fits(self, around: bytes) -> bool:
        """Whether the word can be there, as far as what is around its rare character says."""
        start = max(self.place - BEFORE, 0)
        here = self.word[start : self.place + 1 + AFTER]
        return around.startswith(here, BEFORE - self.place + start)


def placed(
    word: bytes, firsts: Firsts, chosen: Container[int], others: Callable[[int], list[Placed]]
) -> Placed:
    """Choose a word's rare character: one that is `chosen` anyway, else its rarest.

    `others` are the words that are looked for by a character already.
    """

    def tells(place: int) -> bool:
        if not _tells(word, place):
            return False
        return bool(firsts) or not _ends_one(word, place, others(word[place]))

    rarest = sorted(range(len(word)), key=lambda place: _RARITY[word[place]], reverse=True)
    known = [place for place in rarest if word[place] in chosen]
    place = next(filter(tells, known), (known or rarest)[0])
    # What can be asked after that character, which need not be the word's first.
    is_letter = word[place : place + 1].isalnum()
    can_ask = not place or (is_letter and all(map(_REST_OF_NAME.match, firsts)))
    return Placed(word, place, firsts if can_ask else (), tells(place))


def rarity(code: int) -> int:
    """The higher, the rarer is a character."""
    return _RARITY[code]


def pattern(words: Sequence[Placed]) -> bytes:
    """A pattern for the rare character of some words, where one of them may be.

    It may find too much: looking around is what costs time.
    """
    ways = []
    telling = [word for word in words if word.tells]
    if telling:
        ways.append(f"{_soon(telling)}(?:{'|'.join(_by_what_follows(telling))})")
    short = [word for word in words if not word.tells]
    for depth in sorted({min(word.place, BEFORE) for word in short}):
        here = [word for word in short if min(word.place, BEFORE) == depth]
        ways.append(_by_what_is_before(here, depth))
    return f"{re.escape(chr(words[0].rare))}(?:{'|'.join(ways)})".encode()


def _tells(word: bytes, place: int) -> bool:
    """Whether what follows a word's rare character says enough, without what is before it.

    To look both ahead and behind costs a third more at every stop. Of a sign the name before it
    tells more: `: "` is all over JSON, and `k: "` is not.
    """
    rest = word[place + 1 :]
    if len(rest) <= 1 or not place:
        return len(rest) > 1
    return word[place : place + 1].isalnum() and any(map(str.isalnum, rest.decode()))


def _ends_one(word: bytes, place: int, others: Iterable[Placed]) -> bool:
    """Whether it ends like one that has firsts: `-token` would stop the scan at every `token`."""
    rest = word[place + 1 :]
    return place > 0 and any(
        other.firsts and other.word.startswith(rest, other.place + 1) for other in others
    )


def _soon(words: Sequence[Placed]) -> str:
    """What follows the rare character in any of the words, as far as all of them go."""
    size = min(_SOON, *(len(word.rest) for word in words))
    sets = "".join(one_of({word.rest[at] for word in words}) for at in range(size))
    return f"(?={sets})" if sets else ""


def _by_what_follows(words: Sequence[Placed]) -> list[str]:
    """A way for all words that have the same firsts."""
    ways = []
    for firsts in sorted({word.firsts for word in words}):
        group = [word for word in words if word.firsts == firsts]
        ways.append(f"(?={branch(tree(word.rest for word in group))}){_asked(group)}")
    return ways


def _by_what_is_before(words: Sequence[Placed], depth: int) -> str:
    """One way for words of which so many characters before the rare one are looked at."""
    ahead = _soon(words)
    asked = _asked(words) if all(word.firsts for word in words) else ""
    if not depth:
        return ahead + asked
    sets = (
        one_of({word.word[word.place - back] for word in words}) for back in range(depth, -1, -1)
    )
    before = sorted({word.word[word.place - depth : word.place + 1] for word in words})
    exactly = "|".join(f"(?<={re.escape(each.decode())})" for each in before)
    exactly = f"(?:{exactly})" if len(before) > _FEW else ""
    return f"(?<={''.join(sets)}){ahead}{exactly}{asked}"


def _asked(words: Sequence[Placed]) -> str:
    firsts = sorted({first for word in words for first in word.firsts})
    return f"(?={'|'.join(firsts)})" if firsts else ""
