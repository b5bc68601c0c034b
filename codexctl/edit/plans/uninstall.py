"""The plan of `uninstall`: everything that setup did, undone; what others did since, kept.

A file that is as setup left it becomes, byte for byte, what it was before (the receipts know).
In one that was edited since, our change is undone and theirs stays. Where even that fails (ours was
edited too, or the receipts are gone), what is recognisably ours is removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from codexctl.codex.hooks.command import HOOKED_EVENTS, hook_for, our_hooks
from codexctl.codex.hooks.grammar import read_hooks_json
from codexctl.codex.hooks.model import Hooks
from codexctl.codex.hooks.trust import current_hash, read_state
from codexctl.document import toml_keys
from codexctl.edit.parts.codex_files import Contents, text_of, understood
from codexctl.edit.parts.hook_trust import with_state, withdrawn
from codexctl.edit.parts.own_notify import script_left
from codexctl.edit.plan import Effect, FileEdit, Plan
from codexctl.edit.plans.service import is_service, service_file
from codexctl.edit.plans.taken_back import (
    changes_of_setup,
    without_hooks,
    without_switches,
)
from codexctl.edit.transaction.receipts import FileChange, Receipt
from codexctl.locations import Locations


def paths_to_read(receipts: Sequence[Receipt], locations: Locations) -> tuple[Path, ...]:
    """Find what the plan is made from besides the person's own files."""
    projects = _configs_of_projects(changes_of_setup(receipts), locations)
    # Any of Codex's own files, including profiles, may still name our script.
    codex = sorted(locations.codex_home.glob("*.toml"))
    return (*hooks_paths(receipts, locations), *projects, *codex, service_file(locations))


def hooks_paths(receipts: Sequence[Receipt], locations: Locations) -> tuple[Path, ...]:
    """Find every hooks.json that may hold our hooks: the user's, and those of known projects."""
    known = (path for path in changes_of_setup(receipts) if path.name == locations.hooks_json.name)
    return tuple(dict.fromkeys((locations.hooks_json, *known)))


def plan_uninstall(
    contents: Contents,
    receipts: Sequence[Receipt],
    locations: Locations,
    hooks_paths: Sequence[Path],
    *,
    shared: bool = True,
) -> Plan:
    """Plan to delete our hooks from each of `hooks_paths`, and their trust from config.toml.

    `shared` also removes what they have in common: scripts, settings, service. `receipts` are all
    there are, oldest first. Raises DocumentError where one of Codex's files is invalid.
    """
    done = changes_of_setup(receipts)
    config_done = done.get(locations.config_toml, ())
    config = without_switches(locations.config_toml, contents, locations, config_done)
    wanted: dict[Path, str | None] = {
        path: without_switches(path, contents, locations, done[path])
        for path in _configs_of_projects(done, locations)
    }
    for path in hooks_paths:
        files = understood(contents, locations, path)
        wanted[path] = without_hooks(files, done.get(path, ()), locations)
        new = read_hooks_json(wanted[path] or "{}", str(path))
        ours = _our_hashes(files.hooks, locations.hook_script)
        restored = _restored(config, config_done)
        changes = withdrawn(files.hooks, new, files.state, restored, ours, everywhere=shared)
        config = None if config is None else with_state(config, changes)
    wanted[locations.config_toml] = config
    if shared:
        others = (text_of(path, contents) for path in contents if path not in wanted)
        # None means a file that is deleted.
        wanted |= dict.fromkeys((locations.settings_toml, locations.hook_script))
        wanted[locations.notify_script] = script_left(
            (*wanted.values(), *others), contents, locations
        )
        if is_service(contents.get(service_file(locations))):
            wanted[service_file(locations)] = None
    edits = (_edit(path, text, contents, done.get(path, ())) for path, text in wanted.items())
    changed = tuple(edit for edit in edits if edit.before != edit.after)
    return Plan(changed, "uninstall", Effect.removes)


def _configs_of_projects(done: Iterable[Path], locations: Locations) -> tuple[Path, ...]:
    name = locations.config_toml.name
    return tuple(path for path in done if path.name == name and path != locations.config_toml)


def _our_hashes(hooks: Hooks, script: Path) -> set[str]:
    """Hash our hooks as they are and as setup writes them, in case somebody removed them."""
    written = (hook_for(script, event) for event in HOOKED_EVENTS)
    return {current_hash(hook) for hook in (*our_hooks(hooks, script), *written)}


def _restored(config: str | None, done: Sequence[FileChange]) -> set[str]:
    """Find the trust entries that are as they were before the first setup."""
    original = (done[-1].before or b"").decode() if done else ""
    before, now = (read_state(toml_keys.parse(text or "")) for text in (original, config))
    return {key for key, entry in now.items() if before.get(key) == entry}


def _edit(path: Path, text: str | None, contents: Contents, done: Sequence[FileChange]) -> FileEdit:
    """Delete what setup created and what is empty again, with the folders that it made for it."""
    created = bool(done) and done[-1].before is None
    gone = text is None or (created and not text.strip())
    after = None if gone or text is None else text.encode()
    return FileEdit(path, contents.get(path), after, folders=done[-1].folders if created else ())
