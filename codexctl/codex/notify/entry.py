"""`notify` in config.toml: one program with its arguments, called after each completed turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def notify_program(config: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Read the argument list from a parsed config.toml; None when there is none.

    Codex takes the array as one command, to which it appends one JSON argument; it is not a list
    of commands. A value of another type makes Codex refuse its configuration.
    """
    value = config.get("notify")
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        return None
    return tuple(value)


def is_ours(program: Sequence[str] | None, script: Path) -> bool:
    """Whether the array calls our script first."""
    return bool(program) and program is not None and program[0] == str(script)


def wrapped(program: Sequence[str] | None, script: Path) -> list[str]:
    """Put our script before a program, which it then calls with the very same arguments.

    `program` is None or empty where there is none. Where ours is first already, it stays as it is.
    """
    theirs = list(program or ())
    return theirs if is_ours(theirs, script) else [str(script), *theirs]


def unwrapped(program: Sequence[str] | None, script: Path) -> list[str]:
    """The person's own program; empty where there is none."""
    theirs = list(program or ())
    return theirs[1:] if is_ours(theirs, script) else theirs
