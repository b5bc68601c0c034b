"""Tells whether a text looks like a secret, with the rules of redaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from codexctl.codex.secrets.form import PLAIN, names_one


@cache
def looks_secret() -> Callable[[str], bool]:
    """A function that tells whether the rules for secrets (not for personal data) mask a text."""
    from codexctl.settings.redaction import secrets_masker

    masker = secrets_masker()
    return lambda text: masker.mask(text) != text


def _without_secrets(words: Sequence[str]) -> list[str]:
    """A command's words (or an address) with secrets masked, also the value after an option."""
    if all(map(PLAIN.match, words)) and not any(map(names_one, words)):
        return list(words)
    from codexctl.settings.redaction import secrets_masker

    masked = secrets_masker().mask_all(list(words))
    return [
        # After an option that takes a secret, another option (`--token --verbose`) is not a secret.
        word if word.startswith("-") and "=" not in word and not looks_secret()(word) else other
        for word, other in zip(words, masked, strict=True)
    ]


def has_secret(words: Sequence[str]) -> bool:
    """Whether one of a command's words, or an address, is or contains a secret."""
    return _without_secrets(words) != list(words)
