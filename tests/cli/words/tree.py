"""All commands of the command line, as click has them."""

from __future__ import annotations

from collections.abc import Iterator

import click

from codexctl.cli.main import codexctl


def root() -> click.Context:
    """The command of all."""
    return click.Context(codexctl, info_name="codexctl")


def commands(ctx: click.Context | None = None) -> Iterator[click.Context]:
    """Every command and group, each with the way to it."""
    ctx = ctx or root()
    yield ctx
    if isinstance(ctx.command, click.Group):
        for name in ctx.command.list_commands(ctx):
            below = ctx.command.get_command(ctx, name)
            assert below is not None
            yield from commands(click.Context(below, info_name=name, parent=ctx))


def options(command: click.Command) -> list[str]:
    """Every spelling of its options, help included."""
    names = [
        name
        for param in command.params
        if isinstance(param, click.Option)
        for name in (*param.opts, *param.secondary_opts)
    ]
    return [*names, "-h", "--help"]
