"""Words that somebody looks for, found in a text as the index finds them, and shown in context.

Words are compared as SQLite's tokenizer `unicode61 remove_diacritics 2` does: runs of letters and
digits, without case and accents (https://sqlite.org/fts5.html, 4.3.1). What is typed is never an
operator: a text in quotes is a phrase, a star behind a word asks for words that begin so, and the
last word may always be a beginning, as one that is still being typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

# Longer searches are pasted texts; their first words find what is meant.
_MOST_WORDS = 32
_PARTS = re.compile(r'"([^"]*)"?|([^"\s]+)')
# Between the words of a phrase, and at both ends of a word: whatever is no letter and no digit.
_BETWEEN, _BEFORE, _AFTER = r"[\W_]+", r"(?<![^\W_])", r"(?![^\W_])"
# Characters before the first match of an excerpt, and in all of it.
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
    """A piece of an excerpt; `is_match` if it was looked for."""

    text: str
    is_match: bool = False


@dataclass(frozen=True)
class Wanted:
    """What is looked for: all terms, in any order."""

    terms: tuple[Term, ...]

    @property
    def text(self) -> str:
        """The words alone, as the index is asked for them; it knows neither phrases nor quotes."""
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
        # Longer ones first: of two that begin at one place the longer is marked.
        patterns = sorted((_pattern(term) for term in self.terms), key=len, reverse=True)
        return re.compile("|".join(patterns))

    def may_be_in(self, raw: str) -> bool:
        """Whether any word can be in a text, written as JSON or not: if not, none is."""
        folded = _folded(raw)
        return any(word in folded for term in self.terms for word in term.words)

    def found_in(self, text: str) -> frozenset[int]:
        """Which of the terms stand in a text, by their place among the terms."""
        folded = _folded(text)
        return frozenset(number for number, one in enumerate(self._patterns) if one.search(folded))

    def excerpt(self, text: str) -> tuple[Fragment, ...]:
        """The surroundings of the first match, with all matches in them marked.

        Empty where there is none. Blanks and line ends are one blank.
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
    """Read what somebody typed; whatever it is, it is no error, and no words look for nothing."""
    terms, left = list[Term](), _MOST_WORDS
    for match in _PARTS.finditer(typed):
        phrase, plain = match.groups()
        words = _words(phrase if phrase is not None else plain)[:left]
        left -= len(words)
        if words:
            terms.append(Term(words, is_prefix=phrase is None and plain.endswith("*")))
    if terms and not typed.rstrip().endswith('"'):
        # Nothing closes it: it may still be typed.
        terms[-1] = Term(terms[-1].words, is_prefix=True)
    return Wanted(tuple(terms))


def _words(text: str) -> tuple[str, ...]:
    """The words of a text as the tokenizer tells them apart."""
    return tuple(re.findall(r"[^\W_]+", _folded(text)))


def _pattern(term: Term) -> str:
    words = _BETWEEN.join(map(re.escape, term.words))
    return _BEFORE + words + ("" if term.is_prefix else _AFTER)


class _Folds(dict[int, int]):
    """The letter that stands for each character, found when it first comes."""

    def __missing__(self, code: int) -> int:
        base = unicodedata.normalize("NFD", chr(code))[0]
        low = base.lower()
        self[code] = found = ord(low if len(low) == 1 else base)
        return found


_FOLDS = _Folds()


def _folded(text: str) -> str:
    """A text without case and accents, letter for letter: every character stays in its place."""
    return text.lower() if text.isascii() else text.translate(_FOLDS)


def _at_a_word(text: str, start: int, end: int) -> int:
    """The first beginning of a word from `start` on, unless there is none before `end`."""
    if start == 0:
        return 0
    blank = _BLANKS.search(text, start, end)
    return blank.end() if blank else start


def joined(fragments: Sequence[Fragment]) -> str:
    """An excerpt without its marks."""
    return "".join(fragment.text for fragment in fragments)
