"""Plain data as TOML text: keys, values, and the lines of a new table."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from codexctl.document.data import KeyPath
from codexctl.errors import EditRefused

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f]')
_SHORT = {"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r", '"': r"\"", "\\": r"\\"}
_NOT_LITERAL = re.compile(r"['\x00-\x08\x0a-\x1f\x7f]")
_INT64 = range(-(2**63), 2**63)


def render_key(parts: Sequence[str]) -> str:
    """A key as it stands in a header or before `=`: bare where possible, else quoted."""
    return ".".join(part if _BARE.fullmatch(part) else render_string(part) for part in parts)


def render_string(value: str, *, quote: str = '"') -> str:
    """A string on one line; `quote` is the kind of quotes to keep where the value allows it."""
    if value.isascii() is False:
        _require_unicode(value)
    if quote == "'" and not _NOT_LITERAL.search(value):
        return f"'{value}'"
    return '"' + _ESCAPED.sub(lambda match: _escape(match.group()), value) + '"'


def render_value(value: Any) -> str:
    """Any value on one line, tables inline.

    Raises EditRefused for what TOML (or Codex, which reads 64-bit integers) cannot hold.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return render_string(value)
    if isinstance(value, int | float):
        return _render_number(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat().replace("+00:00", "Z")
    return _render_collection(value)


def render_pair(key: str, value: Any) -> str:
    """`key = value`; the key is already spelt."""
    return f"{key} = {render_value(value)}"


def render_table(path: KeyPath, table: Mapping[str, Any], *, array: bool = False) -> list[str]:
    """The lines of a new table: its header, its pairs, then its sub-tables, a blank line apart.

    A header that would stand above nothing but sub-tables is left out, as people do.
    """
    below = {key: item for key, item in table.items() if is_table(item) or is_tables(item)}
    pairs = [
        render_pair(render_key((key,)), item) for key, item in table.items() if key not in below
    ]
    header = f"[[{render_key(path)}]]" if array else f"[{render_key(path)}]"
    blocks = [[header, *pairs]] if array or pairs or not below else []
    for key, item in below.items():
        elements = item if isinstance(item, list) else [item]
        array = isinstance(item, list)
        blocks += [render_table((*path, key), element, array=array) for element in elements]
    return join_blocks(blocks)


def join_blocks(blocks: list[list[str]]) -> list[str]:
    """Blocks of lines with one blank line between each two, none below a bare header."""
    lines: list[str] = []
    for block in blocks:
        lines += ["", *block] if lines and not lines[-1].startswith("[") else block
    return lines


def is_table(value: Any) -> bool:
    """Whether the value would be written as a table."""
    return isinstance(value, Mapping)


def is_tables(value: Any) -> bool:
    """Whether the value would be written as an array of tables."""
    return isinstance(value, list) and bool(value) and all(map(is_table, value))


def _escape(char: str) -> str:
    return _SHORT.get(char) or f"\\u{ord(char):04X}"


def _render_collection(value: Any) -> str:
    if isinstance(value, Mapping):
        pairs = [render_pair(render_key((key,)), item) for key, item in value.items()]
        return "{ " + ", ".join(pairs) + " }" if pairs else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(render_value, value)) + "]"
    raise EditRefused(f"TOML has no way to write a value of type {type(value).__name__}")


def _render_number(value: int | float) -> str:
    if isinstance(value, float):
        return "nan" if math.isnan(value) else repr(value)
    if value not in _INT64:
        raise EditRefused(f"{value} does not fit into TOML's 64-bit integers")
    return str(value)


def _require_unicode(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise EditRefused(f"text with half a character (position {error.start})") from None
