"""`codexctl help`: prints the same as --help."""

from __future__ import annotations

import click

from codexctl.cli.help.command import Command


def _commands(ctx: click.Context, param: click.Parameter, begun: str) -> list[str]:
    """The commands that may come next, after those that were typed."""
    found: click.Command | None = ctx.find_root().command
    for word in ctx.params.get(str(param.name)) or ():
        found = found.get_command(ctx, word) if isinstance(found, click.Group) else None
    if not isinstance(found, click.Group):
        return []
    return [name for name in found.list_commands(ctx) if name.startswith(begun)]


@click.command(cls=Command)
@click.argument("words", nargs=-1, metavar="[COMMAND]…", shell_complete=_commands)
@click.pass_context
def command(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Print the help of a command, or of all."""
    root = ctx.find_root()
    root.command.main(args=[*words, "--help"], prog_name=root.info_name, standalone_mode=False)
