"""Hooks as Codex sees them: which file, event, group and place, and what is to be run."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from codexctl.codex.hooks.events import Event

COMMAND = "command"
MCP_TOOL = "mcp_tool"
PROMPT = "prompt"
AGENT = "agent"
RUNNABLE = (COMMAND, MCP_TOOL)


class Position(NamedTuple):
    """A hook's place in its file. Trust depends on it, so it counts skipped neighbours too."""

    event: str
    group: int
    handler: int


@dataclass(frozen=True, slots=True)
class Hook:
    """One handler of one group.

    `matcher` is the group's, as written. `handler` holds the members that mean something to
    Codex, as written and with their types checked.
    """

    event: Event
    group: int
    index: int
    matcher: str | None
    handler: Mapping[str, Any]

    @property
    def position(self) -> Position:
        """Where it is: event name, group and handler index, both from zero."""
        return Position(self.event.name, self.group, self.index)

    @property
    def kind(self) -> str:
        """Handler type: `command`, `mcp_tool`, or one that this Codex parses and skips."""
        return str(self.handler["type"])

    @property
    def command(self) -> str:
        """The shell command, verbatim; empty for other kinds.

        On Windows `commandWindows` is run, shown and hashed in its place, if it is there.
        """
        own = self.handler.get("commandWindows") if sys.platform == "win32" else None
        return str(own or self.handler.get("command", ""))

    @property
    def timeout(self) -> int:
        """Effective timeout in seconds."""
        return self.event.timeout(self.handler.get("timeout"))


@dataclass(frozen=True, slots=True)
class Hooks:
    """All hooks of one file.

    `source` is the path that Codex builds trust keys from. `rejected` says why Codex drops the
    whole file, empty when it reads it; `warnings` are the parts that it silently or loudly skips.
    """

    source: str
    hooks: tuple[Hook, ...] = ()
    rejected: str = ""
    warnings: tuple[str, ...] = ()

    def key(self, hook: Hook) -> str:
        """Return the hook's positional trust key, as in `[hooks.state."KEY"]`."""
        return key_at(self.source, hook)

    def with_command(self, command: str) -> tuple[Hook, ...]:
        """Find every hook that runs exactly this command."""
        return tuple(hook for hook in self.hooks if hook.command == command)


def key_at(source: str, hook: Hook) -> str:
    """Return the trust key of a hook of the file `source`: path, event, group, handler.

    The event is in snake case; group and handler count from 0.
    """
    return f"{source}:{hook.event.snake}:{hook.group}:{hook.index}"
