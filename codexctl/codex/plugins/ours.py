"""Our own plugin: known by what its hooks start, not by its name, which anybody may take.

Its hook runs the script that `codexctl setup` wrote and does nothing where there is none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from codexctl.codex.hooks.model import COMMAND, Hook
from codexctl.codex.plugins.installed import PluginHooks
from codexctl.safe_read import read_bytes

NAME = "codexctl@codexctl"
"""The plugin in the marketplace of our repository."""
SCRIPT = "hooks/hook.sh"
SCRIPTS = frozenset({"e8d766c889560a817d04ab59934b48b3a5b817251b8bdda8fdd1764b42d9430b"})
"""SHA-256 of `plugin/hooks/hook.sh`: of this release, and of every one before it."""


def command_of(event: str) -> str:
    """The command of our plugin's hook on an event, as its hooks.json has it."""
    return f'sh "${{PLUGIN_ROOT}}/{SCRIPT}" {event}'


def is_our_plugin_hook(hook: Hook, path: Path) -> bool:
    """Whether a hook of a plugin is ours: its command, and the script that it runs.

    `path` is the file of hooks, in the plugin's folder `hooks`.
    """
    runs_it = hook.kind == COMMAND and hook.command == command_of(hook.event.name)
    return runs_it and _is_our_script(path.parent / Path(SCRIPT).name)


def our_plugin(found: Iterable[PluginHooks]) -> PluginHooks | None:
    """The first plugin of which every hook is ours; None where there is none."""
    return next(
        (
            each
            for each in found
            if each.hooks.hooks
            and all(is_our_plugin_hook(hook, each.path) for hook in each.hooks.hooks)
        ),
        None,
    )


def _is_our_script(path: Path) -> bool:
    try:
        return hashlib.sha256(read_bytes(path)).hexdigest() in SCRIPTS
    except OSError:
        return False
