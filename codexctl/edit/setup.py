"""The plan of `setup`: an intent and the files as they are, to the edits that bring it about.

Pure: the same contents and intent give the same plan, and where everything is already as the
intent wants it the plan is empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from codexctl.codex.features import HOOKS, canonical, feature
from codexctl.codex.grammar import read_hooks_json
from codexctl.codex.hook_command import (
    HOOKED_EVENTS,
    NOTIFY_TEMPLATE,
    SCRIPT_MODE,
    group_for,
    our_hooks,
    render_script,
)
from codexctl.codex.hooks import Hook, Hooks
from codexctl.codex.notify import is_ours, notify_program, unwrapped, wrapped
from codexctl.document import hooks_json, toml
from codexctl.document.toml_find import value_at
from codexctl.document.toml_scan import scan
from codexctl.edit.codex_files import CodexFiles, Contents, text_of, understood
from codexctl.edit.hook_trust import granted, with_state
from codexctl.edit.intent import Intent, Trigger, TrustChoice
from codexctl.edit.plan import FileEdit, Plan
from codexctl.edit.settings_file import with_intent
from codexctl.errors import EditRefused
from codexctl.locations import Locations
from codexctl.settings.model import Settings

TITLE = "setup"
BYPASS = ("bypass_hook_trust",)
NOTIFY = ("notify",)


def plan_setup(
    contents: Contents, today: Settings, intent: Intent, where: Locations, python: str
) -> Plan:
    """Plan the edits of all four files: hook script, settings.toml, hooks.json, config.toml.

    An intent with the trigger `auto` is planned as one with `hook`.

    `today` is what settings.toml says now, `python` the interpreter that the hook shall start.
    Raises DocumentError where Codex would reject one of its files, EditRefused where an edit
    would disturb something or a switch that somebody set stands in the way.
    """
    files = understood(contents, where, intent.hooks_path(where))
    if intent.trigger is Trigger.notify:
        return _by_notify(files, contents, today, intent, where, python)
    hooks_text = with_our_groups(files, where)
    hooks = read_hooks_json(hooks_text, str(files.hooks_path))
    config_text = _config(files, hooks, our_hooks(hooks, where.hook_script), intent, where)
    settings_text = with_intent(text_of(where.settings_toml, contents), today, intent)
    wanted = {
        where.hook_script: render_script(python, where),
        where.settings_toml: settings_text,
        files.hooks_path: hooks_text,
        where.config_toml: config_text,
    }
    return _plan(wanted, contents, where)


def _by_notify(
    files: CodexFiles,
    contents: Contents,
    today: Settings,
    intent: Intent,
    where: Locations,
    python: str,
) -> Plan:
    """Plan the same without hooks: `notify` calls our script, and that the person's own program."""
    if intent.project:
        raise EditRefused(
            "Codex ignores notify in a repository's configuration, so there is no notify for one",
            "codexctl setup --scope global",
        )
    if "notify" in files.config and notify_program(files.config) is None:
        line = line_of(files.config_text, NOTIFY)
        raise EditRefused(
            f"{files.config_path}:{line}: notify is no list of texts", "mend it first"
        )
    program = wrapped(notify_program(files.config), where.notify_script)
    config_text = files.config_text
    for name, value in intent.features:
        config_text = _switched(config_text, files, name, value=value)
    wanted = {
        where.notify_script: render_script(python, where, NOTIFY_TEMPLATE),
        where.settings_toml: with_intent(text_of(where.settings_toml, contents), today, intent),
        where.config_toml: toml.set_value(config_text, NOTIFY, program),
    }
    return _plan(wanted, contents, where)


def _plan(wanted: Mapping[Path, str], contents: Contents, where: Locations) -> Plan:
    modes = {where.hook_script: SCRIPT_MODE, where.notify_script: SCRIPT_MODE}
    edits = (
        FileEdit(path, contents.get(path), text.encode(), modes.get(path))
        for path, text in wanted.items()
        if text != (text_of(path, contents) or "")
    )
    return Plan(tuple(edits), TITLE)


def with_our_groups(files: CodexFiles, where: Locations) -> str:
    """Append our group to each of our events that has none yet, behind everybody else's."""
    text = files.hooks_text or ""
    standing = {hook.event.name for hook in our_hooks(files.hooks, where.hook_script)}
    for event in HOOKED_EVENTS:
        if event not in standing:
            text = hooks_json.append_group(text, event, group_for(where.hook_script, event))
    return text


def _config(
    files: CodexFiles, hooks: Hooks, ours: tuple[Hook, ...], intent: Intent, where: Locations
) -> str:
    text = _with_features(files, intent)
    if is_ours(notify_program(files.config), where.notify_script):
        text = without_our_notify(text, where)
    if intent.trust is TrustChoice.bypass:
        return toml.set_value(text, BYPASS, value=True)
    trusted = ours if intent.trust is TrustChoice.this_hook else ()
    return with_state(text, granted(files.hooks, hooks, files.state, trusted))


def _with_features(files: CodexFiles, intent: Intent) -> str:
    """Switch the flags that were asked for; refuse where hooks are off and nobody asked."""
    text, wanted = files.config_text, dict(intent.features)
    today = feature(files.config, HOOKS)
    if today and not today.value and HOOKS not in wanted:
        line = line_of(text, ("features", today.spelling))
        raise EditRefused(
            f"{files.config_path}:{line}: features.{today.spelling} is false: Codex runs no hooks",
            "codexctl setup --feature hooks=on",
        )
    for name, value in wanted.items():
        text = _switched(text, files, name, value=value)
    return text


def _switched(text: str, files: CodexFiles, name: str, *, value: bool) -> str:
    found = feature(files.config, name)
    spelling = found.spelling if found else canonical(name)
    return toml.set_value(text, ("features", spelling), value)


def without_our_notify(text: str, where: Locations) -> str:
    """Take our script out of `notify`, and the entry away if nothing else is in it."""
    theirs = unwrapped(notify_program(toml.parse(text)), where.notify_script)
    return toml.set_value(text, NOTIFY, theirs) if theirs else toml.unset(text, NOTIFY)


def line_of(text: str, path: tuple[str, ...]) -> int:
    """Find the line on which the value of a key stands; 1 if it is not spelled out."""
    value = value_at(scan(text), path)
    return text.count("\n", 0, value.start) + 1 if value else 1
