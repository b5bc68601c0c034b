"""Plans that change a config.toml: any key, a feature flag, the notify program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from codexctl.codex.config.features import canonical, feature
from codexctl.codex.hooks.carry import carried
from codexctl.codex.hooks.grammar import read_inline_hooks
from codexctl.codex.hooks.trust import read_state
from codexctl.codex.notify.entry import notify_program, wrapped
from codexctl.document import toml_keys
from codexctl.document.data import KeyPath, spell
from codexctl.document.toml.parse import parse_toml
from codexctl.edit.files.read import read
from codexctl.edit.parts.codex_files import parsed_toml, text_of
from codexctl.edit.parts.hook_trust import with_state
from codexctl.edit.parts.own_notify import NOTIFY, calls_ours
from codexctl.edit.plan import FileEdit, Plan
from codexctl.errors import EditRefused
from codexctl.locations import Locations

# Gets the whole text of a config.toml and returns the new one. Raises EditRefused if that is
# impossible without changing something else, DocumentError if the text is not TOML.
Change = Callable[[str], str]


def plan_config(path: Path, change: Change, locations: Locations, title: str) -> Plan:
    """Plan one change of the config.toml at `path`, which need not exist yet.

    Hooks in it that move by that take their trust along. Raises DocumentError where Codex would
    reject the file as it is, EditRefused where it would reject the result. `change` gets the whole
    text and gives the new one; `title` is for the receipt.
    """
    contents = {file: read(file) for file in (path, locations.config_toml)}
    text = text_of(path, contents) or ""
    old = read_inline_hooks(parsed_toml(path, text), str(path))
    wanted = {path: change(text)}
    new = read_inline_hooks(parse_toml(wanted[path]), str(path))
    if new.rejected and not old.rejected:
        raise EditRefused(f"Codex would reject it: {new.rejected}", "codexctl hooks validate")
    if old.hooks != new.hooks:
        config = wanted.get(locations.config_toml, text_of(locations.config_toml, contents) or "")
        state = read_state(parsed_toml(locations.config_toml, config))
        wanted[locations.config_toml] = with_state(config, carried(old, new, state))
    edits = (FileEdit(file, contents[file], after.encode()) for file, after in wanted.items())
    return Plan(tuple(edit for edit in edits if (edit.before or b"") != edit.after), title)


def setting(key: KeyPath, value: Any, typed: str = "") -> tuple[Change, str]:
    """Set a key, spelt as it was typed if it was; gives the change and its title.

    `value` is plain data, `typed` its spelling on the command line, empty for none.
    """

    # A plan is made once to be shown and once under the lock, usually from the same text.
    @lru_cache(maxsize=2)
    def change(text: str) -> str:
        return toml_keys.set_value(text, key, value, typed=typed)

    return change, f"config set {spell(key)}"


def together(changes: Iterable[tuple[Change, str]], title: str) -> tuple[Change, str]:
    """Several changes as one, in the order given: all are made or none.

    Only the `title` given here is used.
    """
    every = [change for change, _ in changes]

    def change(text: str) -> str:
        for one in every:
            text = one(text)
        return text

    return change, title


def unsetting(key: KeyPath) -> tuple[Change, str]:
    """Delete a key; gives the change and its title. A key that is missing changes nothing."""

    @lru_cache(maxsize=2)
    def change(text: str) -> str:
        return toml_keys.unset(text, key)

    return change, f"config unset {spell(key)}"


def switching(name: str, *, on: bool) -> tuple[Change, str]:
    """Switch a feature, under the name that it has in the file, else under Codex's own.

    Where the flag is a table with settings of its own, its `enabled` is switched.
    """

    @lru_cache(maxsize=2)
    def change(text: str) -> str:
        data = parse_toml(text)
        found = feature(data, name)
        spelling = found.spelling if found else canonical(name)
        key = ("features", spelling)
        below = ("enabled",) if isinstance(toml_keys.get(text, key), dict) else ()
        return toml_keys.set_value(text, (*key, *below), on)

    return change, f"features {'enable' if on else 'disable'} {canonical(name)}"


def notifying(program: Sequence[str], locations: Locations) -> tuple[Change, str]:
    """Name the person's program that Codex calls after a turn, with its arguments.

    Where codexctl's notify script is called, it comes first and calls the program.

    `program` is the command and its arguments, as Codex's `notify` has them.
    """

    def change(text: str) -> str:
        ours = calls_ours(notify_program(toml_keys.parse(text)), locations)
        new = wrapped(program, locations.notify_script) if ours else list(program)
        return toml_keys.set_value(text, NOTIFY, new)

    return change, "notify set"


def not_notifying(locations: Locations) -> tuple[Change, str]:
    """Have Codex call no program of the person's; codexctl's own stays until uninstall."""

    def change(text: str) -> str:
        if calls_ours(notify_program(toml_keys.parse(text)), locations):
            return toml_keys.set_value(text, NOTIFY, [str(locations.notify_script)])
        return toml_keys.unset(text, NOTIFY)

    return change, "notify unset"
