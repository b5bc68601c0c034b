"""Reads a word of the command line, or one typed in the wizard, as the value of a setting."""

from __future__ import annotations

import re
from typing import Any

from codexctl.errors import UsageError
from codexctl.settings.kinds import Field, Kind
from codexctl.settings.values import misfit

NO_BOUND = "all"
# Nine digits are enough for any limit; more are a typing error.
_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
# Without exponent, nan or inf, which float() would accept.
_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,3})?")

_SWITCHED = {"on": True, "off": False}


def value_from(field: Field, word: str | bool) -> Any:
    """Read the word; None where it asks for no bound. Raises UsageError, naming the flag."""
    if isinstance(word, bool):
        return word
    if word == NO_BOUND and has_no_bound(field):
        return None
    value = _read(field, word)
    if wrong := misfit(field, word if value is None else value):
        hint = f"write {field.flag} {field.example or field.metavar or 'VALUE'}"
        more = f", or {field.flag} {NO_BOUND}" if has_no_bound(field) else ""
        if field.kind is Kind.switch:
            wrong = f"must be {' or '.join(_SWITCHED)}"
        raise UsageError(f"{field.flag} {word or repr(word)}: {wrong}", f"{hint}{more}")
    return value


def word_for(value: Any) -> str:
    """How a value is typed.

    The reverse of `value_from`; None is the word for no bound.
    """
    return NO_BOUND if value is None else str(value)


def has_no_bound(field: Field) -> bool:
    """Whether the setting is a bound, and there is none unless somebody says one."""
    return field.kind is Kind.whole and field.default is None


def _read(field: Field, word: str) -> Any:
    """The value that the word spells; None where it spells none of that kind."""
    if field.kind is Kind.whole:
        return int(word) if _WHOLE.fullmatch(word) else None
    if field.kind is Kind.switch:
        return _SWITCHED.get(word)
    if field.kind is Kind.number:
        value = float(word) if _NUMBER.fullmatch(word) else None
        return int(value) if value is not None and value.is_integer() else value
    return word
