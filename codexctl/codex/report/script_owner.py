"""Whose hook script a command runs: ours is known by what it starts, wherever it is."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path

from codexctl.codex.asking.seen import ListedHook
from codexctl.codex.hooks.model import Hook, Hooks
from codexctl.safe_read import read_text
from codexctl.system.hook_command import script_in
from codexctl.system.paths import word_of_powershell

# Without this event, there would be no hint for any turn that completes.
DECISIVE = "Stop"
# The line that starts the worker: a script is recognised as ours by its content, not its path.
_WORKER = re.compile(r" -m codexctl\.deliver(?: &|')$", re.MULTILINE)
_SET_ON_WINDOWS = re.compile(r"\$env:(\w+) = ('.*')")


def program_of(hook: Hook) -> Path | None:
    """The script that a hook runs the way ours is run, `SCRIPT EVENT`; None if it is another way.

    Whether there is such a script is not looked at.
    """
    return _program(hook.command, hook.event.name)


def machine_script(hooks: Iterable[ListedHook] | None) -> Path | None:
    """The script of ours that an administrator has Codex run for everybody, by what Codex lists.

    None where managed hooks run none of ours at the end of turns.
    """
    for hook in hooks or ():
        program = _program(hook.command, hook.event)
        is_ours = program is not None and is_our_script(program)
        if hook.status == "managed" and hook.event == DECISIVE and is_ours:
            return program
    return None


def events_of(script: Path, hooks: Iterable[ListedHook] | None) -> tuple[str, ...]:
    """The events on which hooks run a script."""
    return tuple(
        listed_hook.event
        for listed_hook in hooks or ()
        if _program(listed_hook.command, listed_hook.event) == script
    )


def _program(command: str, event: str) -> Path | None:
    found = script_in(command, event)
    return Path(found) if found else None


def is_our_script(path: Path) -> bool:
    """Whether a file is our hook script: a person's own, or the machine's."""
    return _WORKER.search(_text(path)) is not None


def script_of(hooks: Hooks) -> Path | None:
    """The first script of ours that a file's hooks run.

    None where they run none.
    """
    programs = filter(None, map(program_of, hooks.hooks))
    return next(filter(is_our_script, programs), None)


def environment_of(script: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of the worker that a script starts: the one given, and what it sets.

    Only `export NAME=value`, `unset NAME` and `$env:NAME = 'value'` are read, as our templates
    write them.
    """
    result = dict(environ)
    for line in _text(script).splitlines():
        command, _, rest = line.partition(" ")
        if command == "unset":
            result.pop(rest, None)
        elif command == "export":
            name, _, value = rest.partition("=")
            result[name] = "".join(shlex.split(value))
        elif windows := _SET_ON_WINDOWS.fullmatch(line):
            result[windows[1]] = word_of_powershell(windows[2])
    return result


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except (OSError, UnicodeDecodeError):
        return ""
