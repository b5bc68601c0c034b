"""Plans about our own files alone: scripts rendered again, and what a single run needs."""

from __future__ import annotations

from dataclasses import replace

from codexctl.codex.hooks.command import NOTIFY_TEMPLATE, SCRIPT_MODE, our_hooks, render_script
from codexctl.codex.notify.entry import notify_program
from codexctl.codex.notify.within import Naming, naming
from codexctl.document import toml_keys
from codexctl.edit.parts.codex_files import CodexFiles, Contents
from codexctl.edit.parts.own_notify import is_retired
from codexctl.edit.plan import FileEdit, Plan
from codexctl.errors import UsageError
from codexctl.locations import Locations

SYNC, RUN = "sync", "run"


def plan_sync(contents: Contents, files: CodexFiles, locations: Locations, python: str) -> Plan:
    """Render the scripts that Codex calls for this installation.

    A script is ours to write where it exists or where Codex's files call it. Codex's own files
    stay as they are: they name only the scripts, so that no trust is touched.
    """
    by_hook = bool(our_hooks(files.hooks, locations.hook_script))
    by_notify = naming(notify_program(files.config), locations.notify_script) is not Naming.none
    wanted = {}
    if by_hook or contents.get(locations.hook_script) is not None:
        wanted[locations.hook_script] = render_script(python, locations)
    standing = contents.get(locations.notify_script)
    # A script that uninstall kept for another program stays unused until the next setup.
    if (by_notify or standing is not None) and not is_retired(standing):
        wanted[locations.notify_script] = render_script(python, locations, NOTIFY_TEMPLATE)
    edits = (
        FileEdit(path, contents.get(path), text.encode(), SCRIPT_MODE)
        for path, text in wanted.items()
        if contents.get(path) != text.encode()
    )
    return Plan(tuple(edits), SYNC)


def with_auto_sync(plan: Plan, contents: Contents, locations: Locations) -> Plan:
    """The plan, and `auto_sync = true` in settings.toml: the worker renews the script by itself.

    Raises UsageError where there are no settings yet; EditRefused where they cannot be changed
    cleanly.
    """
    before = contents.get(locations.settings_toml)
    if before is None:
        raise UsageError("--enable-auto-sync: nothing is set up yet", "codexctl setup --auto-sync")
    text = toml_keys.set_value(before.decode(), ("auto_sync",), value=True).encode()
    own = () if text == before else (FileEdit(locations.settings_toml, before, text),)
    return replace(plan, edits=(*plan.edits, *own))


def plan_run(contents: Contents, locations: Locations, python: str) -> Plan:
    """Plan to write the hook's script, if it does not exist yet. A run needs no settings.

    `contents` holds the script as it is now; `python` is the interpreter that has codexctl.
    """
    if contents.get(locations.hook_script) is not None:
        return Plan((), RUN)
    script = render_script(python, locations).encode()
    return Plan((FileEdit(locations.hook_script, None, script, SCRIPT_MODE),), RUN)
