"""Words of a search: finds them in text as the index does, and shows them in context.

Words are compared like in SQLite's tokenizer `unicode61 remove_diacritics 2`: sequences of letters
and digits, without case and accents (https://sqlite.org/fts5.html, 4.3.1). Nothing that people type
is an operator: text in quotes is a phrase, a star after a word finds words that begin with it, and
the last word is always treated as a beginning, because it may be incomplete.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

# Longer searches are pasted texts; their first words are enough.
_MOST_WORDS = 32
_PARTS = re.compile(r'"([^"]*)"?|([^"\s]+)')
# What is between the words of a phrase, and around a word: anything but letters and digits.
_BETWEEN, _BEFORE, _AFTER = r"[\W_]+", r"(?<![^\W_])", r"(?![^\W_])"
# Characters before the first match of an excerpt, and in the whole excerpt.
_LEAD, _LENGTH = 40, 220
_BLANKS = re.compile(r"\s+")
CUT = "…"


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or the words of a phrase; `is_prefix` if the last one may be a beginning."""

    words: tuple[str, ...]
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of an excerpt; `is_match` if it matches the search."""

    text: str
    is_match: bool = False


@dataclass(frozen=True)
class Wanted:
    """A search: all terms, in any order."""

    terms: tuple[Term, ...]

    @property
    def text(self) -> str:
        """The words alone, for the index, which has neither phrases nor quotes."""
        return " ".join(
            word + ("*" if term.is_prefix and at == len(term.words) else "")
            for term in self.terms
            for at, word in enumerate(term.words, start=1)
        )

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(_pattern(term)) for term in self.terms)

    @cached_property
    def _any(self) -> re.Pattern[str]:
        # Longer ones first: of two matches at the same place, the longer one is marked.
        patterns = sorted((_pattern(term) for term in self.terms), key=len, reverse=True)
        return re.compile("|".join(patterns))

    def may_be_in(self, raw: str) -> bool:
        """Whether any word can be in a text, which may be JSON; if False, no word is in it."""
        folded = _folded(raw)
        return any(word in folded for term in self.terms for word in term.words)

    def found_in(self, text: str) -> frozenset[int]:
        """Which of the terms are in a text, by their numbers."""
        folded = _folded(text)
        return frozenset(number for number, one in enumerate(self._patterns) if one.search(folded))

    def excerpt(self, text: str) -> tuple[Fragment, ...]:
        """The text around the first match, with all matches in it marked.

        Empty if there is no match. Spaces and line ends become one space.
        """
        first = self._any.search(_folded(text)) if self.terms else None
        if first is None:
            return ()
        start = _at_a_word(text, max(0, first.start() - _LEAD), first.start())
        shown = _BLANKS.sub(" ", text[start : start + _LENGTH * 2].strip())
        is_whole = start + _LENGTH * 2 >= len(text) and len(shown) <= _LENGTH
        pieces = [Fragment(CUT)] if start else []
        pieces += self._marked(shown[:_LENGTH])
        return tuple(pieces if is_whole else [*pieces, Fragment(CUT)])

    def _marked(self, shown: str) -> Iterator[Fragment]:
        done = 0
        for match in self._any.finditer(_folded(shown)):
            if done < match.start():
                yield Fragment(shown[done : match.start()])
            yield Fragment(shown[match.start() : match.end()], is_match=True)
            done = match.end()
        if done < len(shown):
            yield Fragment(shown[done:])


def wanted_words(typed: str) -> Wanted:
    """Parse a search; no text is an error, and without words nothing is found."""
    terms, left = list[Term](), _MOST_WORDS
    for match in _PARTS.finditer(typed):
        phrase, plain = match.groups()
        words = _words(phrase if phrase is not None else plain)[:left]
        left -= len(words)
        if words:
            terms.append(Term(words, is_prefix=phrase is None and plain.endswith("*")))
    if terms and not typed.rstrip().endswith('"'):
        # Without a closing quote: it may still be typed.
        terms[-1] = Term(terms[-1].words, is_prefix=True)
    return Wanted(tuple(terms))


def _words(text: str) -> tuple[str, ...]:
    """The words of a text as the tokenizer separates them."""
    return tuple(re.findall(r"[^\W_]+", _folded(text)))


def _pattern(term: Term) -> str:
    words = _BETWEEN.join(map(re.escape, term.words))
    return _BEFORE + words + ("" if term.is_prefix else _AFTER)


class _Folds(dict[int, int]):
    """The base letter for each character, looked up when it first occurs."""

    def __missing__(self, code: int) -> int:
        base = unicodedata.normalize("NFD", chr(code))[0]
        low = base.lower()
        self[code] = found = ord(low if len(low) == 1 else base)
        return found


_FOLDS = _Folds()


def _folded(text: str) -> str:
    """A text without case and accents, with every character at the same position."""
    return text.lower() if text.isascii() else text.translate(_FOLDS)


def _at_a_word(text: str, start: int, end: int) -> int:
    """The position after the first spaces between `start` and `end`; `start` if there are none."""
    if start == 0:
        return 0
    blank = _BLANKS.search(text, start, end)
    return blank.end() if blank else start


def joined(fragments: Sequence[Fragment]) -> str:
    """An excerpt as plain text."""
    return "".join(fragment.text for fragment in fragments)
