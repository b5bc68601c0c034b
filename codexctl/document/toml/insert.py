"""A key that is not there yet: where a careful person would write it, and in which form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from codexctl.document.data import Place
from codexctl.document.lines import (
    blank_before,
    content_end,
    indent_of,
    insert_lines,
    text_start,
)
from codexctl.document.toml.find import (
    below,
    comments_start,
    header_of,
    inline_home,
    own_comments_end,
    section,
)
from codexctl.document.toml.inline import insert_pair
from codexctl.document.toml.scan import Header, Pair, Statement, scan
from codexctl.document.toml.text import is_table, is_tables, key_text, table_lines, value_text


def insert(text: str, place: Place, rest: tuple[str, ...], value: Any) -> str:
    """Write `value` for the key `rest`, missing so far, below the table at `place`.

    `rest` has at least one part. In order of preference: in an inline table that is there, beside
    dotted keys of the same table, as a line of its section, and else in the form in which the
    neighbours write their tables.
    """
    statements = scan(text)
    home = inline_home(statements, (*place, rest[0]))
    if home is not None:
        table, at = home
        return insert_pair(text, table, _keys(place[len(at) :]) + rest, value)
    dotted = _dotted(statements, place)
    if dotted is not None:
        keys = _typed_keys(text, dotted, len(place))
        return _insert_line(text, dotted, ".".join([*keys, key_text(rest)]), value)
    header = header_of(statements, place)
    pairs = section(statements, header) if header or not place else []
    form = _form_of_tables(text, statements, place, pairs)
    if len(rest) == 1 and not is_table(value) and not is_tables(value):
        return _insert_into_table(text, place, header, key_text(rest), value)
    if form == "dotted":
        return _insert_line(text, pairs[-1], key_text(rest), value)
    if form == "inline":
        return _insert_line(text, pairs[-1], key_text(rest[:1]), _nested(rest[1:], value))
    return _append_tables(text, statements, place, table_lines(_keys(place) + rest, value))


def insert_element(text: str, place: Place, index: int, table: dict[str, Any]) -> str:
    """Write a new element of the array of tables at `place`, before the one at `index` if any.

    `index` counts from 0. Raises EditRefused for what TOML cannot hold.
    """
    statements = scan(text)
    lines = table_lines(_keys(place), [table])
    later = below(statements, (*place, index))
    if not later:
        return _append_tables(text, statements, place, lines)
    return _insert_before(text, statements, later[0], lines)


def _insert_into_table(text: str, place: Place, header: Header | None, key: str, value: Any) -> str:
    """A plain pair: under its header, at the top of the document, or under a new header."""
    statements = scan(text)
    pairs = section(statements, header) if header or not place else []
    if pairs:
        return _insert_line(text, pairs[-1], key, value)
    line = f"{key} = {value_text(value)}"
    if header:
        return insert_lines(text, header.end, [indent_of(text, header.start) + line])
    family = below(statements, place)
    if not family:
        return insert_lines(text, content_end(text), [line])
    lines = [line] if not place else [f"[{key_text(_keys(place))}]", line]
    return _insert_before(text, statements, family[0], lines)


def _insert_line(text: str, after: Pair, key: str, value: Any) -> str:
    """A pair on the line after another one, indented and spaced as that one is."""
    equals = text[after.keys[-1][1] : after.value.start]
    # Columns that somebody aligned are not copied: the next key has another width.
    equals = equals if equals == "=" else " = "
    line = indent_of(text, after.start) + key + equals + value_text(value)
    return insert_lines(text, after.end, [line])


def _insert_before(
    text: str, statements: Sequence[Statement], statement: Statement, lines: list[str]
) -> str:
    """A block of lines before a statement and the comments that lead to it."""
    # The last lines of a multi-line string above may look like comments, and are none.
    floor = max((other.end for other in statements if other.start < statement.start), default=0)
    pos = comments_start(text, statement.start, max(floor, text_start(text)))
    spaced = pos == text_start(text) or blank_before(text, pos) is not None
    indent = indent_of(text, statement.start)
    block = [indent + line if line else line for line in lines]
    return insert_lines(text, pos, [*block, ""] if spaced else block)


def _append_tables(
    text: str, statements: Sequence[Statement], place: Place, lines: list[str]
) -> str:
    """New tables after the last one below `place`, at the end when that is the whole document."""
    pos = content_end(text)
    family = below(statements, place)
    if place and family:
        last = family[-1].end
        following = min(
            (statement.start for statement in statements if statement.start >= last), default=None
        )
        pos = own_comments_end(text, last, following)
        indent = indent_of(text, family[-1].start)
        lines = [indent + line if line else line for line in lines]
    if pos > text_start(text):
        lines = ["", *lines]
    return insert_lines(text, pos, lines)


def _dotted(statements: Sequence[Statement], place: Place) -> Pair | None:
    """The last pair whose dotted key makes the table at `place`."""
    pairs = [statement for statement in below(statements, place) if isinstance(statement, Pair)]
    return next(
        (pair for pair in reversed(pairs) if pair.base < len(place) < len(pair.place)), None
    )


def _form_of_tables(
    text: str, statements: Sequence[Statement], place: Place, pairs: Sequence[Pair]
) -> str:
    """How the tables in the table at `place` are written: header, dotted or inline."""
    has_headers = any(
        isinstance(header, Header) and len(header.place) > len(place)
        for header in below(statements, place)
    )
    if not place or has_headers:
        return "header"
    if any(len(pair.place) > pair.base + 1 for pair in pairs):
        return "dotted"
    return "inline" if any(text[pair.value.start] == "{" for pair in pairs) else "header"


def _typed_keys(text: str, pair: Pair, depth: int) -> list[str]:
    """The parts of a dotted key down to `depth`, as the person has spelt them."""
    return [text[start:end] for start, end in pair.keys[: depth - pair.base]]


def _nested(keys: tuple[str, ...], value: Any) -> Any:
    for key in reversed(keys):
        value = {key: value}
    return value


def _keys(place: Place) -> tuple[str, ...]:
    return tuple(part for part in place if isinstance(part, str))
