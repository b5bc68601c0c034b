"""The fourteen events on which Codex runs hooks, in its own fixed order and three spellings."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Seconds.
DEFAULT_TIMEOUT = 600
LAST_CALL_TIMEOUT = 1
LAST_CALL_MAXIMUM = 3


@dataclass(frozen=True, slots=True)
class Event:
    """One event: `name` as hooks.json spells it, and the rules that depend on it.

    `matched` tells whether Codex looks at a group's matcher at all; `adds_context` whether
    `additionalContextLimit` means anything; `last_call` marks the two events at the very end,
    whose timeout is one second by default and three at most.
    """

    name: str
    matched: bool = True
    adds_context: bool = False
    last_call: bool = False

    @property
    def snake(self) -> str:
        """The spelling in trust keys: `pre_tool_use`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", self.name).lower()

    @property
    def camel(self) -> str:
        """The spelling in app-server answers: `preToolUse`."""
        return self.name[0].lower() + self.name[1:]

    def timeout(self, written: int | None) -> int:
        """Return the seconds after which Codex really kills a hook of this event.

        `written` is the handler's own `timeout`, None where it has none.
        """
        if self.last_call:
            wanted = LAST_CALL_TIMEOUT if written is None else written
            return min(max(wanted, 1), LAST_CALL_MAXIMUM)
        return DEFAULT_TIMEOUT if written is None else max(written, 1)


EVENTS = (
    Event("PreModelRequest", matched=False),
    Event("PostModelRequest", matched=False),
    Event("PreToolUse", adds_context=True),
    Event("PermissionRequest"),
    Event("PostToolUse", adds_context=True),
    Event("PreCompact"),
    Event("PostCompact"),
    Event("SessionStart", adds_context=True),
    Event("SessionEnd", last_call=True),
    Event("UserPromptSubmit", matched=False, adds_context=True),
    Event("SubagentStart", adds_context=True),
    Event("SubagentStop"),
    Event("Stop", matched=False),
    Event("Interrupt", matched=False, last_call=True),
)
BY_NAME = {event.name: event for event in EVENTS}
