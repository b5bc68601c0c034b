"""Refuses empty arguments: they come from shell variables that are not set."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click

from codexctl.cli.words.choices import label
from codexctl.errors import UsageError


class Values(click.ParamType):  # type: ignore[type-arg]  # click 8.1 has no parameter here
    """Arguments that may be empty after the first: those of a program, or a key's value."""

    name = "text"


VALUES = Values()


def refuse_empty(ctx: click.Context, words: Sequence[str]) -> None:
    """Raise UsageError, which names the argument, if one of the words is empty.

    `words` are the command's arguments as they were typed: after click has converted them, an empty
    path is the same as the current folder. Arguments that are passed on to Codex may be empty, and
    --help always works.
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
    """The argument's name without the signs of the usage line: `NAME` for `[NAME…]`."""
    found = re.search(r"[A-Z][A-Z_]*", param.metavar or "")
    return found[0] if found else label(param)
