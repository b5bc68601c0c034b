"""`codexctl mcp`: its commands, each imported only when it is used."""

from __future__ import annotations

import click

from codexctl.cli.groups import Group

_COMMANDS = {
    "list": "mcp.listing:list_",
    "show": "mcp.listing:show",
    "add": "mcp.adding:add",
    "secret": "mcp.adding:secret",
    "import": "mcp.importing:import_",
    "remove": "mcp.changing:remove",
    "enable": "mcp.changing:enable",
    "disable": "mcp.changing:disable",
    "test": "mcp.testing:test",
    "login": "mcp.login:login",
    "logout": "mcp.login:logout",
}


@click.group(cls=Group, elsewhere=_COMMANDS)
def command() -> None:
    """MCP servers: programs and addresses whose tools Codex can use."""
