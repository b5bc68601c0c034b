"""`codexctl trace`: its commands, each imported only when it is used."""

from __future__ import annotations

import click

from codexctl.cli.groups import Group

_COMMANDS = {
    "convert": "trace.convert:convert",
    "delete": "trace.delete:delete",
    "export": "trace.export:export",
    "limits": "trace.limits:limits",
    "list": "trace.read:list_turns",
    "retry": "trace.export:retry",
    "save": "trace.save:save",
    "search": "trace.search:search",
    "show": "trace.read:show",
    "stats": "trace.read:stats",
    "watch": "trace.watch:watch",
}


@click.group(cls=Group, elsewhere=_COMMANDS)
def command() -> None:
    """Turns in the terminal: list, show, search, summarise, save, export."""
