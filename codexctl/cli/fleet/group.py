"""`codexctl fleet`: a machine set up by its administrator, and the engine that it sends to."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

from codexctl.cli.groups import Group

# name → module of codexctl.cli.fleet; each holds a click command named `command`.
COMMANDS: Mapping[str, str] = {
    "plan": "plan",
    "apply": "apply",
    "verify": "verify",
    "remove": "remove",
    "render": "render",
}


class _Group(Group):
    """A group whose commands have a module each, imported when one is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """All commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """One command by its name."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"codexctl.cli.fleet.{COMMANDS[cmd_name]}").command
        return found


@click.group(cls=_Group)
def command() -> None:
    """Roll out to machines that nobody sits in front of, and set up what they send to."""
