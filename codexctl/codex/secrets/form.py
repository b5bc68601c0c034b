"""What redaction would leave as it is, said without reading its rules."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Words that no rule masks (a test checks this): short pieces of letters with hardly a digit,
# without a random mix of upper and lower case. Loading the rules takes longer than everything else
# in most commands. Possessive (`++`), because otherwise a long word takes forever.
_LETTERS = r"(?:[A-Z]?[a-z]{1,20}+|[A-Z]{1,20}+)(?:[A-Z][a-z]{2,14}+){0,3}+"
_PIECE = rf"(?:{_LETTERS}(?:[0-9]{{1,3}}+[A-Za-z]{{0,4}}+)?+|[0-9]{{1,3}}+)"
PLAIN = re.compile(
    r"(?=(?:[^0-9]*+[0-9]){0,3}+[^0-9]*\Z)(?=.{0,60}\Z)"
    rf"(?:https?://)?[-@./~]*+(?:{_PIECE}(?:[-_./@]++|\Z))*+\Z"
)
# Next to such a word, anything may be a secret: names of secrets, also in other languages, programs
# that take one as an argument, and signs that are written next to one.
_NAMES_ONE = re.compile(
    r"tok|key|sec|pas|pwd|pat|aut|cred|bear|log|user|sign|cert|pin|code|conn|dsn|salt|hash|sess"
    r"|adgang|contrase|[hg][ae]slo|jelsz|kata |kennw|kodeord|lozin|palav|paro[lo]|salas|senha|sifre"
    r"|curl|sql|\b7z\b|unzip|clickh|cookie|expdp|hook|influx|ldap|maria|mongo|mosq|netrc|rabbit"
    r"|rdesk|redis|smb|wget|winrm|xfree|mapexec|netexec|machine|identified|\b(?:xh|bcp|thin|oci)\b"
    r"|stringdata|ssl|\bzip\b|mask|phrase|mnemo|seed|recovery|wifi|wpa|psk|cqlsh|rpcc|literal"
    r"|wacht|\bgl[a-z]{2,6}-|\b(?:pw|mdp|sig)\b|\bhttps?\b(?!:)|sensi|//\S*@|:[\d*]+:"
)
_BETWEEN = re.compile(r"[\s\"'=,:#+*?<>!;&|\[\](){}]+")
# Small numbers and versions.
_NUMBER = re.compile(r"-?\d{1,6}|(?:[a-z]{1,9}-)?v?\d{1,3}(?:\.\d{1,3}){1,3}")
_OUR_NAMES = re.compile(r"(?i)\bcodex(?:ctl)?\b")


def is_plain(texts: Iterable[str]) -> bool:
    """Whether texts (lines of a file, or of a difference) are nothing but such words."""
    return all(map(_is_plain, texts))


def names_one(text: str) -> bool:
    """Whether a text has a word beside which anything may be a secret."""
    # Searching lower case takes a quarter of the time of searching both cases.
    return _NAMES_ONE.search(text.lower()) is not None


def _is_plain(text: str) -> bool:
    if not text.isascii() or names_one(_OUR_NAMES.sub("", text)):
        return False
    return all(PLAIN.match(word) or _NUMBER.fullmatch(word) for word in _BETWEEN.split(text))
