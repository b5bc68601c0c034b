"""What one release of Codex makes of the keys in a file, by the table of all releases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import Enum
from typing import Any

from codexctl.codex.config.known_keys import Key, KeyTable
from codexctl.codex.config.schemas import schema_at
from codexctl.codex.secrets.sentences import plain_or_hidden
from codexctl.document.data import KeyPath, spell

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "str": (str, date, time),
    "bool": bool,
    "int": int,
    "num": (int, float),
    "list": list,
    "table": Mapping,
    "map": Mapping,
}
_WORDS = {
    "str": "text",
    "bool": "true or false",
    "int": "a whole number",
    "num": "a number",
    "list": "a list",
    "table": "a table",
    "map": "a table",
}
# Tables that are checked elsewhere.
_ELSEWHERE = frozenset({("hooks",), ("profiles",)})


class Fault(Enum):
    """Why a release does not take a key as it is."""

    not_yet = "not yet"
    """Only a newer one knows it."""
    no_longer = "no longer"
    """Only an older one knows it."""
    refused = "refused"
    """It does not start if it is set."""
    kind = "kind"
    """It takes values of another kind."""
    value = "value"
    """It takes other words."""
    deprecated = "deprecated"
    """It is taken, and something else is to be written instead."""


@dataclass(frozen=True, slots=True)
class Misuse:
    """One key of a file that a release does not take as it is; `value` is what it says."""

    path: KeyPath
    fault: Fault
    key: Key
    line: str
    value: str = ""

    @property
    def what(self) -> str:
        """The sentence without the name of the key."""
        match self.fault:
            case Fault.not_yet:
                return f"Codex {self.line} does not know it yet: Codex {self.key.since} does"
            case Fault.no_longer:
                return f"Codex {self.line} no longer knows it: Codex {self.key.until} did"
            case Fault.refused:
                return f"Codex {self.line} does not start if it is set"
            case Fault.kind:
                return f"takes {_one_of(tuple(_WORDS[kind] for kind in self.key.kinds))}"
            case Fault.value:
                said = plain_or_hidden(self.value)
                return f'Codex {self.line} takes {_one_of(self.key.values)}, not "{said}"'
            case Fault.deprecated:
                return f"is deprecated{self._older}"

    @property
    def instead(self) -> str:
        """What to write now, a key or a sentence; empty where nothing takes its place."""
        if self.key.alias_of:
            return spell((*self.path[:-1], self.key.alias_of))
        return self.key.replaced_by

    @property
    def _older(self) -> str:
        return f": an older name of {self.instead}" if self.key.alias_of else ""


def misuses(data: Mapping[str, Any], table: KeyTable) -> Iterator[Misuse]:
    """Every key of a parsed config.toml that the table's release does not take as it is.

    Keys that no release knows are left out: code that knows the schema says so.
    """
    yield from _below((), data, table)


def misuses_at(path: KeyPath, value: Any, table: KeyTable) -> Iterator[Misuse]:
    """The same for one value that is, or would be, at a path; deprecated is not a fault."""
    key = table.anywhere(path)
    own = _misuse(path, value, key, table) if key else None
    inner = _below(path, value, table) if isinstance(value, Mapping | list) else iter(())
    found = (own, *inner)
    yield from (one for one in found if one and one.fault is not Fault.deprecated)


def unknown_here(path: KeyPath, key: Key, table: KeyTable) -> Misuse | None:
    """Why the table's release does not know a key that another one does; None if it does."""
    fault = _fault(key, table)
    return Misuse(path, fault, key, table.line) if fault else None


def _below(path: KeyPath, value: Any, table: KeyTable) -> Iterator[Misuse]:
    members = value.items() if isinstance(value, Mapping) else enumerate(value)
    for part, inner in members:
        place = (*path, str(part))
        key = table.anywhere(place)
        if key is None:
            continue
        found = _misuse(place, inner, key, table)
        if found:
            yield found
        taken = found is None or found.fault is Fault.deprecated
        if taken and isinstance(inner, Mapping | list) and place not in _ELSEWHERE:
            yield from _below(place, inner, table)


def _misuse(path: KeyPath, value: Any, key: Key, table: KeyTable) -> Misuse | None:
    if fault := _fault(key, table):
        return Misuse(path, fault, key, table.line)
    # Below a key that can be a word or a table (`otel.exporter`), that key does not limit the
    # values.
    is_itself = len(key.path) == len(path)
    is_word = isinstance(value, str) and key.kinds == ("str",) and bool(key.values)
    if is_itself and is_word and value not in key.values:
        return Misuse(path, Fault.value, key, table.line, str(value))
    if is_itself and not _fits(path, value, key):
        return Misuse(path, Fault.kind, key, table.line)
    if (key.alias_of or key.replaced_by) and table.is_from(key.deprecated):
        return Misuse(path, Fault.deprecated, key, table.line)
    return None


def _fits(path: KeyPath, value: Any, key: Key) -> bool:
    """Whether a value is of a kind that the key takes, where our schema has nothing to say."""
    if "any" in key.kinds or schema_at(path):
        return True
    return any(isinstance(value, _TYPES[kind]) for kind in key.kinds) and (
        not isinstance(value, bool) or "bool" in key.kinds
    )


def _fault(key: Key, table: KeyTable) -> Fault | None:
    if table.holds(key):
        return None
    if key.refused and table.is_from(key.refused):
        return Fault.refused
    return Fault.no_longer if key.until and not table.is_until(key.until) else Fault.not_yet


def _one_of(words: tuple[str, ...]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last
