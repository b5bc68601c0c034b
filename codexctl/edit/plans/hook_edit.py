"""Plans that add, remove, trust and untrust hooks; nobody else's trust changes by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codexctl.codex.hooks.carry import Changes
from codexctl.codex.hooks.model import Hook, Hooks
from codexctl.codex.hooks.shifted import carried_on, shifted
from codexctl.codex.hooks.trust import CONTENT_HASH, current_hash, read_state
from codexctl.document import hooks_json, toml_keys
from codexctl.edit.files.read import read
from codexctl.edit.parts.codex_files import Contents, parsed_toml, text_of
from codexctl.edit.parts.hook_find import Chosen, found_again, hooks_in, is_inline
from codexctl.edit.parts.hook_trust import granted, with_state
from codexctl.edit.parts.plugin_content import OfPlugin, content_again
from codexctl.edit.plan import FileEdit, Plan
from codexctl.errors import DocumentError, EditRefused
from codexctl.locations import Locations


@dataclass(frozen=True, slots=True)
class NewHook:
    """A hook to be added: `group` holds its one handler.

    It comes before the event's group at `index`, or last (None). `trusted` records its hash.
    """

    event: str
    group: Mapping[str, Any]
    index: int | None = None
    trusted: bool = False


def plan_add(path: Path, new: NewHook, locations: Locations) -> Plan:
    """Plan to add a hook to `path`, a hooks.json or a config.toml.

    Raises EditRefused if Codex would not accept the result.
    """
    contents = _contents(path, locations)
    text = text_of(path, contents) or None
    old, groups = hooks_in(path, text), _groups(path, text, new.event)
    index = len(groups) if new.index is None else min(new.index, len(groups))
    if is_inline(path):
        groups.insert(index, dict(new.group))
        after = toml_keys.set_value(text or "", ("hooks", new.event), groups)
    elif text is None:
        after = hooks_json.append_group("", new.event, dict(new.group))
    else:
        after = hooks_json.insert_group(text, new.event, index, dict(new.group))
    hooks = _accepted(path, after)
    ours = [hook for hook in hooks.hooks if hook.position == (new.event, index, 0)]
    edit = _Edit(path, after, old, hooks, tuple(ours) if new.trusted else ())
    return _plan(edit, contents, locations, f"hooks add {new.event}")


def plan_remove(path: Path, gone: Sequence[Hook], locations: Locations) -> Plan:
    """Plan to delete hooks from the file `path`; a group goes with its last handler.

    `gone` are hooks as a person saw them. Raises EditRefused where one of them has changed since or
    cannot be found again.
    """
    contents = _contents(path, locations)
    after = text_of(path, contents) or ""
    old = hooks_in(path, after or None)
    now = [found_again(old, hook) for hook in gone]
    # In reverse order, so that the positions of earlier ones do not change.
    for hook in sorted(now, key=lambda known: known.position, reverse=True):
        after = without_hook(path, after, hook)
    events = ", ".join(dict.fromkeys(hook.event.name for hook in gone))
    edit = _Edit(path, after, old, _accepted(path, after))
    return _plan(edit, contents, locations, f"hooks remove {events}")


def plan_trust(
    chosen: Sequence[Chosen],
    locations: Locations,
    *,
    trusted: bool,
    plugins: Sequence[OfPlugin] = (),
    with_content: bool = True,
) -> Plan:
    """Plan to record that a person trusts these hooks as they are now, or no longer does.

    Trusting one that was switched off (`enabled = false`) switches it on. `chosen` and `plugins`
    are hooks as a person saw them: one that has changed since is not what they trust, and raises
    EditRefused, as does a plugin of which Codex makes no hash. Trust in a plugin's hook is trust in
    all that the plugin holds, for a Codex that minds it (`with_content`).
    """
    contents = {path: read(path) for path in (locations.config_toml, *(path for path, _ in chosen))}
    text = text_of(locations.config_toml, contents) or ""
    state = read_state(parsed_toml(locations.config_toml, text))
    changes: Changes = {}
    for path, seen in chosen:
        hooks = hooks_in(path, text_of(path, contents))
        hook = found_again(hooks, seen)
        changes[hooks.key(hook)] = _entry(state.get(hooks.key(hook), {}), hook, trusted=trusted)
        if hooks.key(hook) in (moved := shifted(hooks, state)):
            # The entry for its old position no longer belongs to any hook.
            changes.setdefault(moved[hooks.key(hook)], None)
    for plugin, hook in plugins:
        key = plugin.hooks.key(hook)
        entry = _entry(state.get(key, {}), hook, trusted=trusted)
        if entry is not None and trusted and with_content:
            entry = {**entry, CONTENT_HASH: content_again(plugin)}
        changes[key] = entry
    before, after = contents[locations.config_toml], with_state(text, changes).encode()
    edits = () if after == (before or b"") else (FileEdit(locations.config_toml, before, after),)
    return Plan(edits, "hooks trust" if trusted else "hooks untrust")


def plan_carry_on(paths: Sequence[Path], locations: Locations) -> Plan:
    """Plan to have trust follow the hooks of these files that others moved from their places."""
    contents = {path: read(path) for path in (locations.config_toml, *paths)}
    text = text_of(locations.config_toml, contents) or ""
    state = read_state(parsed_toml(locations.config_toml, text))
    changes: Changes = {}
    for path in paths:
        changes |= carried_on(hooks_in(path, text_of(path, contents)), state)
    before, after = contents[locations.config_toml], with_state(text, changes).encode()
    edits = () if after == (before or b"") else (FileEdit(locations.config_toml, before, after),)
    return Plan(edits, "hooks trust --shifted")


def _entry(entry: Mapping[str, Any], hook: Hook, *, trusted: bool) -> Mapping[str, Any] | None:
    gone = ("enabled", CONTENT_HASH) if trusted else ("trusted_hash", CONTENT_HASH)
    kept = {name: value for name, value in entry.items() if name not in gone}
    return {**kept, "trusted_hash": current_hash(hook)} if trusted else kept or None


@dataclass(frozen=True, slots=True)
class _Edit:
    """A file's new text, its hooks before and after, and those of them that become trusted."""

    path: Path
    text: str
    old: Hooks
    new: Hooks
    ours: tuple[Hook, ...] = ()


