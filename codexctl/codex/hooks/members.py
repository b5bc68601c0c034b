"""The members of a hook handler that Codex knows, and what it demands of their values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from codexctl.codex.hooks.model import COMMAND, MCP_TOOL

SPELLINGS = {"command_windows": "commandWindows"}
# Codex rejects a file with a number that its own types cannot hold.
_MAX_SECONDS = 2**63 - 1
_MAX_COUNT = 2**64 - 1

Rule = tuple[Callable[[Any], bool], str]


def _is_text(value: Any) -> bool:
    """Half of a surrogate pair is a character to Python, but not to Codex."""
    return isinstance(value, str) and not any("\ud800" <= char <= "\udfff" for char in value)


def _is_whole(value: Any, maximum: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= maximum


def _is_tomlish(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(_is_text(key) and _is_tomlish(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(_is_tomlish, value))
    if isinstance(value, str):
        return _is_text(value)
    return value is not None and not (isinstance(value, int) and 2**63 <= value < 2**64)


def _or_null(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or fits(value)


_TEXT: Rule = (_is_text, "must be text")
TEXT_OR_NULL: Rule = (_or_null(_is_text), "must be text")
_FLAG: Rule = (lambda value: isinstance(value, bool), "must be true or false")
_INPUT: Rule = (
    lambda value: isinstance(value, dict) and _is_tomlish(value),
    "must be an object that could be written as TOML (no null, no number beyond 64 bits)",
)
_SECONDS: Rule = (
    _or_null(lambda value: _is_whole(value, _MAX_SECONDS)),
    "must be a whole number of seconds",
)
_COUNT: Rule = (_or_null(lambda value: _is_whole(value, _MAX_COUNT)), "must be a whole number")
COMMAND_MEMBERS: Mapping[str, Rule] = {
    "type": _TEXT,
    "command": _TEXT,
    "commandWindows": TEXT_OR_NULL,
    "timeout": _SECONDS,
    "async": _FLAG,
    "statusMessage": TEXT_OR_NULL,
    "additionalContextLimit": _COUNT,
}
MCP_TOOL_MEMBERS: Mapping[str, Rule] = {
    "type": _TEXT,
    "server": _TEXT,
    "tool": _TEXT,
    "input": _INPUT,
    "timeout": _SECONDS,
    "statusMessage": TEXT_OR_NULL,
}
NEEDED = {COMMAND: ("command",), MCP_TOOL: ("server", "tool")}
