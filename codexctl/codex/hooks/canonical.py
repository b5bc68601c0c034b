"""The one spelling of a value over which Codex computes hook hashes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

# The member in which Codex's JSON library, serde_json, keeps the digits of a number.
_NUMBER = "$serde_json::private::Number"
# The exponent of a number as text: its sign, if there is one, and its digits.
_EXPONENT = re.compile(r"e([+-]?)(\d+)$", re.IGNORECASE)


class WrittenFloat(float):
    """A number with a fraction or exponent that remembers how its document spells it."""

    text: str

    def __new__(cls, text: str) -> WrittenFloat:
        """Keep the spelling beside the value."""
        number = super().__new__(cls, text)
        number.text = text
        return number


def canonical_json(value: Any) -> bytes:
    """Sort keys at every depth, leave out spaces, write UTF-8 as it is.

    Two spellings of one value give the same bytes, and so the same hash.
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8")


def free_form(value: Any) -> Any:
    """Rewrite a value of free shape (an MCP tool's input) as Codex holds it before hashing.

    Its parser keeps the digits of such numbers, which shows in the hash as an object with one
    odd member; it also spells out the sign of a positive exponent.
    """
    if isinstance(value, Mapping):
        return {key: free_form(item) for key, item in value.items()}
    if isinstance(value, list):
        return [free_form(item) for item in value]
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return {_NUMBER: _digits(value)}
    return str(value)


def _digits(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, WrittenFloat):
        return _EXPONENT.sub(lambda found: f"e{found[1] or '+'}{found[2]}", value.text)
    return _EXPONENT.sub(lambda found: f"e{found[1] or '+'}{int(found[2])}", repr(value))
