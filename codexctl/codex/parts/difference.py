"""What somebody changed in a config.toml: keys by their values, comments, or only its form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from codexctl.document.data import MISSING, KeyPath, same
from codexctl.document.toml.parse import parse_toml
from codexctl.document.toml.scan import Pair, Statement, scan
from codexctl.errors import DocumentError


class What(StrEnum):
    """What happened to a key."""

    added = "added"
    changed = "changed"
    removed = "removed"


@dataclass(frozen=True, slots=True)
class KeyChange:
    """One key; `before` and `after` are MISSING where it is not set."""

    key: KeyPath
    before: Any
    after: Any

    @property
    def what(self) -> What:
        """What happened to it."""
        if self.before is MISSING:
            return What.added
        return What.removed if self.after is MISSING else What.changed


@dataclass(frozen=True, slots=True)
class Difference:
    """How two texts of a file differ; `comments` is by how many lines with a comment.

    `is_readable` says whether both are TOML: if not, there is nothing else to say.
    """

    keys: tuple[KeyChange, ...]
    comments: int = 0
    is_readable: bool = True


def difference(before: str, after: str) -> Difference:
    """Compare two texts of a config.toml."""
    try:
        old, new = parse_toml(before), parse_toml(after)
    except DocumentError:
        return Difference((), is_readable=False)
    return Difference(tuple(_changes(old, new, ())), _comments(after) - _comments(before))


def _changes(
    before: Mapping[str, Any], after: Mapping[str, Any], at: KeyPath
) -> Iterator[KeyChange]:
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key, MISSING), after.get(key, MISSING)
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from _changes(old, new, (*at, key))
        elif isinstance(old, Mapping) and old:
            yield from _changes(old, {}, (*at, key))
            if new is not MISSING:
                yield KeyChange((*at, key), MISSING, new)
        elif isinstance(new, Mapping) and new:
            if old is not MISSING:
                yield KeyChange((*at, key), old, MISSING)
            yield from _changes({}, new, (*at, key))
        elif not same(old, new):
            yield KeyChange((*at, key), old, new)


def _comments(text: str) -> int:
    """How many lines have a comment: those with a `#` outside of names and values."""
    spans = [span for statement in scan(text) for span in _said(statement)]
    left = list(text)
    for start, end in spans:
        left[start:end] = " " * (end - start)
    return sum("#" in line for line in "".join(left).split("\n"))


def _said(statement: Statement) -> Iterator[tuple[int, int]]:
    yield from statement.keys
    if isinstance(statement, Pair):
        yield statement.value.start, statement.value.end
