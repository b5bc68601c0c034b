"""The first words of a prompt, by which people know a turn again."""

from __future__ import annotations

_FIRST_WORDS = 200


def first_words(text: str) -> str:
    """The words that a text begins with, on one line; a word is never cut.

    What would be cut may be a secret that its beginning no longer shows to be one.
    """
    words = " ".join(text[: 4 * _FIRST_WORDS].split())
    if len(words) <= _FIRST_WORDS and len(text) <= 4 * _FIRST_WORDS:
        return words
    return words[: _FIRST_WORDS + 1].rpartition(" ")[0]
