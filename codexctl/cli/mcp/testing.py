"""`codexctl mcp test`: starts or connects to servers as Codex would, and lists their tools."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codexctl import __version__
from codexctl.cli import known_values
from codexctl.cli.edits.editing import json_option
from codexctl.cli.help.command import Command
from codexctl.cli.mcp.where import Found, all_servers, chosen
from codexctl.cli.render import paint, print_json, tell
from codexctl.cli.words.numbers import timeout_option
from codexctl.environment import given
from codexctl.errors import EXIT_PROBLEM, CodexctlError
from codexctl.locations import locate
from codexctl.wording import counted, safe

if TYPE_CHECKING:
    from codexctl.codex.mcp.talk.outcome import Answered

SCHEMA = "codexctl.mcp-tests/1"
# The terminal shows at most this many tools of a server.
_MOST_TOOLS = 12


@click.command(cls=Command)
@click.argument("names", nargs=-1, metavar="[NAME…]", shell_complete=known_values.servers)
@timeout_option(None, "Replaces the timeout in the server's table.")
@json_option
def test(names: tuple[str, ...], timeout: float | None, *, as_json: bool) -> int:
    """Start or connect to servers as Codex would, and list their tools.

    Without NAME, all enabled servers are tested. No tool is called. Exit 1 if a server fails.
    """
    from codexctl.codex.mcp.talk.ask import ask
    from codexctl.codex.mcp.talk.outcome import ServerFailure

    locations = locate(os.environ)
    found = list(chosen(locations, names)) if names else _enabled(all_servers(locations))
    if not found:
        raise CodexctlError("there is no enabled MCP server", "codexctl mcp list")
    results: list[tuple[Found, Answered]] = []
    for one in found:
        tested = ask(one.server, given(), Path.cwd(), __version__, timeout)
        results.append((one, tested))
        if not as_json:
            for line in _lines(one, tested):
                tell(line)
    if as_json:
        print_json({"schema": SCHEMA, "servers": [_row(*result) for result in results]})
    return 0 if all(tested.cause is ServerFailure.none for _, tested in results) else EXIT_PROBLEM


def _enabled(found: list[Found]) -> list[Found]:
    return [
        one
        for one in found
        if one.server.is_enabled and not one.is_shadowed and one.layer != "profile"
    ]


def _row(found: Found, tested: Answered) -> dict[str, Any]:
    from codexctl.codex.mcp.talk.outcome import ServerFailure

    is_fine = tested.cause is ServerFailure.none
    return {
        "name": found.server.name,
        "ok": is_fine,
        "cause": tested.cause.value,
        "summary": f"{found.server.name} {_said(found, tested)}",
        "remedy": remedy(found, tested) if not is_fine else "",
        "server": tested.title,
        "tools": list(tested.tools),
        "tools_left_out": list(tested.left_out),
        "took_ms": tested.took_ms,
    }


def _lines(found: Found, tested: Answered) -> Iterator[str]:
    from codexctl.codex.mcp.talk.outcome import ServerFailure

    name = safe(found.server.name)
    if tested.cause is not ServerFailure.none:
        yield f"{paint('✗', 'red')} {name} {safe(_said(found, tested))}"
        yield f"  → {remedy(found, tested)}"
        return
    title = f" ({safe(tested.title)})" if tested.title else ""
    tools = counted(len(tested.tools), "tool")
    yield f"{paint('✓', 'green')} {name}{title}: {tools} in {tested.took_ms} ms"
    for tool in tested.tools[:_MOST_TOOLS]:
        yield f"    {safe(tool)}"
    if len(tested.tools) > _MOST_TOOLS:
        yield f"    and {len(tested.tools) - _MOST_TOOLS} more: codexctl mcp test {name} --json"
    if tested.left_out:
        yield f"    disabled by the file: {safe(', '.join(tested.left_out))}"


def _named(variable: str) -> str:
    """The name of a variable, hidden if it looks like a key that was put there by mistake."""
    from codexctl.edit.shown import shown_words

    return safe(*shown_words([variable]))


def _said(found: Found, tested: Answered) -> str:
    """The result in words, with secrets hidden: a server may print the secrets that it got."""
    from codexctl.codex.mcp.talk.outcome import said
    from codexctl.edit.shown import shown_said

    return shown_said(said(tested), found.server.table, ("mcp_servers", found.server.name))


def remedy(found: Found, tested: Answered) -> str:
    """What to do about it."""
    from codexctl.codex.mcp.handing import secrets_of
    from codexctl.codex.mcp.talk.outcome import ServerFailure

    name = safe(found.server.name)
    secrets = secrets_of(found.server.table)
    table = found.server.table
    headers = table.get("env_http_headers")
    variables = [
        table.get("bearer_token_env_var"),
        *(headers.values() if isinstance(headers, Mapping) else ()),
    ]
    key = f"codexctl mcp login {name}"
    if secrets:
        key = f"codexctl mcp secret {name} {secrets[0]}"
    elif any(variables):
        key = f"is the key in ${_named(str(next(filter(None, variables))))} the right one?"
    return {
        ServerFailure.faulty: f"fix {safe(found.at)}",
        ServerFailure.no_program: f"install it, or correct its command: codexctl mcp show {name}",
        ServerFailure.not_executable: f"codexctl mcp show {name}",
        ServerFailure.no_folder: f"codexctl mcp show {name}",
        ServerFailure.no_variable: f"export {_named(tested.detail)}=…, also where Codex is started",
        ServerFailure.no_secret: f"codexctl mcp secret {name} {secrets[0] if secrets else 'NAME'}",
        ServerFailure.silent: f"wait longer: codexctl mcp test {name} --timeout 60",
        ServerFailure.needs_login: key,
        ServerFailure.forbidden: key,
        ServerFailure.not_found: f"correct its address: codexctl mcp show {name}",
        ServerFailure.unreachable: "is it running, and is the address right?",
    }.get(tested.cause, f"run its command by hand: codexctl mcp show {name}")
