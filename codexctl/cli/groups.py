"""Groups of commands: found when they are asked for, other words for a command, did you mean."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from codexctl.cli.help.command import Command, help_text
from codexctl.errors import UsageError

# Words that people type for a command of this name, where a group has it.
_OTHER_WORDS = {
    "ls": "list",
    "rm": "remove",
    "del": "delete",
    "get": "show",
    "check": "validate",
    "on": "enable",
    "off": "disable",
}


class Group(click.Group):
    """A group of our commands.

    `elsewhere` are commands that are imported when they are asked for: name → module:attribute, the
    module below `codexctl.cli`. They come after the group's own.
    """

    command_class = Command

    def __init__(self, *args: Any, elsewhere: Mapping[str, str] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self._elsewhere = elsewhere or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands."""
        return [*super().list_commands(ctx), *self._elsewhere]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command by its name."""
        if cmd_name not in self._elsewhere:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self._elsewhere[cmd_name].partition(":")
        found: click.Command = getattr(import_module(f"codexctl.cli.{module}"), attribute)
        return found

    def get_help(self, ctx: click.Context) -> str:
        """The help for the terminal that we are in."""
        return help_text(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is meant. Raises UsageError, which names the nearest."""
        if ctx.resilient_parsing:  # a line that is being completed has unfinished words
            return super().resolve_command(ctx, args)
        word, known = args[0], self.list_commands(ctx)
        if word not in known and _OTHER_WORDS.get(word) in known:
            word = _OTHER_WORDS[word]
        if word in known or word.startswith("-"):
            return super().resolve_command(ctx, [word, *args[1:]])
        raise UsageError(f"there is no command {ctx.command_path} {word}", _hint(ctx, word, known))


def _hint(ctx: click.Context, word: str, known: list[str]) -> str:
    from codexctl.codex.config.suggest import nearest

    near = nearest(word, known)
    return (
        f"did you mean {near}? {ctx.command_path} --help" if near else f"{ctx.command_path} --help"
    )
