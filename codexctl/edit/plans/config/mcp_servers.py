"""Changes of `[mcp_servers]` in a config.toml, each as the text that it makes of another."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from codexctl.codex.mcp.server import Server, place, said, servers, wrong
from codexctl.document import toml_keys
from codexctl.document.toml.parse import parse_toml
from codexctl.edit.plans.config_edit import Change
from codexctl.edit.transaction.receipts import Receipt
from codexctl.errors import CodexctlError, DocumentError, EditRefused, UsageError


def adding(tables: Mapping[str, Mapping[str, Any]], *, force: bool = False) -> tuple[Change, str]:
    """Add servers by name, or with `force` make those that are there as given.

    A member that both have in the same value keeps how it is written. Raises UsageError, from the
    change, where a server with that name says something else; EditRefused for a table that Codex
    would not start with.
    """
    for name, table in tables.items():
        if fault := wrong(table):
            raise EditRefused(f"the MCP server {name} {said(fault)}", "codexctl mcp add --help")

    @lru_cache(maxsize=2)
    def change(text: str) -> str:
        there = servers(parse_toml(text))
        for name, table in tables.items():
            if name in there and there[name].table != table and not force:
                what = f"there is an MCP server {name} already"
                raise UsageError(what, f"codexctl mcp show {name}; --force replaces it")
            text = toml_keys.set_value(text, place(name), dict(table))
        return text

    return change, f"mcp add {' '.join(tables)}"


def removing(names: tuple[str, ...]) -> tuple[Change, str]:
    """Remove servers. Raises CodexctlError, from the change, where one is not there."""

    @lru_cache(maxsize=2)
    def change(text: str) -> str:
        there = servers(parse_toml(text))
        for name in names:
            known(name, there)
            text = toml_keys.unset(text, place(name))
        return text

    return change, f"mcp remove {' '.join(names)}"


def switching(
    names: tuple[str, ...], *, on: bool, keyless: Container[str] = ()
) -> tuple[Change, str]:
    """Have Codex start servers, or not. One that Codex starts without being told stays as it is.

    `keyless` are servers whose `enabled` goes where they are switched on (`keyless_before`).
    Raises CodexctlError, from the change, where one is not there.
    """

    @lru_cache(maxsize=2)
    def change(text: str) -> str:
        there = servers(parse_toml(text))
        for name in names:
            if known(name, there).is_enabled == on:
                continue
            key = (*place(name), "enabled")
            if on and name in keyless:
                text = toml_keys.unset(text, key)
            else:
                text = toml_keys.set_value(text, key, on)
        return text

    return change, f"mcp {'enable' if on else 'disable'} {' '.join(names)}"


def keyless_before(path: Path, receipts: Iterable[Receipt]) -> frozenset[str]:
    """The servers of a file that had no `enabled` until we switched them off.

    `receipts` are all there are, the oldest first. Without the key Codex starts a server, so that
    switching it on again gives the file back as it was.
    """
    found: set[str] = set()
    for change in (change for receipt in receipts for change in receipt.files):
        if change.path == path:
            before, after = _tables(change.before), _tables(change.after)
            for name, table in after.items():
                if table.get("enabled") is not False:
                    found.discard(name)
                elif name in before and "enabled" not in before[name]:
                    found.add(name)
    return frozenset(found)


def _tables(content: bytes | None) -> dict[str, Mapping[str, Any]]:
    """The servers of a file as it was; none where it was no TOML."""
    try:
        found = servers(parse_toml((content or b"").decode()))
    except (DocumentError, UnicodeDecodeError):
        return {}
    return {name: server.table for name, server in found.items()}


def known(name: str, there: Mapping[str, Server]) -> Server:
    """One server of a file by its name. Raises CodexctlError where it is not there."""
    if name in there:
        return there[name]
    hint = f"it has {', '.join(sorted(there))}" if there else "codexctl mcp list"
    raise CodexctlError(f"there is no MCP server {name} in this file", hint)
