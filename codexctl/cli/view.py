"""`codexctl view`: what Codex did, on a page in the person's own browser."""

from __future__ import annotations

import os

import click

from codexctl.environment import given
from codexctl.locations import locate


@click.command("view")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=0,
    metavar="N",
    help="Listen at this port instead of a free one.",
)
@click.option("--no-open", is_flag=True, help="Only print the address; open no browser.")
def command(port: int, *, no_open: bool) -> int:
    """Show what Codex did in the browser, from this machine alone.

    Prints an address that opens once, and ends with Ctrl-C or after an hour unused.
    """
    from codexctl.view.web.door.allowed import check_allowed
    from codexctl.view.web.run import view

    locations = locate(os.environ)
    check_allowed(locations)
    return view(locations, os.environ, given(), _say, port=port, may_open=not no_open)


def _say(line: str) -> None:
    click.echo(line)
