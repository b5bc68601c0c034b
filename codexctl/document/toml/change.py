"""Making a key hold another value, touching only what differs and keeping the form it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codexctl.document.data import KeyPath, Place, existing, same, spell, unchanged_ends
from codexctl.document.toml.find import header_of, value_at
from codexctl.document.toml.inline import insert_item, replace
from codexctl.document.toml.insert import insert, insert_element
from codexctl.document.toml.parse import parse_toml
from codexctl.document.toml.remove import remove
from codexctl.document.toml.scan import scan
from codexctl.document.toml.text import is_tables, value_text
from codexctl.errors import EditRefused


def put(text: str, data: Any, path: KeyPath, value: Any) -> str:
    """Make `path` hold `value`; `data` is what the text holds now.

    `path` may be new: what is missing is written where its neighbours are. Raises EditRefused where
    a single value, or an array without that element, is in the way.
    """
    place, old = existing(data, path)
    rest = path[len(place) :]
    if not rest:
        return change(text, place, old, value)
    if not isinstance(old, dict):
        kind = "an array without that element" if isinstance(old, list) else "not a table"
        raise EditRefused(
            f"{spell(path)} cannot be set: {spell(place)} is {kind}",
            hint="set the whole key, or unset it first",
        )
    return insert(text, place, rest, value)


def change(text: str, place: Place, old: Any, new: Any) -> str:
    """Turn what is at `place` from `old` into `new`.

    Both are plain data, `old` what the text says now. Raises EditRefused for an element of an array
    of tables that is not to be a table.
    """
    if same(old, new):
        return text
    value = value_at(scan(text), place)
    # A table that is written nowhere as itself (no header, no braces) lives by its keys alone: it
    # can be changed key by key only while some are left.
    lasting = value is not None or (old and new) or header_of(scan(text), place)
    if isinstance(old, dict) and isinstance(new, Mapping) and lasting:
        return _change_table(text, place, old, new)
    lists = isinstance(old, list) and isinstance(new, list)
    if lists and (value is not None or is_tables(new)):
        return _change_list(text, place, old, new, inline=value is not None)
    if value is not None:
        return replace(text, value, new)
    if isinstance(place[-1], int):
        raise EditRefused(f"{spell(place)} is a table of an array and can only be a table")
    # From a table to a value, or the other way: no form that it has will do, so it is written anew.
    text = remove(text, place, prune=False)
    return put(text, parse_toml(text), tuple(map(str, place)), new)


def _change_table(text: str, place: Place, old: dict[str, Any], new: Mapping[str, Any]) -> str:
    """Key by key; what is new first, so that the table never has nothing to hold it."""
    for key, value in new.items():
        if key in old:
            text = change(text, (*place, key), old[key], value)
        else:
            text = insert(text, place, (key,), value)
    for key in old:
        if key not in new:
            text = remove(text, (*place, key), prune=False)
    return text


def _change_list(text: str, place: Place, old: list[Any], new: list[Any], *, inline: bool) -> str:
    """The items that stay at both ends are not touched; those between change one for one."""
    head, tail = unchanged_ends(old, new)
    shared = min(len(old), len(new)) - tail
    for index in range(head, shared):
        text = change(text, (*place, index), old[index], new[index])
    for index in reversed(range(shared, len(old) - tail)):
        text = remove(text, (*place, index), prune=False)
    for index in range(shared, len(new) - tail):
        text = _insert(text, place, index, new[index], inline=inline)
    return text


def _insert(text: str, place: Place, index: int, item: Any, *, inline: bool) -> str:
    if not inline:
        return insert_element(text, place, index, item)
    array = value_at(scan(text), place)
    if array is None:
        raise EditRefused(f"{spell(place)} is not an array any more")
    return insert_item(text, array, index, value_text(item))
