"""What redaction would leave as it is, said without reading its rules."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Words that no rule masks, as a test holds: short pieces of letters with hardly a digit. To read
# the rules takes longer than all else that most commands do.
PLAIN = re.compile(
    r"(?=(?:[^0-9]*[0-9]){0,3}[^0-9]*\Z)(?=.{0,60}\Z)"
    r"(?:https?://)?[-@./~]*(?:[A-Za-z]{1,15}[0-9]{0,3}[A-Za-z]{0,4}(?:[-_./@]+|\Z))*\Z"
)
# Beside such a word anything may be a secret.
NAMES_ONE = re.compile(
    r"(?i)tok|key|sec|pas|pwd|pat|aut|cred|bear|log|user|sign|cert|pin|code|conn|dsn|salt|hash|sess"
)
_BETWEEN = re.compile(r"[\s\"'=,:#+*?<>!;&|\[\](){}]+")
# Small numbers and versions.
_NUMBER = re.compile(r"-?\d{1,6}|(?:[a-z]{1,9}-)?v?\d{1,3}(?:\.\d{1,3}){1,3}")
_OUR_NAMES = re.compile(r"(?i)\bcodex(?:ctl)?\b")


def is_plain(texts: Iterable[str]) -> bool:
    """Whether texts (lines of a file, or of a difference) are nothing but such words."""
    return all(map(_is_plain, texts))


def _is_plain(text: str) -> bool:
    if not text.isascii() or NAMES_ONE.search(_OUR_NAMES.sub("", text)):
        return False
    return all(PLAIN.match(word) or _NUMBER.fullmatch(word) for word in _BETWEEN.split(text))
