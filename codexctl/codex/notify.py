"""`notify` in config.toml: one program with its arguments, called after each completed turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def notify_program(config: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Read the argument list from a parsed config.toml; None when there is none.

    Codex takes the array as one command, to which it appends one JSON argument; it is not a list
    of commands. A value of another type makes Codex refuse its configuration.
    """
    value = config.get("notify")
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        return None
    return tuple(value)
