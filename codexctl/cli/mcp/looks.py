"""Whether a text looks like a secret, by the same rules as redaction."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache


@cache
def looks_secret() -> Callable[[str], bool]:
    """Say of a text whether the rules for secrets (those for personal data left out) mask it."""
    from codexctl.settings.redaction import secrets_masker

    masker = secrets_masker()
    return lambda text: masker.mask(text) != text
