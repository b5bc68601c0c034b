"""After an edit: what Codex has to say of each file that it touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from codexctl.checks import Check, State
from codexctl.codex.asking.judge import LISTS, judge_config, judge_hooks
from codexctl.codex.asking.seen import Seen
from codexctl.codex.hooks.model import Hooks
from codexctl.codex.hooks.trust import read_state
from codexctl.document import toml_keys
from codexctl.edit.files.read import read_text
from codexctl.edit.parts.hook_find import hooks_in
from codexctl.edit.transaction.receipts import FileChange
from codexctl.errors import CodexctlError
from codexctl.locations import Locations


def judged(changes: Iterable[FileChange], locations: Locations, seen: Seen) -> tuple[Check, ...]:
    """Judge every configuration file that was changed, and every file of hooks concerned.

    `seen` is what Codex answered after the edit, as seen from the current folder.
    """
    found = tuple(changes)
    checks = [
        judge_config(change.path, _data(change.before), _data(change.after), seen)
        for change in found
        if change.path.name == locations.config_toml.name
    ]
    checks += (_hooks(path, locations, seen) for path in _hook_files(found, locations))
    return tuple(dict.fromkeys(checks))


def _hook_files(changes: Iterable[FileChange], locations: Locations) -> Iterator[Path]:
    """The files whose hooks an edit touched: themselves, or their entries of trust."""
    paths: dict[Path, None] = {}
    for change in changes:
        if change.path.name == locations.hooks_json.name:
            paths[change.path] = None
        if change.path.name == locations.config_toml.name:
            before, after = _data(change.before), _data(change.after)
            if _inline(before) != _inline(after):
                paths[change.path] = None
            old, new = read_state(before), read_state(after)
            keys = (key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
            paths |= dict.fromkeys(Path(key.rsplit(":", 3)[0]) for key in keys)
    return (path for path in paths if path.suffix in (".json", ".toml"))


def _hooks(path: Path, locations: Locations, seen: Seen) -> Check:
    try:
        hooks: Hooks = hooks_in(path, read_text(path))
        config = toml_keys.parse(read_text(locations.config_toml) or "")
    except CodexctlError as error:
        return Check(LISTS, State.problem, error.message, error.hint)
    return judge_hooks(hooks, read_state(config), seen)


def _inline(data: Mapping[str, Any]) -> dict[str, Any]:
    hooks = data.get("hooks")
    table = hooks if isinstance(hooks, Mapping) else {}
    return {name: groups for name, groups in table.items() if name != "state"}


def _data(content: bytes | None) -> dict[str, Any]:
    return toml_keys.parse((content or b"").decode())
