"""Whether a text looks like a secret, by the same rules as redaction."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

# Words that no rule masks, as a test holds: short pieces of letters with hardly a digit. The rules
# would be read to be told so, which takes longer than all else that a list of servers does.
_PLAIN = re.compile(
    r"(?=(?:[^0-9]*[0-9]){0,3}[^0-9]*\Z)(?=.{0,60}\Z)"
    r"(?:https?://)?[-@./~]*(?:[A-Za-z]{1,15}[0-9]{0,3}[A-Za-z]{0,4}(?:[-_./@]+|\Z))*\Z"
)
# Beside such a word anything may be a secret.
_NAMES_ONE = re.compile(
    r"(?i)tok|key|sec|pas|pwd|pat|aut|cred|bear|log|user|sign|cert|pin|code|conn|dsn|salt|hash|sess"
)


@cache
def looks_secret() -> Callable[[str], bool]:
    """Say of a text whether the rules for secrets (those for personal data left out) mask it."""
    from codexctl.settings.redaction import secrets_masker

    masker = secrets_masker()
    return lambda text: masker.mask(text) != text


def without_secrets(words: Sequence[str]) -> list[str]:
    """The words of a command (or an address) with secrets masked, also one beside its option."""
    if all(map(_PLAIN.match, words)) and not any(map(_NAMES_ONE.search, words)):
        return list(words)
    from codexctl.settings.redaction import secrets_masker

    masked = secrets_masker().mask_all(list(words))
    return [
        # An option beside one that takes a secret (`--token --verbose`) is none.
        word if word.startswith("-") and "=" not in word and not looks_secret()(word) else other
        for word, other in zip(words, masked, strict=True)
    ]


def has_secret(words: Sequence[str]) -> bool:
    """Whether one of a command's words, or an address, is or holds a secret."""
    return without_secrets(words) != list(words)
