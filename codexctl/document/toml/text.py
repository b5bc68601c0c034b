"""Plain data as TOML text, by tomlkit: keys, values, new tables, whole documents.

What tomlkit has written is read again by Python's own parser before anybody uses it, so that a
fault in either is a refusal and never a wrong file. It is imported only when something is written.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from codexctl.document.data import same
from codexctl.errors import EditRefused

if TYPE_CHECKING:
    from tomlkit.container import Container
    from tomlkit.items import Item, Key, Table

# TOML asks readers for 64 bits, and Codex's reader has no more; Python's integers have no end.
_INT64 = range(-(2**63), 2**63)
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def key_text(parts: Sequence[str]) -> str:
    """A key as it is in a header or before `=`: bare where possible, else quoted.

    Raises EditRefused for text that is not valid Unicode.
    """
    plain(list(parts))
    return ".".join(part if _BARE.fullmatch(part) else _key(part).as_string() for part in parts)


def value_text(value: Any) -> str:
    """Any value on one line, tables inline.

    Raises EditRefused for what TOML (or Codex, which reads 64-bit integers) cannot hold.
    """
    return _written(plain(value), lambda wanted: _simple(wanted) or _inline(wanted).as_string())


def string_text(value: str, *, like: str, newline: str = "\n") -> str:
    """A string in the kind of quotes that `like`, another string's text, has: where it fits.

    A string of several lines stays one as long as it has several; `newline` ends them. Raises
    EditRefused for text that is not valid Unicode.
    """
    plain(value)
    quotes = like[:3] if like.startswith(('"""', "'''")) else like[:1]
    block = len(quotes) == 3 and "\n" in value
    raw = value.replace("\n", newline) if block else value
    for literal in (True, False) if quotes.startswith("'") else (False,):
        text = _string(raw, literal=literal, multiline=block)
        below = block and like[3:].startswith(("\n", "\r\n"))
        for candidate in (text[:3] + newline + text[3:] if below else text, text):
            if candidate and _value_of(candidate) == value:
                return candidate
    return value_text(value)


def table_lines(path: Sequence[str], value: Any) -> list[str]:
    """The lines of new tables at `path`: headers, pairs, sub-tables, a blank line apart.

    A list of tables becomes an array of tables. A header that would be above nothing but
    sub-tables is left out, as people do. The lines come without line endings. Raises EditRefused
    for what TOML cannot hold.
    """
    for key in reversed(path):
        value = {key: value}
    return document_text(value).splitlines()


def document_text(data: Mapping[str, Any], comments: Sequence[str] = ()) -> str:
    """A whole document, below some lines of comment.

    `data` is plain data, `comments` are lines without their `#`. Raises EditRefused for what TOML
    cannot hold.
    """
    from tomlkit import comment, document, nl

    made = document()
    for line in comments:
        made.add(comment(line))
    if comments and not all(is_table(item) or is_tables(item) for item in data.values()):
        made.add(nl())

    def written(wanted: Any) -> str:
        _fill(made, wanted)
        return made.as_string()

    return _written(plain(data), written, whole=True)


def is_table(value: Any) -> bool:
    """Whether the value would be written as a table."""
    return isinstance(value, Mapping)


def is_tables(value: Any) -> bool:
    """Whether the value would be written as an array of tables."""
    return isinstance(value, list) and bool(value) and all(map(is_table, value))


def plain(value: Any) -> Any:
    """A copy in Python's own types; raises EditRefused for what TOML cannot hold."""
    if isinstance(value, Mapping):
        return {str(plain(str(key))): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, str):
        return _unicode(str(value))
    if isinstance(value, int) and not isinstance(value, bool) and value not in _INT64:
        raise EditRefused(f"{value} does not fit into TOML's 64-bit integers")
    if isinstance(value, bool | int | float | datetime | date | time):
        return value
    raise EditRefused(f"TOML cannot represent a value of type {type(value).__name__}")


def _written(value: Any, render: Callable[[Any], str], *, whole: bool = False) -> str:
    """What `render` makes of a value, read again: it must say that value and nothing else."""
    text = render(value)
    if not same(_read(text) if whole else _value_of(text), value):
        raise EditRefused(f"TOML cannot represent {value!r}")
    return text


def _value_of(text: str) -> Any:
    data = _read(f"value = {text}")
    return data["value"] if data and len(data) == 1 else None


def _read(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _fill(table: Container | Table, data: Mapping[str, Any]) -> None:
    """Pairs first: below the header of a sub-table they would be that one's."""
    from tomlkit import aot
    from tomlkit import table as new_table

    def filled(item: Mapping[str, Any]) -> Table:
        made = new_table()
        _fill(made, item)
        return made

    below = {key: item for key, item in data.items() if is_table(item) or is_tables(item)}
    for key, item in data.items():
        if key not in below:
            table.append(_key(key), _inline(item))
    for key, item in below.items():
        if is_table(item):
            table.append(_key(key), filled(item))
            continue
        tables = aot()
        for element in item:
            tables.append(filled(element))
        table.append(_key(key), tables)


def _inline(value: Any) -> Item:
    """An item on one line; an inline table with blanks inside its braces, as Codex writes it."""
    from tomlkit import array, inline_table, item

    if isinstance(value, list):
        made = array()
        for element in value:
            made.append(_inline(element))
        return made
    if not isinstance(value, dict):
        single: Item = item(value)
        return single
    table = inline_table()
    members = {key: _inline(element) for key, element in value.items()}
    for key, member in members.items():
        table.append(_key(key), member)
    if members:
        written = [member for key, member in table.value.body if key]
        # tomlkit has no option for blanks inside braces, so they are set on its items.
        written[0].trivia.indent, written[-1].trivia.trail = " ", " "
    return table


def _key(part: str) -> Key:
    from tomlkit import key

    return key(part)


def _simple(value: Any) -> str:
    """The text of a value that has only one; empty for those that take tomlkit, and its time."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return f'"{value}"' if isinstance(value, str) and _is_simple(value) else ""


def _is_simple(text: str) -> bool:
    return text.isprintable() and not {'"', "'", "\\"} & set(text)


def _string(raw: str, *, literal: bool, multiline: bool) -> str:
    """The string in those quotes; empty where they cannot hold it."""
    if _is_simple(raw) and not multiline:
        return f"'{raw}'" if literal else f'"{raw}"'
    from tomlkit import string
    from tomlkit.exceptions import TOMLKitError

    try:
        return string(raw, literal=literal, multiline=multiline).as_string()
    except TOMLKitError:
        return ""


def _unicode(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise EditRefused(f"text with an incomplete character (position {error.start})") from None
    return value
