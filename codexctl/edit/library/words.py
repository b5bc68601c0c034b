"""What callers of the library say, checked before any file is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from codexctl.document.data import KeyPath, spell
from codexctl.errors import UsageError

_MOST = 80
_TITLE = "library"


def title_of(title: str) -> str:
    """A title as receipts keep it. Raises UsageError for what is not a short line."""
    if len(title) > _MOST or not title.isprintable():
        raise UsageError("a title must be one line", f"use at most {_MOST} characters")
    # The titles of commands have a meaning in older receipts, so a caller's title gets a prefix.
    return f"{_TITLE}: {title}" if title else _TITLE


def key_of(key: str | Sequence[str]) -> KeyPath:
    """The path of a key. Raises UsageError for anything else."""
    from codexctl.edit.intent.config_words import key_path

    if isinstance(key, str):
        return key_path(key)
    if not key or not all(isinstance(part, str) for part in key):
        raise UsageError(f"{key!r} is not a key", 'its parts are texts: ("tui", "theme")')
    return tuple(key)


def checked_value(key: KeyPath, value: Any, *, unchecked: bool) -> None:
    """Raise UsageError for a value that TOML cannot represent or that Codex would not accept.

    `unchecked` skips the second check.
    """
    from codexctl.edit.intent.config_words import check_value

    if not _is_plain(value):
        raise UsageError(f"{spell(key)}: {type(value).__name__} cannot be written in TOML")
    if not unchecked:
        check_value(key, value, project=False)


def checked_feature(name: str) -> None:
    """Raise UsageError for what is not a valid name of a feature."""
    if not name.isidentifier():
        raise UsageError(f"{name!r} is not a valid feature name", "codexctl features list")


def checked_server(name: str, table: Mapping[str, Any]) -> None:
    """Raise UsageError for a server that Codex would not start with."""
    from codexctl.codex.mcp.server import is_name, said, wrong

    if not is_name(name):
        raise UsageError(f"{name!r} is not a valid MCP server name", "letters, digits, - and _")
    if not _is_plain(table):
        raise UsageError(f"the MCP server {name} contains values that TOML cannot represent")
    if fault := wrong(table):
        raise UsageError(f"the MCP server {name} {said(fault)}")


def _is_plain(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and _is_plain(one) for key, one in value.items())
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return isinstance(value, str | bool | int | float | date | time)
