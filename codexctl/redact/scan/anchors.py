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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from codexctl.redact.scan.placed import Firsts
from codexctl.redact.scan.rare import Rare
from codexctl.redact.scan.words import Numbers, Words

# Every token that the rules know has at least so many letters, digits, -, _ and + in a row.
RUN = 20
# How far before such a run the token may begin (`SG.`, `2/ID/ID:`, base64 with slashes).
_LEAD = 200
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_DIGITS = b"0123456789"
# With the + of base64; not with its /, which would make a token of every path.
_IN_TOKENS = frozenset(_LETTERS + _DIGITS + b"-_+")
# What parts tokens reads as a space, and what may stand between the parts of one as a point.
_BETWEEN = frozenset(b" \t\r\n\"'`()[]{}<>,;=|")
_RUNS = bytes(
    ord("x" if code in _IN_TOKENS else " " if code in _BETWEEN else ".") for code in range(256)
)
_DATA = bytes(ord("x" if code in _IN_TOKENS | set(b"/") else " ") for code in range(256))
# So many characters of base64 in a row are data. No name is so long, and one that belongs to the
# data stands where it begins or ends.
_LONG, _AT_BEGINNING, _AT_END = 80, 24, 48
_LONG_RUN = b"x" * _LONG
_ZEROS = bytes.maketrans(_DIGITS, b"0" * 10)
_RUN = b"x" * RUN


@dataclass(frozen=True, slots=True)
class Anchored:
    """What the scan needs to know of one rule.

    `begins_token`: its anchors are where a word begins, near a long run of token characters.
    `first` is a pattern for what follows an anchor's first character, which says sooner than the
    rule itself that there is nothing.
    """

    anchors: tuple[str, ...]
    shapes: tuple[str, ...] = ()
    begins_token: bool = False
    first: str = ""


class Anchors:
    """The combined scan for a fixed list of rules."""

    def __init__(self, rules: Sequence[Anchored]) -> None:
        anywhere = _by_word(rules, begins_token=False)
        self._anywhere = Rare(anywhere, _firsts(rules, anywhere))
        # Paths look like base64, and begin at any of their slashes.
        self._skips_data = b"/" not in anywhere
        self._tokens = Words(_by_word(rules, begins_token=True))
        self._shapes = tuple(
            (shape.encode(), (number,), re.compile(rule.first.encode()))
            for number, rule in enumerate(rules)
            for shape in rule.shapes
        )

        # The longest row of zeros that every shape begins with: most texts have none.
        self._least = min(
            (shape[: len(shape) - len(shape.lstrip(b"0"))] for shape, *_ in self._shapes),
            default=b"",
        )
        self._shortest = min((len(shape) for shape, *_ in self._shapes), default=0)

    def places(self, text: str) -> Iterator[tuple[int, Numbers]]:
        """Give (position in `text`, numbers of rules to try there), in no particular order."""
        # One byte a character, so that positions are the same; what is not ASCII is no anchor.
        raw = text.encode("ascii", "replace")
        low = raw.lower()
        # Data are a long token as well: where there is none, no more is asked.
        tokens = list(_tokens(raw)) if len(raw) >= RUN else []
        has_data = self._skips_data and any(end - start >= _LONG for start, end in tokens)
        for start, end in _but_data(raw) if has_data else ((0, len(low)),):
            yield from self._anywhere.places(low, start, end)
        if tokens:
            yield from self._tokens.places(low, tokens)
        if self._shapes and len(raw) >= self._shortest:
            zeros = raw.translate(_ZEROS)
            for shape, number, first in self._shapes if self._least in zeros else ():
                for place in _all(zeros, shape):
                    if first.match(low, place + 1):
                        yield place, number


def _by_word(rules: Sequence[Anchored], *, begins_token: bool) -> dict[bytes, Numbers]:
    found: dict[bytes, Numbers] = {}
    for number, rule in enumerate(rules):
        if rule.begins_token is begins_token:
            for anchor in rule.anchors:
                word = anchor.lower().encode()
                found[word] = (*found.get(word, ()), number)
    return found


def _firsts(rules: Sequence[Anchored], rules_of: Mapping[bytes, Numbers]) -> Mapping[bytes, Firsts]:
    """What is asked after the beginning of each word, if every rule of it asks something."""
    asked = {word: {rules[number].first for number in rules_of[word]} for word in rules_of}
    return {word: tuple(sorted(firsts)) for word, firsts in asked.items() if "" not in firsts}


def _tokens(raw: bytes) -> Iterator[tuple[int, int]]:
    """Where tokens with a long run are, and what may be before the run and belong to it."""
    shape = raw.translate(_RUNS)
    start = shape.find(_RUN)
    while start >= 0:
        lead = max(start - _LEAD, 0)
        end = shape.find(b" ", start + RUN)
        end = len(shape) if end < 0 else end
        yield max(shape.rfind(b" ", lead, start), lead), end
        start = shape.find(_RUN, end)


def _but_data(raw: bytes) -> Iterator[tuple[int, int]]:
    """All of a text but the middle of what is nothing but data, where no name has a value."""
    shape = raw.translate(_DATA)
    done, start = 0, shape.find(_LONG_RUN)
    while start >= 0:
        end = shape.find(b" ", start + _LONG)
        end = len(shape) if end < 0 else end
        yield done, start + _AT_BEGINNING
        done = end - _AT_END
        start = shape.find(_LONG_RUN, end)
    yield done, len(shape)


def _all(zeros: bytes, shape: bytes) -> Iterator[int]:
    group = len(shape) - len(shape.lstrip(b"0"))
    place = zeros.find(shape)
    while place >= 0:
        yield place
        place = zeros.find(shape, place + group)
