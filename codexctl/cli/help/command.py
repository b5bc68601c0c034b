"""Commands whose help is made from their description: the class that every command is of."""

from __future__ import annotations

import os
from typing import Any

import click

# Where nobody says how wide it is.
_USUAL = 80


class Command(click.Command):
    """A command; its help has examples and the page that tells more."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words. Raises UsageError for an argument that is an empty text."""
        if "" in args and not ctx.resilient_parsing:
            from codexctl.cli.words.empty import refuse_empty

            refuse_empty(ctx, args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, once a file that it would read is named as a link to nothing."""
        from codexctl.cli.help.lost_links import tell_lost_links

        tell_lost_links(ctx)
        return super().invoke(ctx)

    def get_help(self, ctx: click.Context) -> str:
        """The help for the terminal that we are in."""
        return help_text(ctx)


def help_text(context: click.Context) -> str:
    """The help of the command of a context, as wide as the terminal."""
    from codexctl.cli.help.described import describe
    from codexctl.cli.help.layout import shown

    return shown(describe(context), _columns())


def _columns() -> int:
    """How wide the terminal is: as shutil has it, whose imports cost more than all of the help."""
    if (given := os.environ.get("COLUMNS", "")).isdecimal() and int(given):
        return int(given)
    try:
        return os.get_terminal_size().columns or _USUAL
    except OSError:  # no terminal
        return _USUAL
