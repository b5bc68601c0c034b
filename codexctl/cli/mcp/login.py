"""`codexctl mcp login` and `logout`: run Codex's own commands, which keep OAuth tokens."""

from __future__ import annotations

import os
import subprocess

import click

from codexctl.cli import known_values
from codexctl.cli.help.command import Command
from codexctl.cli.mcp.where import chosen
from codexctl.environment import given
from codexctl.errors import CodexctlError, UsageError
from codexctl.locations import locate

_OPTIONS = {"ignore_unknown_options": True}


@click.command(context_settings=_OPTIONS, cls=Command)
@click.argument("name", shell_complete=known_values.servers)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[OPTIONS OF CODEX]…")
def login(name: str, words: tuple[str, ...]) -> int:
    """Log in to an HTTP server that needs it (OAuth), with `codex mcp login`."""
    return _codex("login", name, words)


@click.command(context_settings=_OPTIONS, cls=Command)
@click.argument("name", shell_complete=known_values.servers)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[OPTIONS OF CODEX]…")
def logout(name: str, words: tuple[str, ...]) -> int:
    """Delete a login, with `codex mcp logout`."""
    return _codex("logout", name, words)


def _codex(what: str, name: str, words: tuple[str, ...]) -> int:
    from codexctl.codex.asking.find import find_codex

    locations = locate(os.environ)
    (found,) = chosen(locations, (name,))
    if not found.server.url:
        raise UsageError(f"{name} is a program, and needs no login", f"codexctl mcp show {name}")
    binary = find_codex(given())
    if binary is None:
        raise CodexctlError("there is no codex on the PATH", "npm install -g @openai/codex")
    environ = {**given(), "CODEX_HOME": str(locations.codex_home)}
    return subprocess.call([str(binary), "mcp", what, name, *words], env=environ)
