"""`codexctl mcp remove`, `enable` and `disable`."""

from __future__ import annotations

import os
from contextlib import suppress

import click

from codexctl.cli import known_values
from codexctl.cli.edits.editing import Wishes, carry_out, editing
from codexctl.cli.help.command import Command
from codexctl.cli.mcp.proof import proof
from codexctl.cli.mcp.where import file_here, file_options
from codexctl.edit.plans.config_edit import plan_config
from codexctl.errors import CodexctlError
from codexctl.locations import Locations, locate


@click.command(cls=Command)
@click.argument(
    "names", nargs=-1, required=True, metavar="NAME…", shell_complete=known_values.servers
)
@file_options
@editing
def remove(names: tuple[str, ...], scope: str, profile: str, *, wishes: Wishes) -> int:
    """Remove servers from the file, and their secrets from the keyring."""
    from codexctl.codex.mcp.handing import entries, secrets_of
    from codexctl.codex.mcp.server import servers
    from codexctl.edit.files.read_config import read_config
    from codexctl.edit.plans.config.mcp_servers import known, removing

    locations = locate(os.environ)
    path = file_here(locations, scope, profile)
    there = servers(read_config(path))
    kept = {name: entries(name, secrets_of(known(name, there).table)) for name in names}
    change, title = removing(names)
    notes = tuple(
        f"`codexctl undo` restores {name} without its secrets" for name in names if kept[name]
    )
    code = carry_out(
        lambda: plan_config(path, change, locations, title),
        locations,
        wishes,
        notes=notes,
        proof=proof(locations, names, there=False, scope=scope, profile=profile),
    )
    if not wishes.dry_run:
        _forget([entry for name in names for entry in kept[name]], locations)
    return code


@click.command(cls=Command)
@click.argument(
    "names", nargs=-1, required=True, metavar="NAME…", shell_complete=known_values.servers
)
@file_options
@editing
def enable(names: tuple[str, ...], scope: str, profile: str, *, wishes: Wishes) -> int:
    """Let Codex start disabled servers again."""
    return _switch(names, scope, profile, wishes, on=True)


@click.command(cls=Command)
@click.argument(
    "names", nargs=-1, required=True, metavar="NAME…", shell_complete=known_values.servers
)
@file_options
@editing
def disable(names: tuple[str, ...], scope: str, profile: str, *, wishes: Wishes) -> int:
    """Keep servers in the file, but do not let Codex start them."""
    return _switch(names, scope, profile, wishes, on=False)


def _switch(names: tuple[str, ...], scope: str, profile: str, wishes: Wishes, *, on: bool) -> int:
    from codexctl.edit.plans.config.mcp_servers import keyless_before, switching
    from codexctl.edit.transaction.receipts import list_receipts

    locations = locate(os.environ)
    path = file_here(locations, scope, profile)
    keyless = frozenset[str]()
    with suppress(CodexctlError):  # damaged receipt: `enabled` is set to true, not deleted
        keyless = keyless_before(path, list_receipts(locations)) if on else keyless
    change, title = switching(names, on=on, keyless=keyless)
    return carry_out(
        lambda: plan_config(path, change, locations, title),
        locations,
        wishes,
        proof=proof(locations, names, there=True, on=on, scope=scope, profile=profile),
    )


def _forget(entries: list[str], locations: Locations) -> None:
    """Remove secrets that no server uses any more."""
    from codexctl.settings.keys import keychain

    for entry in entries:
        keychain.delete(entry, locations)
