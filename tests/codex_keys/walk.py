"""Finds every configuration key of one Codex release, by what it objects to.

All names that could be keys are put into one file with a value of the wrong type. Codex names the
first key that it cannot read so, and what it would take there; without that key it names the next.
What nobody objects to, whatever its value, is no key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.codex_keys.asked import Asked, Objection

# A part of a path that stands for any name, and for the items of a list.
ANY_NAME, ITEM = "*", "[]"
_NAME = "codexctl_any"
_TEXT = '"codexctl-text"'
_SAMPLES = {"str": _TEXT, "bool": "true", "int": "1", "num": "0.5", "list": "[]", "table": "{}"}
# Described elsewhere (hooks), or the root once more (profiles).
_NOT_ENTERED = {("hooks",), ("profiles",)}
_DEEPEST = 5
# Members beside names of one's own that take one thing or another.
_BESIDE: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("permissions", ANY_NAME, "filesystem"): ("glob_scan_max_depth",)
}
_EXPECTED = re.compile(r"expected (.*)")
_TICKED = re.compile(r"`([^`]+)`")
_KINDS = (
    (r"a boolean|bool", "bool"),
    (r"[iu](8|16|32|64|size)|a?n? ?(non-?zero|positive) .*|.*integer.*|a nonzero.*", "int"),
    (r"f(32|64)|.*number.*|floating.*", "num"),
    (r"a map|map", "map"),
    (r"struct .*|adjacently.*|internally.*", "table"),
    (r"a sequence|an array.*", "list"),
    (r"a? ?string.*|path string.*|a borrowed string|any valid .*|.*(RFC|URL|url).*", "str"),
)


@dataclass
class Found:
    """One key: the kinds of value that it takes, the words if only some, what it stands for."""

    kinds: list[str]
    values: list[str] = field(default_factory=list)
    alias_of: str = ""
    said: str = ""
    refused: bool = False


class Walk:
    """All keys of a release, by path."""

    def __init__(
        self,
        codex: Asked,
        rows: Iterable[Sequence[str]],
        members: Mapping[tuple[str, ...], Sequence[str]],
    ) -> None:
        """`members` are names that are likely below a path, from what is known already."""
        self.codex = codex
        self.members = members
        hints = {name for names in members.values() for name in names}
        self.names = sorted({name for row in rows for name in row} | hints)
        self.hints = hints
        self.found: dict[tuple[str, ...], Found] = {}

    def enter(self, path: tuple[str, ...] = ()) -> None:
        """Find what is at a path that takes a table, and below it."""
        if len(path) > _DEEPEST or path in _NOT_ENTERED:
            return
        if path in self.found and "did not match" in self.found[path].said:
            self._shaped(path)
            return
        if path and self._free(path):
            plain = path in self.found and "map" in self.found[path].kinds
            names: Sequence[str] = () if plain else self._likely(path)
        else:
            names = self.names
        members = self._members(path, names)
        for name, found in members.items():
            self.found[*path, name] = found
        self._aliases(path, members)
        for name, found in members.items():
            if not found.alias_of:
                self._below((*path, name), found)

    def _below(self, path: tuple[str, ...], found: Found) -> None:
        if "table" in found.kinds or "map" in found.kinds:
            self.enter(path)
        if "list" in found.kinds and "did not match" not in found.said:
            item = self._kind_of(path, f"[{_TEXT}]") or Found(["str"])
            self.found[*path, ITEM] = item
            if "table" in item.kinds or "map" in item.kinds:
                self.enter((*path, ITEM))

    def _shaped(self, path: tuple[str, ...]) -> None:
        """A key that takes a table or something else: an objection to it says nothing of members.

        Whatever is hinted at and taken with some value is one.
        """
        for name in self.members.get(path, ()):
            for kind, value in _SAMPLES.items():
                lines = [*head(path), f"{json.dumps(name)} = {value}"]
                if self.codex.objection("\n".join(lines)) is None:
                    self.found[*path, name] = Found([kind])
                    break

    def _free(self, path: tuple[str, ...]) -> bool:
        """Whether names of one's own can stand there; what they take is noted."""
        free = self._kind_of((*path, _NAME), _TEXT)
        if free is None:
            free = self._kind_of((*path, _NAME), "true")
            if free is None:
                return False
        self.found[*path, ANY_NAME] = free
        self._below((*path, ANY_NAME), free)
        return True

    def _likely(self, path: tuple[str, ...]) -> list[str]:
        """Names that may be members beside names of one's own: those hinted at."""
        # Where names take one thing or another, an objection does not tell them apart.
        mixed = "did not match" in self.found[*path, ANY_NAME].said
        hints = _BESIDE.get(path, ()) if mixed else self.hints
        return sorted(name for name in hints if self._differs(path, name))

    def _differs(self, path: tuple[str, ...], name: str) -> bool:
        """Whether a name takes something else than a name of one's own does."""
        plain = self.found[*path, ANY_NAME].said
        found = self._kind_of((*path, name), _TEXT)
        return (found.said if found else "") != plain

    def _members(self, path: tuple[str, ...], names: Sequence[str]) -> dict[str, Found]:
        members: dict[str, Found] = {}
        rest = list(names)
        for value in (_TEXT, "true"):
            while True:
                lines = [*head(path), *(f"{json.dumps(name)} = {value}" for name in rest)]
                objection = self.codex.objection("\n".join(lines))
                at = objection.line - 1 - len(head(path)) if objection else -1
                if objection is None or objection.is_unknown:
                    break
                if not 0 <= at < len(rest):
                    alone = self._guilty(path, rest, value) if objection.is_of_type else None
                    if alone is None:
                        break
                    at = rest.index(alone)
                listed = _listed(objection.what)
                if objection.what.startswith("unknown field") and rest[at] not in listed:
                    rest = [name for name in listed if name not in members]
                    continue
                name = rest.pop(at)
                members[name] = self._told((*path, name), objection, value)
        return members

    def _guilty(self, path: tuple[str, ...], names: Sequence[str], value: str) -> str | None:
        """The one of some names at whose type Codex objects where it names only their table."""
        while len(names) > 1:
            half = names[: len(names) // 2]
            lines = [*head(path), *(f"{json.dumps(name)} = {value}" for name in half)]
            said = self.codex.objection("\n".join(lines))
            names = half if said and said.is_of_type else names[len(names) // 2 :]
        lines = [*head(path), *(f"{json.dumps(name)} = {value}" for name in names)]
        said = self.codex.objection("\n".join(lines))
        return names[0] if said and said.is_of_type else None

    def _kind_of(self, path: tuple[str, ...], value: str) -> Found | None:
        """What Codex would take at a path; None if it does not object to this value."""
        lines = [*head(path[:-1]), f"{json.dumps(path[-1])} = {value}"]
        objection = self.codex.objection("\n".join(lines))
        if objection is None or not objection.is_of_type:
            return None
        return self._told(path, objection, value)

    def _told(self, path: tuple[str, ...], objection: Objection, value: str) -> Found:
        what = objection.what
        if "KeybindingsSpec" in what:
            return Found(["str", "list"], said=what)
        if what.startswith("unknown variant"):
            return Found(["str"], _listed(what), said=what)
        told = _EXPECTED.search(what)
        for pattern, kind in _KINDS if told else ():
            if told and re.fullmatch(pattern, told[1]):
                return Found([kind], said=what)
        return Found(self._taken(path), said=what)

    def _taken(self, path: tuple[str, ...]) -> list[str]:
        """The kinds of value at which Codex does not object to a key's type."""
        taken = []
        for kind, value in _SAMPLES.items():
            lines = [*head(path[:-1]), f"{json.dumps(_real(path[-1]))} = {value}"]
            said = self.codex.objection("\n".join(lines))
            if said is None or not said.is_of_type:
                taken.append(kind)
        return taken or ["str"]

    def _aliases(self, path: tuple[str, ...], members: dict[str, Found]) -> None:
        rest = [name for name, found in members.items() if found.kinds[0] in _SAMPLES | {"map": 0}]
        while rest:
            lines = [f"{json.dumps(name)} = {_valid(members[name])}" for name in rest]
            said = self.codex.objection("\n".join([*head(path), *lines]))
            at = said.line - 1 - len(head(path)) if said else -1
            if said is None or not 0 <= at < len(rest):
                return
            if said.what.startswith("duplicate field"):
                canonical = _listed(said.what)[0]
                alias = rest[at] if rest[at] != canonical else ""
                if alias:
                    members[alias].alias_of = canonical
                rest.pop(at)
            else:
                rest.pop(at)


def _valid(found: Found) -> str:
    if found.values:
        return json.dumps(found.values[0])
    return {**_SAMPLES, "map": "{}"}[found.kinds[0]]


def _listed(what: str) -> list[str]:
    return _TICKED.findall(what)[0 if what.startswith("duplicate") else 1 :]


def _real(part: str) -> str:
    return _NAME if part == ANY_NAME else part


def head(path: tuple[str, ...]) -> list[str]:
    """The header under which a path's members are written."""
    if not path:
        return []
    lists = ITEM in path
    if lists and path[-1] != ITEM:
        at = path.index(ITEM)
        outer = ".".join(json.dumps(_real(part)) for part in path[:at])
        inner = ".".join(json.dumps(_real(part)) for part in path if part != ITEM)
        return [f"[[{outer}]]", f"[{inner}]"]
    parts = ".".join(json.dumps(_real(part)) for part in path if part != ITEM)
    return [f"[[{parts}]]" if lists else f"[{parts}]"]
