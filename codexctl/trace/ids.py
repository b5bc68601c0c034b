"""Trace and span ids, made from Codex's own ids: the same turn always gets the same ids.

That is what makes sending twice harmless. The leading `v1` would change with the scheme.
"""

from __future__ import annotations

import re
from hashlib import sha256

_TRACE_ID = re.compile(r"(?!0{32})[0-9a-f]{32}\Z")


def trace_id(session_id: str, root_turn_id: str) -> str:
    """The trace of a root turn and all its subagents: 32 hexadecimal digits.

    Both are Codex's own ids, as it writes them.
    """
    return _digest("trace", session_id, root_turn_id)[:32]


def agent_span_id(thread_id: str, turn_id: str) -> str:
    """The agent span of a turn: 16 hexadecimal digits.

    The same for every destination, so that sending twice is harmless.
    """
    return _digest("agent", thread_id, turn_id)[:16]


def chat_span_id(thread_id: str, turn_id: str, index: int) -> str:
    """The span of the turn's model call number `index`.

    16 hexadecimal digits.
    """
    return _digest("chat", thread_id, turn_id, str(index))[:16]


def tool_span_id(thread_id: str, turn_id: str, call_id: str, occurrence: int) -> str:
    """The span of a tool call; the same call id occurs in several threads, and even turns.

    16 hexadecimal digits. `occurrence` tells calls of one id in one turn apart.
    """
    return _digest("tool", thread_id, turn_id, call_id, str(occurrence))[:16]


def untold_turn_id(thread_id: str, number: int) -> str:
    """The id of a turn that Codex gave none: the thread's user message number `number`, from 1.

    It has the form of a UUID of version 8, which says that somebody made it their own way; Codex's
    own are of version 7, and tell when they were made.
    """
    made = _digest("turn", thread_id, str(number))
    return f"{made[:8]}-{made[8:12]}-8{made[13:16]}-8{made[17:20]}-{made[20:32]}"


def is_trace_id(text: str) -> bool:
    """Whether this is a trace id of somebody else's: 32 hexadecimal digits, not all zero."""
    return _TRACE_ID.match(text) is not None


def _digest(*parts: str) -> str:
    # A hash of only zeroes, which OpenTelemetry forbids as an id, practically never happens.
    return sha256("\0".join(("v1", *parts)).encode("utf-8", "replace")).hexdigest()
