"""The class of all commands: their help is made from their description."""

from __future__ import annotations

import os
from typing import Any

import click

# If the width is unknown.
_USUAL = 80


class Command(click.Command):
    """A command; its help has examples and a link to the documentation."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments. Raises UsageError for an empty one."""
        if "" in args and not ctx.resilient_parsing:
            from codexctl.cli.words.empty import refuse_empty

            refuse_empty(ctx, args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, after a note for each file of Codex that is a broken link."""
        from codexctl.cli.help.lost_links import tell_lost_links

        tell_lost_links(ctx)
        return super().invoke(ctx)

    def get_help(self, ctx: click.Context) -> str:
        """The help, as wide as the terminal."""
        return help_text(ctx)


def help_text(context: click.Context) -> str:
    """The help of a context's command, as wide as the terminal."""
    from codexctl.cli.help.described import describe
    from codexctl.cli.help.layout import shown

    return shown(describe(context), _columns())


def _columns() -> int:
    """The width of the terminal, as in shutil; importing shutil would take longer than the help."""
    if (given := os.environ.get("COLUMNS", "")).isdecimal() and int(given):
        return int(given)
    try:
        return os.get_terminal_size().columns or _USUAL
    except OSError:  # no terminal
        return _USUAL
