"""A group of commands whose help says each one's first sentence whole."""

from __future__ import annotations

import click

# More than any first sentence has: click cuts at 45 characters or so, in the middle of the sense.
_WHOLE = 1000


class Group(click.Group):
    """Lists its commands with their first sentences, wrapped and never cut with dots."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the section of commands."""
        known = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [
            (name, command.get_short_help_str(_WHOLE))
            for name, command in known
            if command is not None and not command.hidden
        ]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)
