"""What becomes of a key that a newer Codex calls otherwise: its new place and its value there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from codexctl.codex.config.known_keys import KeyTable
from codexctl.codex.config.of_line import Fault, Misuse
from codexctl.document.data import KeyPath

# The words for the values of an old switch. Codex searched the web if the flag was on, live or in
# its cache, and not at all if it was off.
_SEARCH = {True: "live", False: "disabled"}
_IN_WORDS: Mapping[KeyPath, Mapping[bool, str]] = {
    ("features", "web_search"): _SEARCH,
    ("features", "web_search_request"): _SEARCH,
    ("features", "web_search_cached"): {True: "cached", False: "disabled"},
}
# Values that Codex itself says to replace, by the last part of the key.
_NEW_WORDS: Mapping[tuple[str, str], str] = {("wire_api", "chat"): "responses"}


@dataclass(frozen=True, slots=True)
class Move:
    """Where a key goes, and what it says there."""

    to: KeyPath
    value: Any


def move_of(misuse: Misuse, value: Any, table: KeyTable) -> Move | None:
    """The new place and value of a key; None where a person has to decide.

    `value` is what the file says. A key moves only where the release knows the new one and takes
    the value there.
    """
    if misuse.fault in (Fault.value, Fault.kind, Fault.not_yet):
        return _reworded(misuse.path, value)
    target = _target(misuse)
    key = table.find(target) if target else None
    if target is None or key is None or table.holds(key) is False:
        return None
    new = _IN_WORDS[misuse.path].get(value) if misuse.path in _IN_WORDS else value
    if new is None or not _takes(key.kinds, key.values, new):
        return None
    return Move(target, new)


def _reworded(path: KeyPath, value: Any) -> Move | None:
    new = _NEW_WORDS.get((path[-1], value)) if isinstance(value, str) else None
    return Move(path, new) if new else None


def _target(misuse: Misuse) -> KeyPath | None:
    if misuse.key.alias_of:
        return (*misuse.path[:-1], misuse.key.alias_of)
    plain = misuse.key.replaced_by
    return tuple(plain.split(".")) if plain and plain.replace(".", "").isidentifier() else None


def _takes(kinds: tuple[str, ...], values: tuple[str, ...], value: Any) -> bool:
    if isinstance(value, bool):
        return "bool" in kinds
    if isinstance(value, str):
        return "str" in kinds and (not values or value in values)
    return isinstance(value, Mapping) and bool({"table", "map"} & set(kinds))
