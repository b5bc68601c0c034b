"""Values as text that every encoder takes, whatever they hold."""

from __future__ import annotations

from typing import Any

import orjson


def plain_text(value: str) -> str:
    """Text that every encoder takes: a lone surrogate becomes a question mark."""
    return value.encode("utf-8", "replace").decode("utf-8")


def json_text(value: Any) -> str:
    """A structure as JSON text; empty where it is nested too deep for that."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        # A lone surrogate or an integer beyond 64 bits: the standard library writes both.
        import json

        try:
            return plain_text(json.dumps(value, ensure_ascii=False, default=str))
        except RecursionError:
            return ""


def text_of(value: object) -> str:
    """Text as it is, a structure as JSON text, nothing as empty text."""
    if isinstance(value, str):
        return value
    return "" if value is None else json_text(value)
