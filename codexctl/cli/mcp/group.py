"""`codexctl mcp`: its commands, each imported when it is asked for."""

from __future__ import annotations

from importlib import import_module

import click

from codexctl.cli.groups import Group

# name → (module below codexctl.cli.mcp, its command in there)
_COMMANDS = {
    "list": ("listing", "list_"),
    "show": ("listing", "show"),
    "add": ("adding", "add"),
    "secret": ("adding", "secret"),
    "import": ("importing", "import_"),
    "remove": ("changing", "remove"),
    "enable": ("changing", "enable"),
    "disable": ("changing", "disable"),
    "test": ("testing", "test"),
    "login": ("login", "login"),
    "logout": ("login", "logout"),
}


class _Group(Group):
    """Knows its commands by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Every command, in the order of the table."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """One command by its name."""
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"codexctl.cli.mcp.{module}"), name)
        return command


@click.group(cls=_Group)
def command() -> None:
    """MCP servers: programs and addresses whose tools Codex can use."""
