"""The plan of `setup`: an intent and the files as they are, to the edits that bring it about.

Pure: the same contents and intent give the same plan, and where everything is already as the
intent wants it the plan is empty.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from codexctl.codex.config.features import HOOKS, feature
from codexctl.codex.hooks.carry import Changes
from codexctl.codex.hooks.command import (
    NOTIFY_TEMPLATE,
    SCRIPT_MODE,
    our_hooks,
    render_script,
)
from codexctl.codex.hooks.grammar import read_hooks_json
from codexctl.codex.hooks.model import Hooks
from codexctl.codex.hooks.trust import BYPASS, current_hash
from codexctl.codex.notify.entry import notify_program
from codexctl.codex.notify.within import Naming, naming, retired
from codexctl.document import toml_keys
from codexctl.edit.intent.wanted import Intent, Trigger, TrustChoice
from codexctl.edit.parts.codex_files import CodexFiles, Contents, text_of, understood
from codexctl.edit.parts.hook_trust import granted, with_state, withdrawn
from codexctl.edit.parts.own_groups import with_our_groups, without_our_groups
from codexctl.edit.parts.own_notify import with_our_notify, without_our_notify
from codexctl.edit.parts.settings_file import with_intent
from codexctl.edit.plan import Effect, FileEdit, Plan
from codexctl.edit.plans.config_edit import switching
from codexctl.errors import EditRefused
from codexctl.locations import Locations
from codexctl.settings.model import Settings


def plan_setup(
    contents: Contents,
    today: Settings,
    intent: Intent,
    locations: Locations,
    python: str,
    plugin_trust: Changes | None = None,
) -> Plan:
    """Plan the edits of all four files: hook script, settings.toml, hooks.json, config.toml.

    An intent with the trigger `auto` is planned as one with `hook`; for `plugin`, `plugin_trust`
    is what makes Codex trust its hooks.

    `today` is what settings.toml says now, `python` the interpreter that the hook is to start.
    Raises DocumentError where Codex would reject one of its files, EditRefused where an edit
    would disturb something or a switch that somebody set is in the way.
    """
    files = understood(contents, locations, intent.hooks_path(locations))
    if intent.trigger is Trigger.machine:
        wanted = _by_machine(files, intent, locations)
    elif intent.trigger is Trigger.plugin:
        wanted = _by_plugin(files, intent, locations, python, plugin_trust or {})
    elif intent.trigger is Trigger.notify:
        wanted = _by_notify(files, intent, locations, python)
    else:
        wanted = _by_hook(files, intent, locations, python)
    wanted[locations.settings_toml] = with_intent(
        text_of(locations.settings_toml, contents), today, intent
    )
    return _plan(wanted, contents, locations)


def _by_hook(
    files: CodexFiles, intent: Intent, locations: Locations, python: str
) -> dict[Path, str]:
    """The texts that make Codex run our hook; a notify of ours is no longer called."""
    _check_hooks_are_on(files, intent)
    hooks_text = with_our_groups(files, locations)
    # Parsed again: only the new text shows the positions of our hooks, which trust depends on.
    hooks = read_hooks_json(hooks_text, str(files.hooks_path))
    config = without_our_notify(_switched(files, intent), locations)
    return {
        locations.hook_script: render_script(python, locations),
        files.hooks_path: hooks_text,
        locations.config_toml: _with_trust(config, files, hooks, intent, locations),
        **_retired(config, locations),
    }


def _by_notify(
    files: CodexFiles, intent: Intent, locations: Locations, python: str
) -> dict[Path, str]:
    """The texts that make `notify` call us and the person's own program; our hooks go."""
    if sys.platform == "win32":
        raise EditRefused("there is no notify script for Windows", "codexctl setup --trigger hook")
    if intent.project:
        raise EditRefused(
            "Codex ignores notify in a repository's configuration, so there is no notify for one",
            "codexctl setup --scope global",
        )
    config = with_our_notify(_switched(files, intent), files, locations)
    script = render_script(python, locations, NOTIFY_TEMPLATE)
    return {locations.notify_script: script, **_without_hooks(files, config, locations)}


def _by_plugin(
    files: CodexFiles, intent: Intent, locations: Locations, python: str, trust: Changes
) -> dict[Path, str]:
    """The texts with the script that our plugin's hook runs, and without hooks of our own."""
    _check_hooks_are_on(files, intent)
    wanted = _by_machine(files, intent, locations)
    if intent.trust is TrustChoice.this_hook:
        config = with_state(wanted[locations.config_toml], trust)
        wanted[locations.config_toml] = config
    return {locations.hook_script: render_script(python, locations), **wanted}


def _by_machine(files: CodexFiles, intent: Intent, locations: Locations) -> dict[Path, str]:
    """The texts without hooks and notify of ours: the administrator's hook does their job."""
    config = without_our_notify(_switched(files, intent), locations)
    return {**_without_hooks(files, config, locations), **_retired(config, locations)}


def _retired(config: str, locations: Locations) -> dict[Path, str]:
    """Our notify script where another program still calls it, though we no longer need it."""
    program = notify_program(toml_keys.parse(config))
    named = naming(program, locations.notify_script) is not Naming.none
    return {locations.notify_script: retired()} if named else {}


def _without_hooks(files: CodexFiles, config: str, locations: Locations) -> dict[Path, str]:
    """hooks.json without our hooks, if it has any, and `config` without trust in them."""
    ours = our_hooks(files.hooks, locations.hook_script)
    if not ours:
        return {locations.config_toml: config}
    hooks_text = without_our_groups(files, locations)
    left = read_hooks_json(hooks_text, str(files.hooks_path))
    hashes = set(map(current_hash, ours))
    config = with_state(config, withdrawn(files.hooks, left, files.state, (), hashes))
    return {files.hooks_path: hooks_text, locations.config_toml: config}


def _plan(wanted: Mapping[Path, str], contents: Contents, locations: Locations) -> Plan:
    # Every other new file gets 0600: settings can contain headers and names.
    modes = {locations.hook_script: SCRIPT_MODE, locations.notify_script: SCRIPT_MODE}
    edits = (
        FileEdit(path, contents.get(path), text.encode(), modes.get(path))
        for path, text in wanted.items()
        if text != (text_of(path, contents) or "")
    )
    return Plan(tuple(edits), "setup", Effect.installs)


def _with_trust(
    text: str, files: CodexFiles, hooks: Hooks, intent: Intent, locations: Locations
) -> str:
    if intent.trust is TrustChoice.bypass:
        return toml_keys.set_value(text, (BYPASS,), value=True)
    ours = our_hooks(hooks, locations.hook_script) if intent.trust is TrustChoice.this_hook else ()
    return with_state(text, granted(files.hooks, hooks, files.state, ours))


def _check_hooks_are_on(files: CodexFiles, intent: Intent) -> None:
    """Raise EditRefused where hooks are switched off and nobody asked for them to be on."""
    today = feature(files.config, HOOKS)
    if today and not today.value and HOOKS not in dict(intent.features):
        line = files.line_of(("features", today.spelling))
        raise EditRefused(
            f"{files.config_path}:{line}: features.{today.spelling} is false: Codex runs no hooks",
            "codexctl setup --feature hooks=on",
        )


def _switched(files: CodexFiles, intent: Intent) -> str:
    """Switch the flags that were asked for, in the spelling in which they are there."""
    text = files.config_text
    for name, value in intent.features:
        change, _ = switching(name, on=value)
        text = change(text)
    return text
