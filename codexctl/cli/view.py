"""`codexctl view`: shows what Codex did on a page in the person's browser."""

from __future__ import annotations

import os
from pathlib import Path

import click

from codexctl.cli.help.command import Command
from codexctl.cli.render import tell
from codexctl.cli.words.numbers import Number
from codexctl.environment import given
from codexctl.errors import UsageError
from codexctl.locations import locate


@click.command("view", cls=Command)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--port",
    type=Number(0, 65_535),
    default=0,
    metavar="N",
    help="Listen on this port instead of a free one.",
)
@click.option("--no-open", is_flag=True, help="Print the address, but open no browser.")
@click.option(
    "--read", is_flag=True, help="Show rollout files (or all in a folder); nothing is stored."
)
def command(paths: tuple[Path, ...], port: int, *, no_open: bool, read: bool) -> int:
    """Show what Codex did in your browser, on this machine only.

    Prints an address that works once. Stops after Ctrl-C, or after an hour without use.
    """
    from codexctl.view.web.door.allowed import check_allowed
    from codexctl.view.web.run import view

    _check(paths, read=read)
    locations = locate(os.environ)
    check_allowed(locations)
    return view(
        locations,
        os.environ,
        given(),
        click.echo,
        _report,
        port=port,
        may_open=not no_open,
        files=paths,
    )


def _check(paths: tuple[Path, ...], *, read: bool) -> None:
    if paths and not read:
        raise UsageError("to show files, use --read", f"codexctl view --read {paths[0]}")
    if read and not paths:
        raise UsageError("--read needs files or folders", "codexctl view --read ~/.codex/sessions")
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder", "ls ~/.codex/sessions")


def _report(line: str) -> None:
    tell(f"codexctl: {line}", err=True)
