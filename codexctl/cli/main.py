"""The command tree. A group's module is imported only when one of its commands is used."""

from __future__ import annotations

from typing import Any

import click

from codexctl.cli.commands import COMMANDS
from codexctl.cli.groups import Group
from codexctl.cli.words.no_color import with_no_color
from codexctl.errors import UsageError


class _Root(Group):
    """All commands, and the version."""

    def invoke(self, ctx: click.Context) -> Any:
        """Answer `--version`, with or without `-v`; else run the command."""
        version, verbose = ctx.params.pop("version"), ctx.params.pop("verbose")
        if version:
            from codexctl.cli.render import tell
            from codexctl.cli.words.version import version_lines

            for line in version_lines(verbose=verbose):
                tell(line)
            return 0
        if verbose:
            raise UsageError("-v needs --version", "codexctl --version -v")
        return super().invoke(ctx)


# Commands are imported only when they run: `--help` and completion import none of them.
@click.group(
    cls=_Root,
    elsewhere={name: f"{module}:command" for name, (module, _) in COMMANDS.items()},
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "-V",
    "--version",
    is_flag=True,
    help="Print the version; with -v also Codex's version, and paths.",
)
@click.option("-v", "verbose", is_flag=True, help="With --version: print all paths.")
def codexctl() -> None:
    """Set up, govern and observe OpenAI's Codex CLI."""


with_no_color(codexctl)
