"""Whose hook script a command runs: ours is known by what it starts, wherever it lies."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from pathlib import Path

from codexctl.codex.hooks import Hook, Hooks

_WORKER = re.compile(r" -m codexctl\.deliver &$", re.MULTILINE)


def program_of(hook: Hook) -> Path | None:
    """The script that a hook runs the way ours is run, `SCRIPT EVENT`; None if it is another way.

    Whether there is such a script is not looked at.
    """
    try:
        *words, last = shlex.split(hook.command)
    except ValueError:
        return None
    if len(words) != 1 or last != hook.event.name or not Path(words[0]).is_absolute():
        return None
    return Path(words[0])


def is_our_script(path: Path) -> bool:
    """Whether a file is our hook script: a person's own, or the machine's."""
    return _WORKER.search(_text(path)) is not None


def script_of(hooks: Hooks) -> Path | None:
    """The first script of ours that a file's hooks run."""
    programs = filter(None, map(program_of, hooks.hooks))
    return next(filter(is_our_script, programs), None)


def environment_of(script: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of the worker that a script starts: the one given, and what it sets."""
    result = dict(environ)
    for line in _text(script).splitlines():
        command, _, rest = line.partition(" ")
        if command == "unset":
            result.pop(rest, None)
        elif command == "export":
            name, _, value = rest.partition("=")
            result[name] = "".join(shlex.split(value))
    return result


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
