"""`codexctl help`: the same as --help, for whoever asks that way."""

from __future__ import annotations

import click

from codexctl.cli.help.command import Command


@click.command(cls=Command)
@click.argument("words", nargs=-1, metavar="[COMMAND]…")
@click.pass_context
def command(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Print the help of a command, or of all."""
    root = ctx.find_root()
    root.command.main(args=[*words, "--help"], prog_name=root.info_name, standalone_mode=False)
