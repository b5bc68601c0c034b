"""The plan of `doctor --fix`: everything that setup would write, and what it leaves to a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from codexctl.codex.config.features import HOOKS, feature
from codexctl.codex.hooks.carry import Changes
from codexctl.codex.hooks.command import our_hooks
from codexctl.codex.hooks.grammar import read_hooks_json, read_inline_hooks
from codexctl.codex.hooks.shifted import carried_on
from codexctl.codex.hooks.trust import read_state
from codexctl.codex.notify.entry import notify_program
from codexctl.document import toml_keys
from codexctl.edit.intent.of_projects import as_scoped
from codexctl.edit.intent.wanted import Intent, Trigger, TrustChoice, destinations_today
from codexctl.edit.parts.codex_files import CodexFiles, Contents, parsed_toml, text_of, understood
from codexctl.edit.parts.hook_trust import with_state
from codexctl.edit.parts.own_notify import calls_ours
from codexctl.edit.plan import FileEdit, Plan
from codexctl.edit.plans.setup import plan_setup
from codexctl.edit.plans.sync import plan_sync
from codexctl.locations import Locations
from codexctl.settings.model import Settings


@dataclass(frozen=True, slots=True)
class Ailing:
    """What is to be fixed.

    `hooks_path` is the hooks.json that has our hooks, or is to get them; `managed_only` says that
    hooks may not run, so that notify is what is to be fixed, `by_machine` that an administrator's
    hook does their job, `by_plugin` that our plugin does; `switched_off` is the config.toml of a
    repository that switches hooks off; without `self_trust` trust is left to Codex's own review.
    """

    hooks_path: Path
    managed_only: bool = False
    by_machine: bool = False
    by_plugin: bool = False
    switched_off: Path | None = None
    self_trust: bool = True


def plan_fix(
    contents: Contents,
    today: Settings,
    ailing: Ailing,
    locations: Locations,
    python: str,
    plugin_trust: Changes | None = None,
) -> Plan:
    """Plan what makes our hooks run: in place, trusted, enabled, the hooks feature on.

    Raises what `plan_setup` raises. `today` is what settings.toml says, `python` the interpreter
    that the script starts, `plugin_trust` what makes Codex trust our plugin where that does it.
    """
    files = understood(contents, locations, ailing.hooks_path)
    intent = _intent(files, today, ailing, locations)
    plan = plan_setup(contents, today, intent, locations, python, plugin_trust)
    edits = {edit.path: edit for edit in plan_sync(contents, files, locations, python).edits}
    # Setup's edits replace sync's: both write the scripts, but setup knows which are needed.
    edits |= {edit.path: edit for edit in plan.edits}
    if intent.trigger is Trigger.hook:
        more = (*_enabled(edits, contents, ailing, locations), *_switched_on(contents, ailing))
        edits |= {edit.path: edit for edit in more}
    if ailing.self_trust:
        edits |= {edit.path: edit for edit in _carried_on(edits, contents, ailing, locations)}
    return replace(plan, edits=tuple(edits.values()))


def _intent(files: CodexFiles, today: Settings, ailing: Ailing, locations: Locations) -> Intent:
    """What setup needs as input so that everything is as it was meant to be."""
    off = feature(files.config, HOOKS)
    ours = our_hooks(files.hooks, locations.hook_script)
    notify = calls_ours(notify_program(files.config), locations) and not ours
    by_notify = ailing.managed_only or notify
    in_project = not by_notify and ailing.hooks_path != locations.hooks_json
    intent = Intent(
        destinations=destinations_today(today),
        trigger=_trigger(ailing, notify=by_notify),
        trust=TrustChoice.this_hook if ailing.self_trust else TrustChoice.ask,
        features=((HOOKS, True),) if off and not off.value else (),
        project=ailing.hooks_path.parents[1] if in_project else None,
    )
    # The destinations stay as they are; without settings, they are as setup would choose.
    return intent if today.destinations else as_scoped(intent, today, everywhere=False)


def _trigger(ailing: Ailing, *, notify: bool) -> Trigger:
    if ailing.by_machine:
        return Trigger.machine
    if ailing.by_plugin:
        return Trigger.plugin
    return Trigger.notify if notify else Trigger.hook


def _enabled(
    edits: dict[Path, FileEdit], contents: Contents, ailing: Ailing, locations: Locations
) -> Iterator[FileEdit]:
    """Take `enabled = false` out of the entries of our own hooks."""
    after = dict(contents) | {path: edit.after for path, edit in edits.items()}
    config = (after.get(locations.config_toml) or b"").decode()
    path = ailing.hooks_path
    hooks = read_hooks_json((after.get(path) or b"{}").decode(), str(path))
    state = read_state(toml_keys.parse(config))
    changes: Changes = {}
    for hook in our_hooks(hooks, locations.hook_script):
        entry = dict(state.get(hooks.key(hook), {}))
        if entry.pop("enabled", True) is False:
            changes[hooks.key(hook)] = entry
    if changes:
        text = with_state(config, changes).encode()
        yield FileEdit(locations.config_toml, contents.get(locations.config_toml), text)


def _carried_on(
    edits: dict[Path, FileEdit], contents: Contents, ailing: Ailing, locations: Locations
) -> Iterator[FileEdit]:
    """Have trust follow everybody's hooks that somebody moved from the places it was given for."""
    after = dict(contents) | {path: edit.after for path, edit in edits.items()}
    config, path = (after.get(locations.config_toml) or b"").decode(), ailing.hooks_path
    data = toml_keys.parse(config)
    for hooks in (
        read_hooks_json((after.get(path) or b"{}").decode(), str(path)),
        read_inline_hooks(data, str(locations.config_toml)),
    ):
        config = with_state(config, carried_on(hooks, read_state(data)))
    if config.encode() != (after.get(locations.config_toml) or b""):
        yield FileEdit(locations.config_toml, contents.get(locations.config_toml), config.encode())


def _switched_on(contents: Contents, ailing: Ailing) -> Iterator[FileEdit]:
    """Switch hooks on in the repository's own configuration."""
    path = ailing.switched_off
    text = text_of(path, contents) if path else None
    found = feature(parsed_toml(path, text), HOOKS) if path and text else None
    if path and text and found and not found.value:
        on = toml_keys.set_value(text, ("features", found.spelling), value=True)
        yield FileEdit(path, contents.get(path), on.encode())
