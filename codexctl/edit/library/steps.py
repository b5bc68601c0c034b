"""The steps of a plan: each makes, from the files as they are supposed to be, what they become."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from codexctl.document.data import KeyPath
from codexctl.edit.files.read import read_text, supposing
from codexctl.edit.plan import FileEdit, Plan
from codexctl.edit.plans.config_edit import Change, plan_config
from codexctl.errors import CodexctlError
from codexctl.locations import Locations

Step = Callable[[Locations], Plan]


def composed(steps: Iterable[Step], locations: Locations, title: str) -> Plan:
    """Make one plan from all steps; each step sees the changes of the steps before it.

    `title` names the edit in `history`. Nothing is written.
    """
    contents: dict[Path, bytes | None] = {}
    edits: dict[Path, FileEdit] = {}
    for step in steps:
        with supposing(contents):
            made = step(locations)
        for edit in made.edits:
            contents[edit.path] = edit.after
            first = edits.setdefault(edit.path, edit)
            edits[edit.path] = replace(first, after=edit.after)
    # Several steps may cancel each other: set, and then unset.
    changed = tuple(edit for edit in edits.values() if (edit.before or b"") != (edit.after or b""))
    return Plan(changed, title)


def in_config(changing: tuple[Change, str]) -> Step:
    """A change of the person's config.toml, as those that plans/ makes."""
    change, title = changing
    return lambda locations: plan_config(locations.config_toml, change, locations, title)


def setting(values: Mapping[KeyPath, Any]) -> Step:
    """Set several keys, in the order given."""
    from codexctl.edit.plans.config.permissions import setting_all

    return in_config(setting_all(values, "config set"))


def unsetting(keys: Iterable[KeyPath]) -> Step:
    """Delete several keys; those that are not there are skipped."""
    from codexctl.document import toml_keys

    wanted = tuple(keys)

    def change(text: str) -> str:
        for key in wanted:
            text = toml_keys.unset(text, key)
        return text

    return in_config((change, "config unset"))


def adding_hook(event: str, words: Mapping[str, Any]) -> Step:
    """Add a hook to hooks.json unless the very same one is there already."""
    from codexctl.document import hooks_json
    from codexctl.document.data import same
    from codexctl.edit.parts.hook_find import hooks_in
    from codexctl.edit.plans.hook_edit import plan_add
    from codexctl.edit.plans.hook_words import new_hook

    new, _ = new_hook(event, words)

    def step(locations: Locations) -> Plan:
        path = locations.hooks_json
        text = read_text(path)
        hooks_in(path, text)
        there = hooks_json.parse(text).get("hooks", {}).get(new.event, []) if text else []
        if any(same(one, new.group) for one in there):
            return Plan((), "hooks add")
        return plan_add(path, new, locations)

    return step


def removing_hook(event: str, command: str) -> Step:
    """Remove every hook of `event` that runs exactly `command`.

    Raises UsageError for an event that Codex does not have. The step raises CodexctlError if
    hooks.json has no such hook.
    """
    from codexctl.edit.parts.hook_find import hooks_in
    from codexctl.edit.plans.hook_edit import plan_remove
    from codexctl.edit.plans.hook_words import event_name

    name = event_name(event)

    def step(locations: Locations) -> Plan:
        path = locations.hooks_json
        hooks = hooks_in(path, read_text(path))
        gone = [one for one in hooks.hooks if one.event.name == name and one.command == command]
        if not gone:
            what = f"there is no hook of {name} in {path} that runs this command"
            raise CodexctlError(what, "codexctl hooks list")
        return plan_remove(path, gone, locations)

    return step
