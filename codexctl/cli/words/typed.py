"""Hides keys in error messages: somebody may have typed one by mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

# Every key is longer.
_SHORTEST = 12
_BETWEEN = re.compile(r"[=:,.\s\"']+")


def not_repeated(argv: Sequence[str], *said: str) -> tuple[str, ...]:
    """An error's message, with arguments hidden that look like a key."""
    from codexctl.codex.secrets.form import is_plain

    text = "\n".join(said)
    typed = [one for one in dict.fromkeys(_pieces(argv)) if one in text and not is_plain((one,))]
    if not typed:
        return said
    from codexctl.codex.secrets.hidden import HIDDEN
    from codexctl.settings.redaction import secrets_masker

    found = {one[start:end] for one in typed for start, end, _ in secrets_masker().places(one)}
    for secret in sorted(found, key=len, reverse=True):
        said = tuple(sentence.replace(secret, HIDDEN) for sentence in said)
    return said


def _pieces(argv: Sequence[str]) -> Iterator[str]:
    for word in argv:
        yield from (one for one in (word, *_BETWEEN.split(word)) if len(one) >= _SHORTEST)
