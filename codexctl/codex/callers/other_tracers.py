"""Other programs that trace Codex's turns and whose place codexctl can take.

They are recognised by the table of all known ones (`codex/callers/known.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any

from codexctl.codex.callers.known import Known
from codexctl.codex.callers.known_as import known_in_line, known_in_words, known_started
from codexctl.codex.callers.lines import SHELL_LINE, in_words
from codexctl.codex.hooks.model import Hook, Hooks
from codexctl.codex.notify.entry import notify_program, unwrapped
from codexctl.codex.secrets.words import ASSIGNMENT
from codexctl.codex.secrets.words import words as command_words


class Tracer(StrEnum):
    """A system that traces turns as we do."""

    weave_codex = "weave-codex"
    staso = "staso"


# Programs that only start the program after them.
_STARTERS = frozenset(
    {"env", "exec", "command", "export", "nohup", "nice", "sh", "bash", "dash", "zsh", "node"}
    | {"npx", "uv", "uvx", "run", "&&"}
)


def tracer_of(command: str) -> Tracer | None:
    """Which of them a hook's command starts; None for anything else, whatever it mentions."""
    return _ours_to_take(known_in_line(command))


def called_by(words: Sequence[str]) -> Tracer | None:
    """The same for an argument list.

    None for a program that is none of them.
    """
    return _ours_to_take(next(filter(None, map(known_started, in_words(words))), None))


def environment_of(command: str) -> Mapping[str, str]:
    """The variables that a command sets for what it starts; they may hold a key.

    Given as the shell would: quotes taken off, nothing expanded.
    """
    found: dict[str, str] = {}
    words = command_words(command)
    while words:
        word = words.pop(0)
        assigned = ASSIGNMENT.fullmatch(word)
        if assigned:
            found[assigned[1]] = assigned[2].rstrip(";")
        elif SHELL_LINE.fullmatch(word) and words:
            return {**found, **environment_of(words[0])}
        elif PurePosixPath(word).name not in _STARTERS:
            break
    return found


def their_hooks(hooks: Hooks, which: Sequence[Tracer]) -> tuple[Hook, ...]:
    """The handlers of a file that start one of them."""
    return tuple(hook for hook in hooks.hooks if tracer_of(hook.command) in which)


def notified(config: Mapping[str, Any], script: Path) -> Tracer | None:
    """Which of them `notify` calls: itself, behind our script, or in another's argument.

    `config` is a parsed config.toml, `script` ours; None where it calls none of them.
    """
    program = unwrapped(notify_program(config), script)
    return _ours_to_take(known_in_words(program))


def notified_alone(config: Mapping[str, Any], script: Path) -> bool:
    """Whether it is called as the whole of `notify`, ours before it apart."""
    return called_by(unwrapped(notify_program(config), script)) is not None


def _ours_to_take(known: Known | None) -> Tracer | None:
    return Tracer(known.name) if known and known.name in set(Tracer) else None
