"""What a machine needs of a TOML file that others write as well: theirs stays, ours is added."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codexctl.codex.config.features import canonical
from codexctl.codex.config.positions import in_toml
from codexctl.document import toml_keys
from codexctl.document.data import MISSING, KeyPath, Place, lookup, same, spell
from codexctl.document.toml.text import value_text
from codexctl.errors import DocumentError

_FEATURES, _HOOKS, _FOLDER = "features", "hooks", "managed_dir"
# The older name of the table, which Codex still reads.
_FEATURES_ONCE = "feature_requirements"
# The script that `policy render` and a roll-out use, at any path.
_SCRIPT = re.compile(r"/codexctl/hook\.sh'? \w+$")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A line of somebody else's that says otherwise: where, what, and what is needed."""

    at: str
    says: str
    needed: str

    def __str__(self) -> str:
        return f"{self.at}: {self.says}; required: {self.needed}"


def merged(text: str | None, wanted: str) -> str:
    """The file with all that `wanted`, a whole document of ours, says; nothing else changes.

    `text` is None where there is no file: then it is `wanted` itself. To be asked for `conflicts`
    first. Raises DocumentError, EditRefused as `toml_keys.set_value` does.
    """
    if text is None:
        return wanted
    for path, value in _leaves(toml_keys.parse(text), toml_keys.parse(wanted)):
        text = toml_keys.set_value(text, path, value)
    return text


def says_same(one: str, other: str) -> bool:
    """Whether two files mean the same to Codex. Raises DocumentError.

    The groups of a hook may stand in any order, and the folder of hooks may be ours or not said.
    """
    return same(*(_in_order(toml_keys.parse(text)) for text in (one, other)))


def _in_order(data: dict[str, Any]) -> dict[str, Any]:
    hooks = data.get(_HOOKS)
    if not isinstance(hooks, dict):
        return data
    ordered = {
        event: sorted(groups, key=repr) if isinstance(groups, list) else groups
        for event, groups in hooks.items()
        if event != _FOLDER
    }
    return {**data, _HOOKS: ordered}


def conflicts(path: Path, text: str | None, wanted: str) -> Iterator[Conflict]:
    """What in the file contradicts `wanted`; `path` is named in it.

    Raises DocumentError, "path:line:column: what", where Codex would reject the file.
    """
    if text is None:
        return
    try:
        data = toml_keys.parse(text)
    except DocumentError as error:
        hint = "Codex does not start with it either: fix that line first"
        raise DocumentError(f"{path}:{error.message}", hint) from None
    named = set()
    for place, value in _leaves(data, toml_keys.parse(wanted)):
        found, way = _nearest(data, place)
        if found is not MISSING and way not in named and not _fits(found, value, way == place):
            named.add(way)
            yield _conflict(path, text, way, found, place, value)
    yield from _doubles(path, text, data, toml_keys.parse(wanted))


def _fits(found: Any, value: Any, is_there: bool) -> bool:
    """Whether a value can be where that is found: at its place (`is_there`), or on the way."""
    if not is_there:
        return isinstance(found, dict)
    return same(found, value) or (isinstance(found, list) and isinstance(value, list))


def _conflict(
    path: Path, text: str, way: KeyPath, found: Any, place: KeyPath, value: Any
) -> Conflict:
    line, _ = in_toml(text, way)
    return Conflict(f"{path}:{line}", _said(way, found), _said(place, value))


def _doubles(
    path: Path, text: str, data: Mapping[str, Any], wanted: Mapping[str, Any]
) -> Iterator[Conflict]:
    """Hooks that run a script of ours otherwise: every turn would be told of twice."""
    for event, groups in wanted.get(_HOOKS, {}).items():
        ours = {} if event == _FOLDER else {one["command"]: one for one in map(_flat, groups)}
        for place, found in _handlers(data, event) if ours else ():
            command = found["command"]
            line, _ = in_toml(text, (*place, "command"))
            if command not in ours and _SCRIPT.search(command):
                yield Conflict(f"{path}:{line}", f"runs {command}", f"{next(iter(ours))} alone")
            for key in _differing(found, ours.get(command, found)):
                says, needed = (_member(key, one) for one in (found, ours[command]))
                yield Conflict(f"{path}:{line}", f"runs {command} with {says}", needed)


