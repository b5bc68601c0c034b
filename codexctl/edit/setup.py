"""The plan of `setup`: an intent and the files as they are, to the edits that bring it about.

Pure: the same contents and intent give the same plan, and where everything is already as the
intent wants it the plan is empty.
"""

from __future__ import annotations

from codexctl.codex.features import HOOKS, canonical, feature
from codexctl.codex.grammar import read_hooks_json
from codexctl.codex.hook_command import (
    HOOKED_EVENTS,
    SCRIPT_MODE,
    group_for,
    our_hooks,
    render_script,
)
from codexctl.codex.hooks import Hook, Hooks
from codexctl.document import hooks_json, toml
from codexctl.document.toml_find import value_at
from codexctl.document.toml_scan import scan
from codexctl.edit.codex_files import CodexFiles, Contents, text_of, understood
from codexctl.edit.hook_trust import granted, with_state
from codexctl.edit.intent import Intent, TrustChoice
from codexctl.edit.plan import FileEdit, Plan
from codexctl.edit.settings_file import with_intent
from codexctl.errors import EditRefused
from codexctl.locations import Locations
from codexctl.settings.model import Settings

TITLE = "setup"
BYPASS = ("bypass_hook_trust",)


def plan_setup(
    contents: Contents, today: Settings, intent: Intent, where: Locations, python: str
) -> Plan:
    """Plan the edits of all four files: hook script, settings.toml, hooks.json, config.toml.

    `today` is what settings.toml says now, `python` the interpreter that the hook shall start.
    Raises DocumentError where Codex would reject one of its files, EditRefused where an edit
    would disturb something or a switch that somebody set stands in the way.
    """
    files = understood(contents, where, intent.hooks_path(where))
    hooks_text = with_our_groups(files, where)
    hooks = read_hooks_json(hooks_text, str(files.hooks_path))
    config_text = _config(files, hooks, our_hooks(hooks, where.hook_script), intent)
    settings_text = with_intent(text_of(where.settings_toml, contents), today, intent)
    wanted = {
        where.hook_script: render_script(python, where),
        where.settings_toml: settings_text,
        files.hooks_path: hooks_text,
        where.config_toml: config_text,
    }
    modes = {where.hook_script: SCRIPT_MODE}
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


def _config(files: CodexFiles, hooks: Hooks, ours: tuple[Hook, ...], intent: Intent) -> str:
    text = _with_features(files, intent)
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
        found = feature(files.config, name)
        spelling = found.spelling if found else canonical(name)
        text = toml.set_value(text, ("features", spelling), value)
    return text


def line_of(text: str, path: tuple[str, ...]) -> int:
    """Find the line on which the value of a key stands; 1 if it is not spelled out."""
    value = value_at(scan(text), path)
    return text.count("\n", 0, value.start) + 1 if value else 1
