"""Which keys the releases of Codex know: one table, asked of their binaries, read when needed.

The data is `schemas/codex/keys.json`, made by `python -m tests.codex_keys`. It has one line per
release that was asked; a Codex in between is taken for the line before it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from codexctl.codex.config.schemas import shipped
from codexctl.document.data import KeyPath

# Parts of a path for any name, and for the items of a list.
ANY_NAME, ITEM = "*", "[]"
# Tables that are described elsewhere (hooks), or that have the same keys as the file (profiles).
_PARTS = re.compile(r'"[^"]*"|[^."]+')
_OPEN = frozenset({("hooks",), ("profiles",)})


@dataclass(frozen=True, slots=True)
class Key:
    """What one release knows of a key.

    `path` has ANY_NAME where people choose the name and ITEM for the items of a list. `kinds` are
    of `str`, `bool`, `int`, `num`, `list`, `table` (its members are known), `map` (names of one's
    own) and `any`; `values` are the only texts that are taken, none for any text. `since` and
    `until` are the first and the last line that was seen to know the key; empty for "always" and
    "still". `refused` is the first line that does not start where it is set. `alias_of` is the
    name that Codex has for an older spelling, `replaced_by` a sentence that says what to write
    instead of a key that is gone, or that is `deprecated` from a line on (empty: from the first).
    """

    path: KeyPath
    kinds: tuple[str, ...]
    values: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    refused: str = ""
    alias_of: str = ""
    replaced_by: str = ""
    deprecated: str = ""
    doc: str = ""

    @property
    def is_table(self) -> bool:
        """Whether there can be keys below it."""
        return bool({"table", "map", "any"} & set(self.kinds))


@dataclass(frozen=True, slots=True)
class KeyTable:
    """The keys of one line, and those that only others know; `lines` are all, the oldest first."""

    line: str
    _rows: Mapping[str, Mapping[str, Any]] = field(repr=False)
    lines: tuple[str, ...] = field(repr=False)

    def find(self, path: KeyPath) -> Key | None:
        """The key at a path, names and indexes filled in; None for one that this line lacks.

        Below a table of free shape this is that table's key.
        """
        found = self.anywhere(path)
        return found if found and self.holds(found) else None

    def anywhere(self, path: KeyPath) -> Key | None:
        """The key at a path, if any line knows it."""
        known: KeyPath = ()
        for part in path:
            step = self._step(known, part)
            if step is None:
                return self._key(known) if self._is_open(known, part) else None
            known = step
        return self._key(known)

    def holds(self, key: Key) -> bool:
        """Whether this line knows it."""
        return (
            self.is_from(key.since)
            and (not key.until or self.is_until(key.until))
            and not (key.refused and self.is_from(key.refused))
        )

    def is_from(self, line: str) -> bool:
        """Whether this line is `line` (empty: the first) or a newer one."""
        return not line or self.lines.index(self.line) >= self.lines.index(line)

    def is_until(self, line: str) -> bool:
        """Whether this line is `line` or an older one."""
        return self.lines.index(self.line) <= self.lines.index(line)

    def below(self, path: KeyPath) -> tuple[str, ...]:
        """The names that can be right below a path (empty: at the root); none of one's own."""
        known: KeyPath = ()
        for part in path:
            step = self._step(known, part)
            if step is None:
                return ()
            known = step
        depth = len(known)
        return tuple(
            key.path[depth]
            for key in self
            if len(key.path) == depth + 1
            and key.path[:depth] == known
            and key.path[depth] not in (ANY_NAME, ITEM)
        )

    def suggest(self, path: KeyPath) -> KeyPath | None:
        """The key that an unknown one probably is; None if nothing is like it.

        First its neighbours are tried where it goes wrong, then its name in other tables.
        """
        from codexctl.wording import nearest

        depth = next(
            (at for at in range(len(path)) if self.find(path[: at + 1]) is None), len(path) - 1
        )
        names = [
            name for name in self.below(path[:depth]) if not self._is_alias(path[:depth], name)
        ]
        if found := nearest(path[depth], names):
            return (*path[:depth], found, *path[depth + 1 :])
        places = [
            key.path
            for key in self
            if key.path[-1] == path[-1]
            and not {ANY_NAME, ITEM} & set(key.path)
            and not key.alias_of
        ]
        return places[0] if len(places) == 1 else None

    def complete(self, prefix: str) -> tuple[str, ...]:
        """Dotted keys that begin with a prefix, one step deep: `tui.no` gives `tui.notifications`.

        A name of one's own in the prefix is skipped (`mcp_servers.docs.co`).
        """
        from codexctl.document.data import spell

        *above, begun = prefix.split(".")
        path = tuple(above)
        head = f"{'.'.join(above)}." if above else ""
        names = sorted(name for name in self.below(path) if name.startswith(begun))
        return tuple(head + spell((name,)) for name in names)

    def values(self, path: KeyPath) -> tuple[str, ...]:
        """What can be written at a path, for completion: its words, or true and false."""
        key = self.find(path)
        if key is None:
            return ()
        return (*key.values, *(("true", "false") if "bool" in key.kinds else ()))

    def __iter__(self) -> Iterator[Key]:
        return (key for key in self.everything() if self.holds(key))

    def everything(self) -> Iterator[Key]:
        """The keys of all lines."""
        for name in self._rows:
            yield self._key(_path(name))

    def _step(self, known: KeyPath, part: str) -> KeyPath | None:
        choices = (part, ITEM) if part.isdecimal() else (part, ANY_NAME)
        return next((path for choice in choices if _name(path := (*known, choice)) in self._rows),
                    None)  # fmt: skip

    def _is_alias(self, path: KeyPath, name: str) -> bool:
        key = self.find((*path, name))
        return bool(key and key.alias_of)

    def _is_open(self, path: KeyPath, part: str) -> bool:
        """Whether a table at a path can hold a part that no row names.

        That is a table of free shape, or the table of one of a key's words (`otel.exporter`).
        """
        if not path:
            return False
        key = self._key(path)
        return path in _OPEN or "any" in key.kinds or part in key.values

    def _key(self, path: KeyPath) -> Key:
        row = self._rows[_name(path)]
        return Key(
            path,
            tuple(self._of_line(row["t"]).split("|")),
            tuple(self._of_line(row.get("v", []))),
            row.get("since", ""),
            row.get("until", ""),
            row.get("refused", ""),
            row.get("alias", ""),
            row.get("instead", ""),
            row.get("from", ""),
            row.get("doc", ""),
        )

    def _of_line(self, said: Any) -> Any:
        """What was said of this line: a plain value holds for all, a table from each line on."""
        if not isinstance(said, Mapping):
            return said
        at = self.lines.index(self.line)
        lines = [line for line in said if self.lines.index(line) <= at]
        return said[lines[-1] if lines else next(iter(said))]


def known(version: str = "") -> KeyTable:
    """The table for a version of Codex (`0.155.1`); the newest line for none."""
    data = _data()
    lines = tuple(data["lines"])
    return KeyTable(line_of(version), data["keys"], lines)


def line_of(version: str) -> str:
    """The line of the table that a version is taken for: the newest that is not newer than it."""
    lines: list[str] = _data()["lines"]
    if not version:
        return lines[-1]
    return next((line for line in reversed(lines) if _order(line) <= _order(version)), lines[0])


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isdecimal())


def _name(path: KeyPath) -> str:
    """The name of a row: parts that hold a dot are in quotes."""
    return ".".join(f'"{part}"' if "." in part else part for part in path)


def _path(name: str) -> KeyPath:
    parts = _PARTS.findall(name) if '"' in name else name.split(".")
    return tuple(part.strip('"') for part in parts)


@cache
def _data() -> Mapping[str, Any]:
    """Read once a process: the table is ours and does not change."""
    data: Mapping[str, Any] = json.loads(shipped("keys.json").read_text("utf-8"))
    return data
