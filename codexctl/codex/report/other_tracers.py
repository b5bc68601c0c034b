"""Other programs that trace Codex's turns, recognised by what Codex is told to call."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any

from codexctl.codex.hooks.model import Hook, Hooks
from codexctl.codex.notify.entry import notify_program, unwrapped


class Tracer(StrEnum):
    """A system that traces turns as we do."""

    weave_codex = "weave-codex"
    staso = "staso"


# A variable that is set before the command, as a shell has it.
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)
# Words that only start what follows them.
_STARTERS = frozenset(
    {"env", "exec", "command", "export", "nohup", "nice", "sh", "bash", "dash", "zsh", "node"}
    | {"npx", "uv", "uvx", "run", "&&"}
)
# `-c`, `-lc`: the next word is a command line of its own.
_SHELL_LINE = re.compile(r"-\w*c")


def tracer_of(command: str) -> Tracer | None:
    """Which of them a hook's command starts; None for anything else, whatever it mentions."""
    return called_by(_words(command))


def called_by(words: Sequence[str]) -> Tracer | None:
    """The same for an argument list.

    None for a program that is none of them.
    """
    rest = _started(words)
    if not rest:
        return None
    if _SHELL_LINE.fullmatch(rest[0]):
        return tracer_of(rest[1]) if len(rest) > 1 else None
    program = PurePosixPath(rest[0].replace("\\", "/"))
    is_shim = ".weave-codex" in program.parts and program.name == "stop-hook.sh"
    if is_shim or program.name == "weave-codex":
        return Tracer.weave_codex
    if program.name.lower().startswith("python") and _runs_staso(rest[1:]):
        return Tracer.staso
    return None


def environment_of(command: str) -> Mapping[str, str]:
    """The variables that a command sets for what it starts; they may hold a key.

    Given as the shell would: quotes taken off, nothing expanded.
    """
    found: dict[str, str] = {}
    words = list(_words(command))
    while words:
        word = words.pop(0)
        assigned = _ASSIGNMENT.fullmatch(word)
        if assigned:
            found[assigned[1]] = assigned[2].rstrip(";")
        elif _SHELL_LINE.fullmatch(word) and words:
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
    lists = (program, *_within(program))
    return next(filter(None, map(called_by, lists)), None)


def notified_alone(config: Mapping[str, Any], script: Path) -> bool:
    """Whether it is called as the whole of `notify`, ours before it apart."""
    return called_by(unwrapped(notify_program(config), script)) is not None


def _started(words: Sequence[str]) -> list[str]:
    rest = list(words)
    while rest and (_ASSIGNMENT.fullmatch(rest[0]) or PurePosixPath(rest[0]).name in _STARTERS):
        rest.pop(0)
    return rest


def _runs_staso(words: Sequence[str]) -> bool:
    for index, word in enumerate(words):
        if word == "-m":
            return list(words[index + 1 : index + 2]) == ["staso.codex"]
        if word.startswith("-m"):
            return word == "-mstaso.codex"
        # Behind a script's name, `-m` is an argument of its own.
        if not word.startswith("-"):
            return False
    return False


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:
        # A quote that is not closed: the shell would fail, but the program that is meant can be
        # told.
        return command.split()


def _within(program: Sequence[str]) -> Iterator[list[str]]:
    """Argument lists that another program keeps as JSON text in one of its arguments."""
    for word in program:
        try:
            # The list may stand behind an option: `--previous-notify=[…]`.
            inner = json.loads(word[word.find("[") :] if "[" in word else word)
        except (ValueError, RecursionError):
            continue
        if isinstance(inner, list) and all(isinstance(word, str) for word in inner):
            yield inner
            yield from _within(inner)
