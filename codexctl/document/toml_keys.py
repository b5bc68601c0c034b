"""TOML, text in and text out: read, set and unset any key, leaving every other byte alone."""

from __future__ import annotations

from typing import Any

from codexctl.document import data as plain
from codexctl.document.guard import check_toml
from codexctl.document.toml.change import put
from codexctl.document.toml.parse import parse_toml
from codexctl.document.toml.remove import remove
from codexctl.document.toml.typed import respelled
from codexctl.errors import EditRefused

KeyPath = plain.KeyPath


def parse(text: str) -> dict[str, Any]:
    """The document's data; a byte order mark is skipped, as Codex does.

    Raises DocumentError, its message beginning with "line:column:".
    """
    data: dict[str, Any] = plain.copied(parse_toml(text))
    return data


def get(text: str, path: KeyPath, default: Any = None) -> Any:
    """What is at `path` in whatever form it is written, else `default`.

    A copy, which may be changed. Raises DocumentError if the text does not parse.
    """
    found = plain.lookup(parse_toml(text), path)
    return default if found is plain.MISSING else plain.copied(found)


def set_value(text: str, path: KeyPath, value: Any, *, typed: str = "") -> str:
    """The text with `value` (plain data) at `path`, in the form that the key already has.

    A key that is missing is written where its neighbours are. Tables and arrays change only
    where they differ. `typed` is how a person spelt the value, where it is to be like that.
    Raises DocumentError if the text does not parse, EditRefused if the
    key cannot be set (a number is where a table is needed) or a neighbour would suffer.
    """
    if not path:
        raise EditRefused("no key was named")
    before = parse_toml(text)
    if plain.same(plain.lookup(before, path), value):
        return text
    after = put(text, before, path, value)
    # Tables and arrays were changed in parts; one spelling of the whole would undo that.
    if typed and not isinstance(plain.lookup(before, path), dict | list):
        after = respelled(after, path, typed)
    check_toml(text, after, path, plain.assigned(before, path, value))
    return after


def unset(text: str, path: KeyPath) -> str:
    """The text without `path`; unchanged if the key is missing.

    A table's header goes with its last key if nothing else, no comment either, is below it.
    Comments around what was removed stay. Raises EditRefused for an empty path, and what
    `set_value` raises.
    """
    if not path:
        raise EditRefused("no key was named")
    before = parse_toml(text)
    place, _ = plain.existing(before, path)
    if len(place) < len(path):
        return text
    after = remove(text, place)
    check_toml(text, after, path, plain.removed(before, path), gone=True)
    return after
