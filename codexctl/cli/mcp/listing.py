"""`codexctl mcp list` and `show`: what the files say, without secrets or variables' values."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from codexctl.cli import known_values
from codexctl.cli.edits.editing import json_option
from codexctl.cli.help.command import Command
from codexctl.cli.mcp.where import Found, all_servers, chosen
from codexctl.cli.render import paint, print_json, tell
from codexctl.errors import EXIT_PROBLEM
from codexctl.locations import locate
from codexctl.wording import safe

if TYPE_CHECKING:
    from codexctl.codex.mcp.server import Server

SCHEMA = "codexctl.mcp-servers/1"
_SAID_ELSEWHERE = ("command", "args", "url", "http_headers_helper", "bearer_token")
_HEADINGS = ("NAME", "STATE", "SCOPE", "WHAT CODEX STARTS OR CALLS")


@click.command("list", cls=Command)
@json_option
def list_(*, as_json: bool) -> int:
    """List the MCP servers of all files that apply in this folder.

    Exit 1 if Codex cannot start because of one of them.
    """
    from codexctl.codex.mcp.server import wrong

    locations = locate(os.environ)
    found = all_servers(locations)
    if as_json:
        print_json({"schema": SCHEMA, "servers": [_row(one) for one in found]})
    elif not found:
        tell("No MCP servers. Add one: codexctl mcp add NAME -- COMMAND…", err=True)
    else:
        for line in _table([_HEADINGS, *map(_cells, found)]):
            tell(line)
    return EXIT_PROBLEM if any(wrong(one.server.table) for one in found) else 0


@click.command(cls=Command)
@click.argument("name", shell_complete=known_values.servers)
@json_option
def show(name: str, *, as_json: bool) -> int:
    """Show everything that the files say about one server, and where its secrets are."""
    from codexctl.codex.mcp.server import wrong

    (found,) = chosen(locate(os.environ), (name,))
    if as_json:
        print_json({"schema": SCHEMA, "servers": [_row(found)]})
    else:
        for line in _shown(found):
            tell(line)
    return EXIT_PROBLEM if wrong(found.server.table) else 0


def _row(found: Found) -> dict[str, Any]:
    from codexctl.codex.mcp.handing import direct, secrets_of
    from codexctl.codex.mcp.server import said, wrong
    from codexctl.edit.shown import shown_copy, shown_words

    server, fault = found.server, wrong(found.server.table)
    table = direct(server.table)
    return {
        "name": server.name,
        "transport": server.transport.value,
        "enabled": server.is_enabled,
        "layer": found.layer,
        "file": str(found.file),
        "shadowed": found.is_shadowed,
        "problem": said(fault) if fault else None,
        "command": shown_words([str(table["command"]), *map(str, table.get("args") or ())])
        if "command" in table
        else None,
        "url": shown_words([server.url])[0] if server.url else None,
        "secrets": list(secrets_of(server.table)),
        "settings": shown_copy(
            {key: value for key, value in table.items() if key not in _SAID_ELSEWHERE},
            ("mcp_servers", server.name),
        ),
    }


def _cells(found: Found) -> tuple[str, str, str, str]:
    from codexctl.codex.mcp.server import said, wrong

    fault = wrong(found.server.table)
    state = "faulty" if fault else "enabled" if found.server.is_enabled else "disabled"
    state = "shadowed" if found.is_shadowed else state
    scope = (
        f"profile {found.file.name.partition('.')[0]}" if found.layer == "profile" else found.layer
    )
    return safe(found.server.name), state, scope, said(fault) if fault else _called(found.server)


def _called(server: Server) -> str:
    import shlex

    from codexctl.codex.mcp.handing import direct
    from codexctl.edit.shown import shown_words

    if server.url:
        return safe(*shown_words([server.url]))
    table = direct(server.table)
    words = [str(table["command"]), *map(str, table.get("args") or ())]
    return safe(shlex.join(shown_words(words)))


def _table(rows: list[tuple[str, str, str, str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    colours = {"enabled": "green", "faulty": "red", "disabled": None, "shadowed": None}
    for row in rows:
        name, state, scope = (cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        yield f"{name}  {paint(state, colours.get(row[1]))}  {scope}  {row[3]}".rstrip()


def _shown(found: Found) -> Iterator[str]:
    from codexctl.codex.mcp.handing import secrets_of
    from codexctl.codex.mcp.server import said, wrong
    from codexctl.document.toml.shown import shown_value

    server = found.server
    yield f"{paint(safe(server.name), 'cyan')} ({server.transport.value}), {safe(found.at)}"
    if fault := wrong(server.table):
        yield f"  {paint('✗', 'red')} Codex does not start with it: it {said(fault)}"
    else:
        yield f"  {'calls' if server.url else 'starts'}: {_called(server)}"
    for key, value in _row(found)["settings"].items():
        yield f"  {safe(key)}: {safe(shown_value(value))}"
    for name in secrets_of(server.table):
        yield f"  {safe(name)}: from the keyring"
    yield f"  test it: codexctl mcp test {safe(server.name)}"
