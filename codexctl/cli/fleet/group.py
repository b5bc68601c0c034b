"""`codexctl fleet`: sets up machines for an administrator, and the engine that they send to."""

from __future__ import annotations

import click

from codexctl.cli.groups import Group

_COMMANDS = {
    "plan": "fleet.plan:command",
    "apply": "fleet.apply:command",
    "verify": "fleet.verify:command",
    "remove": "fleet.remove:command",
    "render": "fleet.render:command",
}


@click.group(cls=Group, elsewhere=_COMMANDS)
def command() -> None:
    """Roll out to many machines, and set up the servers that they send to."""
