"""Edits inside arrays and inline tables: insert, replace and remove items, comments kept."""

from __future__ import annotations

import re
from typing import Any

from codexctl.document.lines import indent_of, line_end, line_start, newline_near
from codexctl.document.toml.scan import Value, skip_space
from codexctl.document.toml.text import key_text, string_text, value_text

# What may follow the last item of a line and go with it: a comma, a comment, the line's end.
_LINE_REST = re.compile(r"[ \t]*,?[ \t]*(?:#[^\n]*|\r)?(?:\n|$)")

Span = tuple[int, int]


def replace(text: str, old: Value, value: Any) -> str:
    """Another value in an old one's place, in the same kind of quotes where it was a string.

    `old` is a value in a scan of this very text, `value` plain data. Raises EditRefused for what
    TOML cannot hold.
    """
    token = text[old.start : old.end]
    if isinstance(value, str) and token.startswith(("'", '"')):
        new = string_text(value, like=token, newline=newline_near(text, old.end))
    else:
        new = value_text(value)
    return text[: old.start] + new + text[old.end :]


def insert_pair(text: str, table: Value, key: tuple[str, ...], value: Any) -> str:
    """A new last pair of an inline table.

    `table` is an inline table of this very text; `key` has the parts of a dotted key.
    """
    equals = " = "
    if table.pairs:
        last = table.pairs[-1]
        equals = "=" if text[last.keys[-1][1] : last.value.start] == "=" else equals
    item = key_text(key) + equals + value_text(value)
    # Blanks inside the braces, as Codex itself writes inline tables.
    if not table.pairs and not text[table.start + 1 : table.end - 1].strip():
        return f"{text[: table.start]}{{ {item} }}{text[table.end :]}"
    return insert_item(text, table, len(table.pairs), item)


def insert_item(text: str, around: Value, index: int, item: str) -> str:
    """A rendered item before the one at `index`, or last, on a line of its own if those are.

    `around` is an array or inline table of this very text, `index` counts from 0.
    """
    spans = item_spans(around)
    if not spans:
        return _first_item(text, around, item)
    if index == len(spans):
        return _append_item(text, around, spans[-1], item)
    start = spans[index][0]
    if _begins_line(text, around, start):
        at = line_start(text, start)
        line = indent_of(text, start) + item + "," + newline_near(text, start)
        return text[:at] + line + text[at:]
    return f"{text[:start]}{item}, {text[start:]}"


def remove_item(text: str, around: Value, index: int) -> str:
    """Delete one item with its comma, and with its line where it has a line of its own.

    Comments that a person wrote beside other items stay. `around` is an array or inline table of
    this very text.
    """
    spans = item_spans(around)
    start, end = spans[index]
    after = skip_space(text, end)
    has_comma = text[after] == ","
    if _begins_line(text, around, start) and _LINE_REST.match(text, after if has_comma else end):
        text = text[: line_start(text, start)] + text[line_end(text, after if has_comma else end) :]
        return text if has_comma or not index else _without_comma(text, spans[index - 1][1])
    if index + 1 < len(spans):
        following = spans[index + 1][0]
        # A comment between two items is a person's: it stays, so only the item and its comma go.
        if "#" not in text[end:following]:
            return text[:start] + text[following:]
        return text[:start].rstrip(" \t") + text[end:after] + text[after + 1 :]
    if index and "#" not in text[spans[index - 1][1] : start]:
        return text[: spans[index - 1][1]] + text[end:]
    if index or "#" in text[around.start : start] + text[end : around.end]:
        text = text[:start] + text[end:after] + text[after + has_comma :]
        return text if has_comma or not index else _without_comma(text, spans[index - 1][1])
    return text[: around.start + 1] + text[around.end - 1 :]


def item_spans(around: Value) -> list[Span]:
    """Where the items of an array or an inline table are."""
    return [(item.start, item.end) for item in around.items or around.pairs]


def _first_item(text: str, around: Value, item: str) -> str:
    """The first item; comments that are there stay, above it where they have lines."""
    inside, closing = text[around.start + 1 : around.end - 1], around.end - 1
    at = line_start(text, closing)
    if not inside.strip():
        return text[: around.start + 1] + item + text[closing:]
    if at > around.start and not text[at:closing].strip():
        line = text[at:closing] + "  " + item + newline_near(text, at)
        return text[:at] + line + text[at:]
    return text[: around.start + 1] + item + text[around.start + 1 :]


def _append_item(text: str, around: Value, last: Span, item: str) -> str:
    after = skip_space(text, last[1])
    has_comma = text[after] == ","
    edge = after + 1 if has_comma else last[1]
    if not _begins_line(text, around, last[0]):
        added = f" {item}," if has_comma else f", {item}"
        return text[:edge] + added + text[edge:]
    newline = newline_near(text, last[0])
    line = indent_of(text, last[0]) + item + ("," if has_comma else "")
    below = line_end(text, edge)
    if below >= around.end:
        return text[:edge] + ("" if has_comma else ",") + newline + line + text[edge:]
    comma = "" if has_comma else ","
    return text[:edge] + comma + text[edge:below] + line + newline + text[below:]


def _begins_line(text: str, around: Value, start: int) -> bool:
    """Whether an item is the first thing on a line below the opening bracket."""
    at = line_start(text, start)
    return at > around.start and not text[at:start].strip()


def _without_comma(text: str, pos: int) -> str:
    """Without the comma that follows the item ending at `pos`."""
    comma = skip_space(text, pos)
    return text[:comma] + text[comma + 1 :] if text[comma] == "," else text
