"""Our own hook: the events it is on, the command that Codex trusts, the script behind it.

The command names only the script, whose path never changes; everything that an upgrade may move
(interpreter, folders) is inside the script, which is not part of the trust hash.
docs/adr/0002-hook-events.md says why these events.
"""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import Any

from codexctl.codex.hooks.events import BY_NAME, LAST_CALL_MAXIMUM
from codexctl.codex.hooks.model import Hook, Hooks
from codexctl.locations import Locations
from codexctl.system.hook_command import command_line
from codexctl.system.paths import powershell_word, word_of_powershell

HOOKED_EVENTS = ("UserPromptSubmit", "Stop", "SubagentStop", "Interrupt", "SessionEnd")
# Seconds.
TIMEOUT = 10
# Nobody else needs to read where a person's traces are, and nobody else may run it.
SCRIPT_MODE = 0o700
HOOK_TEMPLATE, NOTIFY_TEMPLATE = "hook.sh", "notify.sh"
_HOOK_TEMPLATE_WINDOWS, _POWERSHELL = "hook.ps1", ".ps1"


def command_for(script: Path, event: str) -> str:
    """Return the command of hooks.json for one event; `script` is an absolute path."""
    return command_line(script, event)


def group_for(script: Path, event: str) -> dict[str, Any]:
    """Return the group that setup appends to one event.

    The timeout (seconds) is for a machine in trouble: the hook itself takes a few milliseconds,
    and Codex would wait ten minutes by default.
    """
    timeout = LAST_CALL_MAXIMUM if BY_NAME[event].last_call else TIMEOUT
    command = command_for(script, event)
    windows = {"commandWindows": command} if sys.platform == "win32" else {}
    return {"hooks": [{"type": "command", "command": command, **windows, "timeout": timeout}]}


def hook_for(script: Path, event: str) -> Hook:
    """Return the hook that is in such a group, as Codex reads it.

    At the first place of its file: for its hash, which does not depend on the place.
    """
    return Hook(BY_NAME[event], 0, 0, None, group_for(script, event)["hooks"][0])


def our_hooks(hooks: Hooks, script: Path) -> tuple[Hook, ...]:
    """Find the hooks that run our script the way setup writes it; anything else is not ours.

    `hooks` are those of one file, `script` is where ours is.
    """
    return tuple(
        hook for hook in hooks.hooks if hook.command == command_for(script, hook.event.name)
    )


def render_script(python: str, locations: Locations, template: str = HOOK_TEMPLATE) -> str:
    """Write the hook script, or notify's; `python` is the interpreter that has codexctl.

    The folders of this setup are written into it, so that the worker finds them even where Codex
    runs with other variables (its daemon keeps the environment of the process that started it).
    """
    is_windows = locations.hook_script.suffix == _POWERSHELL
    quote = powershell_word if is_windows else shlex.quote
    environment = _environment_windows if is_windows else _environment
    values = {
        "PYTHON": quote(python),
        "HINTS": quote(str(locations.hints_dir)),
        "TRACEPARENTS": quote(str(locations.traceparents_file)),
        "ENVIRONMENT": "\n".join(environment(locations)),
    }
    if is_windows and template == HOOK_TEMPLATE:
        template = _HOOK_TEMPLATE_WINDOWS
    from importlib.resources import files  # here: rarely needed, and takes 5 ms

    text = files("codexctl.templates").joinpath(template).read_text(encoding="utf-8")
    text = re.sub(r"@([A-Z]+)@", lambda found: values[found[1]], text)
    # Windows PowerShell reads a file without that mark in the old code page.
    return text if text.isascii() or not is_windows else f"\ufeff{text}"


def interpreter_of(script: str) -> str:
    """Find the interpreter that a rendered script starts; empty when it is not our script.

    The machine's script, which serves everybody, has it isolated on top.
    """
    if windows := re.search(r"^ *\$worker\.FileName = ('.+')$", script, re.MULTILINE):
        return word_of_powershell(windows[1])
    # The line of templates/hook.sh and notify.sh that starts the worker.
    found = re.search(r"^(.+?)(?: -I)? -E -P -m codexctl\.deliver &$", script, re.MULTILINE)
    words = shlex.split(found[1]) if found else []
    return words[0] if len(words) == 1 else ""


def _environment_windows(locations: Locations) -> list[str]:
    """There settings and data are one folder in any case."""
    return [f"$env:CODEXCTL_HOME = {powershell_word(str(locations.data_dir))}"]


def _environment(locations: Locations) -> list[str]:
    if locations.config_dir == locations.data_dir:
        return [f"export CODEXCTL_HOME={shlex.quote(str(locations.data_dir))}"]
    return [
        "unset CODEXCTL_HOME",
        f"export XDG_CONFIG_HOME={shlex.quote(str(locations.config_dir.parent))}",
        f"export XDG_DATA_HOME={shlex.quote(str(locations.data_dir.parent))}",
    ]
