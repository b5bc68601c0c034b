"""Literals in a text, all looked for at once where a word begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

# Letters and digits, in small letters.
IN_WORDS = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789")

# What stands for each character in a pattern; to escape it takes longer than to look it up.
_ESCAPED = {chr(code): re.escape(chr(code)) for code in range(256)}

Tree: TypeAlias = "dict[str, Tree]"
# The numbers of rules.
Numbers: TypeAlias = tuple[int, ...]
# A part of a text: from one place to before another.
Window: TypeAlias = tuple[int, int]


class Words:
    """Literals that are looked for together where a word begins, overlapping ones too."""

    def __init__(self, rules_of: Mapping[bytes, Numbers]) -> None:
        self._pattern = _alternation(tree(rules_of)) if rules_of else None
        self._shortest = min(2, *map(len, rules_of)) if rules_of else 0
        self._begin = {word[: self._shortest] for word in rules_of}
        self._longest = max(map(len, rules_of), default=0)
        self._rules_of = {word: _beginning(word, rules_of) for word in rules_of}

    def places(self, low: bytes, windows: Iterable[Window]) -> Iterator[tuple[int, Numbers]]:
        """Give (position, numbers of rules) within parts of a text."""
        if self._pattern is None:
            return
        rules_of, within = self._rules_of, self._pattern.finditer
        for start, end in windows:
            # A match begins one character before the word, which a text's first may not have. One
            # more pattern for it would take as long to make as this one, at every start.
            first = None if start else self._pattern.match(b" " + low[: self._longest])
            if first:
                yield 0, rules_of[first[1]]
            # A word begins behind a sign: in a checksum there is but one place, its beginning.
            begin = start + 1
            if low[begin : begin + self._shortest] not in self._begin and low[begin:end].isalnum():
                continue
            for match in within(low, start, end):
                yield match.start() + 1, rules_of[match[1]]


def _beginning(word: bytes, rules_of: Mapping[bytes, Numbers]) -> Numbers:
    """The rules of a word and of all words that it begins with."""
    return tuple(
        number for size in range(1, len(word) + 1) for number in rules_of.get(word[:size], ())
    )


def _alternation(known: Tree) -> re.Pattern[bytes]:
    """One pattern for all words, which consumes one character, so that words may overlap.

    That is the one before the word, which is neither a letter nor a digit. The word is a tree of
    common beginnings, which `re` walks faster than a list. Both sets are written out: `re` looks a
    character up in a table, while it goes through the parts of `[^a-z0-9]` one by one.
    """
    before = one_of(code for code in range(256) if code not in IN_WORDS)
    first = one_of(ord(character) for character in known)
    return re.compile(f"{before}(?={first})(?=({branch(known)}))".encode("latin-1"))


def tree(words: Iterable[bytes]) -> Tree:
    """The words by their common beginnings, a character a step; "" where one ends."""
    root: Tree = {}
    for word in words:
        node = root
        for character in word.decode():
            node = node.setdefault(character, {})
        node[""] = {}
    return root


def branch(node: Tree) -> str:
    """The longest word that goes on from here."""
    ways = [
        _ESCAPED[character] + branch(rest) for character, rest in sorted(node.items()) if character
    ]
    if "" in node:
        ways.append("")
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def one_of(codes: Iterable[int]) -> str:
    """A pattern for one of these characters."""
    characters = [_ESCAPED[chr(code)] for code in sorted(codes)]
    return characters[0] if len(characters) == 1 else f"[{''.join(characters)}]"
