"""The first words of a prompt, by which people know a turn again.

The store keeps a beginning, and what limits hide now is masked in it whenever it is shown. Half a
secret may no longer be known for one, so that a beginning ends at a word. Where no word ends near
(Chinese and Japanese have no blanks) far more is kept than is shown: it is masked first and cut
after that, and a secret that is cut where the kept text ends does not come into sight.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# How many characters are shown, and how far before their end a word may end.
_SHOWN, _NEAR = 200, 50
# How many characters are kept if no word ends there. As many characters as the longest usual secret
# (tokens with claims) are not shown.
_KEPT, _LONGEST_SECRET = 2000, 1700
_MARK = re.compile(r"\[redacted:[^\[\]\s]{1,60}\]")


def kept_words(text: str) -> str:
    """The beginning of a text on one line, as the store keeps it."""
    # After every word but the last there is a space, so this many words are longer than the text
    # that is kept.
    words = " ".join(text.split(None, _KEPT // 2)[: _KEPT // 2])
    if len(words) <= _SHOWN:
        return words
    return _at_a_word(words, _SHOWN) or words[:_KEPT]


def first_words(kept: str, tell: Callable[[str], str]) -> str:
    """What is shown of a beginning that `kept_words` gave.

    `tell` gives a text as far as the limits allow.
    """
    told = tell(kept)
    if len(kept) <= _SHOWN:
        return told
    end = min(_SHOWN, _sure(told) if len(kept) >= _KEPT else len(told))
    return _at_a_word(told, end) or told[: _after_a_mark(told, end)]


def _sure(told: str) -> int:
    """How much of a told text is before all that may be half a secret, as its end was cut off.

    What is masked makes a text shorter, so that its end comes nearer; nothing has moved up to the
    first mark.
    """
    mark = _MARK.search(told)
    return max(len(told) - _LONGEST_SECRET, mark.end() if mark else 0, 0)


def _at_a_word(text: str, end: int) -> str:
    """The words up to a place; empty where the last of them does not end near it."""
    if len(text) <= end:
        return text
    words = text[: end + 1].rpartition(" ")[0]
    return words if len(words) >= end - _NEAR else ""


def _after_a_mark(text: str, end: int) -> int:
    """The same place, or the end of the mark that it is in: a mark shows nothing."""
    marks = (mark.end() for mark in _MARK.finditer(text) if mark.start() <= end < mark.end())
    return next(marks, end)
