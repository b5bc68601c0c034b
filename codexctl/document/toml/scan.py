"""Where everything is in a TOML document: headers, pairs and values with their spans.

The scanner finds positions and nothing else. It runs on texts that the parser has accepted, so
it does not check grammar again; it follows TOML 1.1 (line breaks, comments and a trailing
comma in inline tables), because Codex does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from codexctl.document.data import KeyPath, Place
from codexctl.document.lines import line_start, text_start

_BLANK = re.compile(r"[ \t]*")
_SPACE = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\n]*|\r)?\n?")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
# Up to two quotes may stand right before the closing three, and belong to the string.
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
# A date and its time may be parted by a blank, so that form is tried first.
_SCALAR = re.compile(r"\d{4}-\d\d-\d\d[ Tt]\d\d[^\s,\]}#]*|[^\s,\]}#]+")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}


class Unreadable(Exception):
    """The text is not TOML from this position on."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value's span, and what it holds when it is an array or an inline table."""

    start: int
    end: int
    items: tuple[Value, ...] = ()
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """`key = value`. `place` is the full path, `base` how much of it the table around gives.

    `start` and `end` are those of the whole line (or lines) for a pair of a table, and of the
    pair alone inside an inline table; `keys` are the spans of the key's parts.
    """

    place: Place
    base: int
    start: int
    end: int
    keys: tuple[tuple[int, int], ...]
    value: Value


@dataclass(frozen=True, slots=True)
class Header:
    """`[table]` or `[[table]]`; the place of the latter ends with the element's index."""

    place: Place
    start: int
    end: int
    keys: tuple[tuple[int, int], ...]
    array: bool


Statement = Header | Pair


# One edit scans the text before it and after it several times over.
@lru_cache(maxsize=4)
def scan(text: str) -> tuple[Statement, ...]:
    """All statements of a TOML text, in order.

    Raises Unreadable for some texts that are not TOML; others give statements anyway.
    """
    return tuple(statements(text))


def statements(text: str) -> Iterator[Statement]:
    """The statements of a TOML text as far as it is readable.

    Raises Unreadable, holding the position, when it reaches what is not TOML; what came before has
    been given by then.
    """
    table: Place = ()
    counts: dict[Place, int] = {}
    pos = _after(_SPACE, text, text_start(text))
    while pos < len(text):
        statement: Statement
        if text[pos] == "[":
            statement = _header(text, pos, counts)
            table = statement.place
        else:
            statement = _statement_pair(text, pos, table)
        yield statement
        pos = _after(_SPACE, text, statement.end)


def _header(text: str, pos: int, counts: dict[Place, int]) -> Header:
    array = text.startswith("[[", pos)
    parts, keys, end = _key(text, pos + 1 + array)
    place = _resolve(parts, counts, array=array)
    end = _after(_REST_OF_LINE, text, end + 1 + array)
    return Header(place, line_start(text, pos), end, keys, array)


def _resolve(parts: KeyPath, counts: dict[Place, int], *, array: bool) -> Place:
    """A header's path with the index of each array of tables that it passes through."""
    place: Place = ()
    for part in parts[:-1]:
        place = (*place, part)
        if place in counts:
            place = (*place, counts[place])
    place = (*place, parts[-1])
    if not array:
        return place
    counts[place] = counts.get(place, -1) + 1
    return (*place, counts[place])


def _statement_pair(text: str, pos: int, table: Place) -> Pair:
    parts, keys, end = _key(text, pos)
    place = table + parts
    value = _value(text, _after(_BLANK, text, end + 1), place)
    end = _after(_REST_OF_LINE, text, value.end)
    return Pair(place, len(table), line_start(text, pos), end, keys, value)


def _key(text: str, pos: int) -> tuple[KeyPath, tuple[tuple[int, int], ...], int]:
    """A dotted key: its parts, their spans, and where what follows it begins."""
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    while True:
        start = _after(_BLANK, text, pos)
        end = _after(_STRING if _char(text, start) in "\"'" else _BARE_KEY, text, start)
        parts.append(_key_text(text[start:end]))
        spans.append((start, end))
        pos = _after(_BLANK, text, end)
        if text[pos : pos + 1] != ".":
            return tuple(parts), tuple(spans), pos
        pos += 1


def _key_text(token: str) -> str:
    if token[0] == "'":
        return token[1:-1]
    if token[0] != '"':
        return token
    return _ESCAPE.sub(_unescape, token[1:-1])


def _unescape(match: re.Match[str]) -> str:
    code = match.group(1)
    return chr(int(code[1:], 16)) if len(code) > 1 else _ESCAPES.get(code, code)


def _value(text: str, pos: int, place: Place) -> Value:
    match _char(text, pos):
        case "[":
            return _array(text, pos, place)
        case "{":
            return _inline_table(text, pos, place)
        case '"' | "'":
            return Value(pos, _after(_STRING, text, pos))
    return Value(pos, _after(_SCALAR, text, pos))


def _array(text: str, start: int, place: Place) -> Value:
    items: list[Value] = []
    pos = _after(_SPACE, text, start + 1)
    while _char(text, pos) != "]":
        items.append(_value(text, pos, (*place, len(items))))
        pos = _next_item(text, items[-1].end)
    return Value(start, pos + 1, items=tuple(items))


def _inline_table(text: str, start: int, place: Place) -> Value:
    pairs: list[Pair] = []
    pos = _after(_SPACE, text, start + 1)
    while _char(text, pos) != "}":
        parts, keys, end = _key(text, pos)
        value = _value(text, _after(_BLANK, text, end + 1), place + parts)
        pairs.append(Pair(place + parts, len(place), pos, value.end, keys, value))
        pos = _next_item(text, value.end)
    return Value(start, pos + 1, pairs=tuple(pairs))


def _next_item(text: str, pos: int) -> int:
    """Behind the comma and the space after an item, or at the closing bracket."""
    pos = _after(_SPACE, text, pos)
    return _after(_SPACE, text, pos + 1) if _char(text, pos) == "," else pos


def skip_space(text: str, pos: int) -> int:
    """Behind spaces, line breaks and comments."""
    return _after(_SPACE, text, pos)


def _char(text: str, pos: int) -> str:
    if pos >= len(text):
        raise Unreadable(pos)
    return text[pos]


def _after(pattern: re.Pattern[str], text: str, pos: int) -> int:
    match = pattern.match(text, pos)
    if match is None or match.end() > len(text):
        raise Unreadable(pos)
    return match.end()
