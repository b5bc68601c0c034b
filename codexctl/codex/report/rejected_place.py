"""Where in Codex's files is what it rejects, and the command that fixes it.

Codex names a file and position for some complaints, a key for others, and for some neither
(`legacy profile = "x" …`): then the key is found by the words of its sentence, and only if it is
really set in one of the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from codexctl.codex.asking.acceptance import Rejection
from codexctl.codex.config.files import ConfigFile, Layer
from codexctl.codex.config.findings import Finding
from codexctl.codex.config.positions import in_toml
from codexctl.codex.config.remedies import fix_command, set_command
from codexctl.codex.config.schema_errors import misfits
from codexctl.codex.report.config_check import inline_hooks_findings
from codexctl.document.data import MISSING, KeyPath, existing, lookup

ADMINISTRATOR = "ask your administrator"
# The forms in which Codex's messages name what they are about.
_SETTING = re.compile(r'`?(\w+) = "([^"]*)"')
_RESERVED = re.compile(r"reserved built-in provider IDs: `([^`]+)`")
_NOT_SUPPORTED = re.compile(r"(\w+) is not supported for ")
_COMBINED = re.compile(r"cannot be combined with (\w+)")
_NAMED = re.compile(r"`\[?([A-Za-z_][\w.-]*)\]?`|\b([a-z]+(?:[_.][\w-]+)+)")
_KIND = re.compile(r"invalid type: (\w+)")
_KINDS = {"map": dict, "integer": int, "string": str, "sequence": list, "boolean": bool}


def place_of(rejection: Rejection, files: Iterable[ConfigFile]) -> Finding:
    """Say where the cause of a rejection is, with the command that fixes it as the hint.

    `files` are those that Codex reads, the highest layer first. What cannot be found is said of
    the file of the person's own, at 1:1.
    """
    found = tuple(files)
    for config in _candidates(rejection, found):
        key = _key(rejection, config.file.data)
        if key or rejection.path:
            line, column = _position(rejection, config, key)
            hint = _remedy(rejection, config, key, (line, column))
            return Finding(str(config.file.path), line or 1, column or 1, rejection.sentence, hint)
    own = next(
        (config.file.path for config in found if config.layer is Layer.user), Path(rejection.path)
    )
    path = rejection.path or str(own)
    return Finding(path, max(rejection.line, 1), max(rejection.column, 1), rejection.sentence)


def _position(rejection: Rejection, config: ConfigFile, key: KeyPath) -> tuple[int, int]:
    """Codex's own position where it has a good one; its 1:1 and its first table are none."""
    if rejection.line > 1 or not key:
        return rejection.line, rejection.column
    if key == ("hooks",):
        for finding in inline_hooks_findings(config.file.text, str(config.file.path)):
            return finding.line, finding.column
    return in_toml(config.file.text, key)


def _candidates(rejection: Rejection, files: tuple[ConfigFile, ...]) -> Iterator[ConfigFile]:
    """The file that Codex names, else all that count without a flag; what is no TOML is last."""
    for config in files:
        if rejection.path:
            if config.file.path == Path(rejection.path):
                yield config
        elif config.layer is not Layer.profile:
            yield config


def _key(rejection: Rejection, data: Mapping[str, Any]) -> KeyPath:
    """The key that is to blame, as deep down as can be told; empty if this file sets none."""
    # Each may find nothing; the deeper place is more exact.
    key = max(_spelled(rejection.key, data), _spoken(rejection.sentence, data), key=len)
    if combined := _COMBINED.search(rejection.sentence):
        return _if_set(data, (*key, combined[1])) or key
    if unfit := _NOT_SUPPORTED.match(rejection.sentence):
        deeper = (*key, unfit[1])
        return deeper if lookup(data, deeper) is not MISSING else key
    if reserved := _RESERVED.search(rejection.sentence):
        return _if_set(data, ("model_providers", reserved[1]))
    return _narrowed(rejection, data, key)


def _spelled(text: str, data: Any) -> KeyPath:
    """The path that Codex spells without quotes, so that a dot may be part of a key."""
    if not isinstance(data, Mapping):
        return ()
    # The longest first, since one key may begin like another.
    for key in sorted(data, key=len, reverse=True):
        if text == key:
            return (key,)
        if text.startswith(f"{key}."):
            below = _spelled(text[len(key) + 1 :], data[key])
            return (key, *below) if below else (key,)
    return ()


def _spoken(sentence: str, data: Mapping[str, Any]) -> KeyPath:
    """The key that a sentence speaks of: `profile = "x"`, a name in it, or a name in words."""
    if (setting := _SETTING.search(sentence)) and (key := _with(data, setting[1], setting[2])):
        return key
    for name in _NAMED.finditer(sentence):
        place = existing(data, tuple((name[1] or name[2]).split(".")))[0]
        if place:
            return tuple(map(str, place))
    plain = sentence.lower()
    return next(((key,) for key in data if "_" in key and key.replace("_", " ") in plain), ())


def _with(data: Any, name: str, value: str, above: KeyPath = ()) -> KeyPath:
    """Where a key with that name has that value, at any depth."""
    if not isinstance(data, Mapping):
        return ()
    if data.get(name) == value:
        return (*above, name)
    deeper = (_with(below, name, value, (*above, key)) for key, below in data.items())
    return next(filter(None, deeper), ())


def _narrowed(rejection: Rejection, data: Mapping[str, Any], key: KeyPath) -> KeyPath:
    """The first value below `key` (all, if empty) that does not fit, where our schema knows."""
    for remark in misfits(lookup(data, key), key):
        place = tuple(map(str, remark.place))
        if not remark.is_unknown and lookup(data, place) is not MISSING:
            return place
    return _of_kind(rejection, lookup(data, key), key) if key else ()


def _of_kind(rejection: Rejection, value: Any, key: KeyPath) -> KeyPath:
    """The entry of a table that is of the kind that Codex names ("invalid type: map, …")."""
    named = _KIND.match(rejection.sentence)
    kind = _KINDS.get(named[1]) if named else None
    for name, below in value.items() if isinstance(value, Mapping) else ():
        if kind and type(below) is kind:
            return (*key, name)
        if "negative" in rejection.sentence and isinstance(below, int | float) and below < 0:
            return (*key, name)
    return key


def _if_set(data: Mapping[str, Any], key: KeyPath) -> KeyPath:
    return key if lookup(data, key) is not MISSING else ()


def _remedy(rejection: Rejection, config: ConfigFile, key: KeyPath, at: tuple[int, int]) -> str:
    """The command that fixes it, or the line to edit."""
    if config.layer not in (Layer.user, Layer.project):
        return ADMINISTRATOR if config.layer is not Layer.profile else f"edit {config.file.path}"
    project = config.layer is Layer.project
    value = lookup(config.file.data, key) if key else MISSING
    if "set `default_permissions`" in rejection.sentence and isinstance(value, Mapping):
        return set_command(("default_permissions",), next(iter(value)), project=project)
    if value is MISSING or (isinstance(value, Mapping) and len(key) == 1):
        return f"edit line {max(at[0], 1)} of {config.file.path}"
    if "name must not be empty" in rejection.sentence:
        key = (*key, "name")
    if "undefined profile" in rejection.sentence and (own := config.file.data.get("permissions")):
        return set_command(key, next(iter(own)), project=project)
    return fix_command(key, project=project)
