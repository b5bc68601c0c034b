"""Checks a value of settings.toml against its row of the table, and converts it for the model.

There is one function for each kind. Only the modules of the schema and the flags also depend on
kinds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from codexctl.settings.kinds import LONGEST, Field, Kind
from codexctl.wording import not_one_of

# Text without control characters: a line break would end a header, or a line of a log.
PLAIN_TEXT = r"^[^\x00-\x1f\x7f]*$(?!\n)"
WHOLE_PATH = r"^(/|[A-Za-z]:[\\/]|\\\\)"


def misfit(field: Field, value: Any) -> str:
    """Say what is wrong with a value; empty if it is valid.

    `value` is parsed TOML. The text follows the key's name in a sentence.
    """
    return _MISFITS[field.kind](field, value)


def held(field: Field, value: Any) -> Any:
    """Convert a valid value for the model: lists and tables become tuples and sets."""
    if field.kind is Kind.categories:
        return frozenset(value)
    if field.kind is Kind.pairs:
        return tuple(value.items())
    return tuple(value) if isinstance(value, list) else value


def bounds(field: Field) -> str:
    """The bounds of a number in words: `from 0 to 604800`."""
    low = "" if field.low is None else f"{'above' if field.above else 'from'} {field.low:g}"
    high = "" if field.high is None else f"{'and up to' if field.above else 'to'} {field.high:.0f}"
    return f"{low} {high}".strip()


def _choice(field: Field, value: Any) -> str:
    known = isinstance(value, str) and value in field.choices
    return "" if known else f"{value!r} {not_one_of(str(value), field.choices)}"


def _whole(field: Field, value: Any) -> str:
    # Not isinstance: to Python, true is a whole number.
    fits = type(value) is int and _is_within(field, value)
    return "" if fits else f"must be a whole number {bounds(field)}".strip()


def _number(field: Field, value: Any) -> str:
    fits = type(value) in (int, float) and _is_within(field, value)
    return "" if fits else f"must be a number {bounds(field)}".strip()


def _is_within(field: Field, value: float) -> bool:
    """Whether a number is within the bounds; false for nan if there are bounds."""
    low = field.low is None or (value > field.low if field.above else value >= field.low)
    return low and (field.high is None or value <= field.high)


def _switch(_: Field, value: Any) -> str:
    return "" if isinstance(value, bool) else "must be true or false"


def _text(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        return "must be text"
    return _unfit(value) if re.search(field.pattern, value) else f"must be {field.must}"


def _unfit(text: str) -> str:
    """Why no row accepts this text, whatever its pattern; empty if a row may accept it."""
    if len(text) > LONGEST:
        return f"must have at most {LONGEST:,} characters"
    return "" if re.search(PLAIN_TEXT, text) else "must be without line breaks and the like"


def _categories(field: Field, value: Any) -> str:
    if wrong := _texts(field, value):
        return wrong
    unknown = sorted(set(value) - set(field.choices))
    return f"{unknown[0]!r} {not_one_of(unknown[0], field.choices)}" if unknown else ""


def _texts(_: Field, value: Any) -> str:
    if not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
        return "must be a list of texts"
    return next(filter(None, map(_unfit, value)), "")


def _folders(field: Field, value: Any) -> str:
    fits = not _texts(field, value) and value and all(re.search(WHOLE_PATH, path) for path in value)
    return "" if fits else "must be a list of absolute paths, one at least"


def _pairs(field: Field, value: Any) -> str:
    if not (isinstance(value, dict) and all(isinstance(item, str) for item in value.values())):
        return "must be a table whose values are text"
    if wrong := next(filter(None, map(_unfit, [*value, *value.values()])), ""):
        return wrong
    fits = all(re.search(field.keys, key) for key in value)
    fits = fits and all(re.search(field.pattern, item) for item in value.values())
    return "" if fits else f"must be {field.must}"


def _preset(_: Field, value: Any) -> str:
    if value == "":
        return ""
    from codexctl.settings.destinations.presets import presets  # here: many have none

    known = isinstance(value, str) and value in presets()
    return "" if known else f"{value!r} {not_one_of(str(value), presets())}"


def _tables(_: Field, value: Any) -> str:
    fits = isinstance(value, list) and all(isinstance(item, dict) for item in value)
    return "" if fits else "must be a list of tables"


def _table(_: Field, value: Any) -> str:
    return "" if isinstance(value, dict) else "must be a table"


_MISFITS: dict[Kind, Callable[[Field, Any], str]] = {
    Kind.choice: _choice,
    Kind.whole: _whole,
    Kind.number: _number,
    Kind.switch: _switch,
    Kind.text: _text,
    Kind.categories: _categories,
    Kind.texts: _texts,
    Kind.folders: _folders,
    Kind.pairs: _pairs,
    Kind.preset: _preset,
    Kind.rules: _tables,
    Kind.prices: _table,
    Kind.destinations: _tables,
}
