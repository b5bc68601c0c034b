"""Whether a text looks like a secret, by the same rules as redaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from codexctl.codex.secrets.form import NAMES_ONE, PLAIN


@cache
def looks_secret() -> Callable[[str], bool]:
    """Say of a text whether the rules for secrets (those for personal data left out) mask it."""
    from codexctl.settings.redaction import secrets_masker

    masker = secrets_masker()
    return lambda text: masker.mask(text) != text


def _without_secrets(words: Sequence[str]) -> list[str]:
    """The words of a command (or an address) with secrets masked, also one beside its option."""
    if all(map(PLAIN.match, words)) and not any(map(NAMES_ONE.search, words)):
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
    return _without_secrets(words) != list(words)
