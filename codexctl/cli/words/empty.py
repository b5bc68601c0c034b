"""An argument that is an empty text: a variable of the caller's shell was not set."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click

from codexctl.cli.words.choices import label
from codexctl.errors import UsageError


class Values(click.ParamType):  # type: ignore[type-arg]  # click 8.1 has no parameter here
    """A word that may not be empty, and words after it that may: a program's, or a key's value."""

    name = "text"


VALUES = Values()


def refuse_empty(ctx: click.Context, words: Sequence[str]) -> None:
    """Raise UsageError, naming the argument, where one of the words is an empty argument.

    `words` are those of the command as they were typed; what click makes of them no longer tells
    an empty path from the folder here. Words that go to Codex as they are may be empty, and
    whoever asks for help gets it.
    """
    command = ctx.command
    typed, _, _ = command.make_parser(ctx).parse_args(args=list(words))
    end = words.index("--") if "--" in words else len(words)
    if set(ctx.help_option_names) & set(words[:end]):
        return
    for param in command.params:
        if not isinstance(param, click.Argument) or param.type is click.UNPROCESSED:
            continue
        value = typed.get(param.name or "")
        given = value if isinstance(value, list | tuple) else [value]
        if "" in (given[:1] if param.type is VALUES else given):
            raise UsageError(f"{_shown(param)} is empty", f"{ctx.command_path} --help")


def _shown(param: click.Argument) -> str:
    """The argument as the usage names it: `NAME` for `[NAME…]`."""
    found = re.search(r"[A-Z][A-Z_]*", param.metavar or "")
    return found[0] if found else label(param)
