"""Groups of commands: lazy imports, aliases and "did you mean"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import click

from codexctl.cli.help.command import Command, help_text
from codexctl.cli.words.no_color import with_no_color
from codexctl.cli.words.other_words import command_for
from codexctl.errors import UsageError

_MOST_GUESSES = 3


class Group(click.Group):
    """A group of commands.

    `elsewhere` are commands that are imported only when they are used: name → module:attribute,
    where the module is below `codexctl.cli`. They come after the group's own commands.
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
            own = super().get_command(ctx, cmd_name)
            return None if own is None else with_no_color(own)
        module, _, attribute = self._elsewhere[cmd_name].partition(":")
        found: click.Command = getattr(import_module(f"codexctl.cli.{module}"), attribute)
        return with_no_color(found)

    def get_help(self, ctx: click.Context) -> str:
        """The help, as wide as the terminal."""
        return help_text(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is meant. Raises UsageError with the most similar name."""
        known = self.list_commands(ctx)
        word = command_for(args[0], known)
        if ctx.resilient_parsing or word in known or word.startswith("-"):
            return super().resolve_command(ctx, [word, *args[1:]])
        said = word or repr(word)
        raise UsageError(f"there is no command {ctx.command_path} {said}", _hint(ctx, word, known))


def _hint(ctx: click.Context, word: str, known: list[str]) -> str:
    from codexctl.wording import nearest

    page = f"{ctx.command_path} --help"
    others = list(_in_other_groups(ctx.find_root(), word))
    if 0 < len(others) <= _MOST_GUESSES:  # a word that most groups have is not a useful hint
        return f"did you mean {' or '.join(others)}? {page}"
    near = nearest(word, known)
    return f"did you mean {near}? {page}" if near else page


def _in_other_groups(root: click.Context, word: str) -> Iterator[str]:
    """Commands with this name or alias in other groups: the group's name may be missing."""
    group = root.command
    if not isinstance(group, Group):
        return
    if word in (known := group.list_commands(root)):
        yield f"{root.command_path} {word}"
    for name in known:
        below = group.get_command(root, name)
        if isinstance(below, click.Group) and word in below.list_commands(root):
            yield f"{root.command_path} {name} {word}"