def _handlers(data: Mapping[str, Any], event: str) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Each command of an event, with its place and what its group says of it."""
    groups = lookup(data, (_HOOKS, event))
    for number, group in enumerate(groups if isinstance(groups, list) else ()):
        handlers = group.get("hooks") if isinstance(group, dict) else None
        for index, handler in enumerate(handlers if isinstance(handlers, list) else ()):
            if isinstance(handler, dict) and isinstance(handler.get("command"), str):
                place = (_HOOKS, event, number, "hooks", index)
                yield place, _flat({**group, "hooks": [handler]})


def _flat(group: Mapping[str, Any]) -> dict[str, Any]:
    """A group's own keys and those of its first handler."""
    own = {key: value for key, value in group.items() if key != "hooks"}
    return {**own, **group["hooks"][0]}


def _differing(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
    for key in {**found, **wanted}:
        if not same(found.get(key, MISSING), wanted.get(key, MISSING)):
            yield key


def _member(key: str, handler: Mapping[str, Any]) -> str:
    return f"{key} = {value_text(handler[key])}" if key in handler else f"no {key}"


def _said(place: Place, value: Any) -> str:
    return f"{spell(place)} = {value_text(value)}"


def _nearest(data: Mapping[str, Any], place: KeyPath) -> tuple[Any, KeyPath]:
    """What is at a place, or at the last part of the way to it."""
    for length in range(len(place), 0, -1):
        found = lookup(data, place[:length])
        if found is not MISSING:
            return found, place[:length]
    return MISSING, ()


def _leaves(data: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[tuple[KeyPath, Any]]:
    """Each value that is to be in the file, with its place there; of lists, the whole list.

    A table that is not there yet comes whole, so that it is written as one.
    """
    for name, value in wanted.items():
        if not isinstance(value, dict):
            yield (name,), value
        elif name == _HOOKS:
            yield from _hooks(data.get(_HOOKS), value)
        elif name == _FEATURES:
            yield from _features(data, value)
        elif name not in data:
            yield (name,), value
        else:
            yield from (((name, key), member) for key, member in value.items())


def _hooks(found: Any, wanted: Mapping[str, Any]) -> Iterator[tuple[KeyPath, Any]]:
    """Our groups, behind those that are there; somebody else's folder of hooks stays theirs."""
    if found is None:
        yield (_HOOKS,), dict(wanted)
        return
    for event, groups in wanted.items():
        there = found.get(event) if isinstance(found, dict) else None
        if event == _FOLDER:
            continue
        if not isinstance(there, list):
            yield (_HOOKS, event), groups
        elif more := [group for group in groups if not any(_holds(each, group) for each in there)]:
            yield (_HOOKS, event), [*there, *more]


def _holds(found: Any, group: Mapping[str, Any]) -> bool:
    """Whether our group is there, perhaps with somebody else's handlers in it."""
    handlers = found.get("hooks") if isinstance(found, dict) else None
    if not isinstance(handlers, list) or {**found, "hooks": group["hooks"]} != group:
        return False
    return all(handler in handlers for handler in group["hooks"])


def _features(data: Mapping[str, Any], wanted: Mapping[str, bool]) -> Iterator[tuple[KeyPath, Any]]:
    """The flags, each under the name that it has there already."""
    table = _FEATURES_ONCE if _FEATURES_ONCE in data and _FEATURES not in data else _FEATURES
    found = data.get(table)
    if found is None:
        yield (table,), dict(wanted)
        return
    spelled = {canonical(name): name for name in found} if isinstance(found, dict) else {}
    for name, value in wanted.items():
        yield (table, spelled.get(name, name)), value