def _contents(path: Path, locations: Locations) -> Contents:
    return {file: read(file) for file in (path, locations.config_toml)}


def _groups(path: Path, text: str | None, event: str) -> list[Any]:
    data = toml_keys.parse(text or "") if is_inline(path) else hooks_json.parse(text or "{}")
    return list(data.get("hooks", {}).get(event, []))


def without_hook(path: Path, text: str, hook: Hook) -> str:
    """The text of a file without one of its hooks; a group goes with its last handler.

    `hook` is in this very text.
    """
    event, group, index = hook.position
    if not is_inline(path):
        alone = len(hooks_json.parse(text)["hooks"][event][group]["hooks"]) == 1
        if alone:
            return hooks_json.remove_group(text, event, group)
        return hooks_json.remove_handler(text, event, group, index)
    groups = _groups(path, text, event)
    handlers = groups[group]["hooks"]
    if len(handlers) == 1:
        del groups[group]
    else:
        groups[group] = {**groups[group], "hooks": handlers[:index] + handlers[index + 1 :]}
    key = ("hooks", event)
    return toml_keys.set_value(text, key, groups) if groups else toml_keys.unset(text, key)


def _accepted(path: Path, text: str) -> Hooks:
    try:
        return hooks_in(path, text)
    except DocumentError as error:
        raise EditRefused(f"Codex would reject it: {error.message}", error.hint) from None


def _plan(edit: _Edit, contents: Contents, locations: Locations, title: str) -> Plan:
    """Plan the edit of the file with that of the trust entries that it makes necessary."""
    wanted = {edit.path: edit.text}
    config = wanted.get(locations.config_toml, text_of(locations.config_toml, contents) or "")
    state = read_state(parsed_toml(locations.config_toml, config))
    changes = granted(edit.old, edit.new, state, edit.ours)
    wanted[locations.config_toml] = with_state(config, changes)
    edits = (FileEdit(path, contents[path], text.encode()) for path, text in wanted.items())
    return Plan(tuple(edit for edit in edits if (edit.before or b"") != edit.after), title)
