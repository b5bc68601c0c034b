"""Why a span failed, in words: its status message, and the `exception` event beside it.

Both are made from what the capture filter left of the span, so that they cannot tell more: in
`metadata` a kind of error and a number, with content also what Codex or the tool said of it.
Event: open-telemetry/semantic-conventions v1.44.0, "Exceptions on spans".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from codexctl.trace.spans.attribute_names import (
    CODEX_ERROR_MESSAGE,
    CODEX_TOOL_STDERR,
    EXCEPTION_MESSAGE,
    EXCEPTION_TYPE,
    GEN_AI_TOOL_CALL_RESULT,
    PROCESS_EXIT_CODE,
)
from codexctl.trace.values import tables, text

# The name that the conventions give the event.
EXCEPTION = "exception"
_EXIT_CODE = "exit_code"
# Kinds of error that need the message; for the others, the kind itself is enough.
_MESSAGES: Mapping[str, str] = {
    "interrupted": "interrupted before it ended",
    "incomplete": "no end is recorded",
    "tool_error": "the tool reported an error",
    "timeout": "timed out",
    "_OTHER": "failed",
}
# Only one line of this many characters: the whole text is in the span's attributes.
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a span failed. `at` is when, in nanoseconds since 1970."""

    kind: str
    message: str
    at: int

    @property
    def attributes(self) -> dict[str, str]:
        """What the event says."""
        return {EXCEPTION_TYPE: self.kind, EXCEPTION_MESSAGE: self.message}

    @property
    def event(self) -> dict[str, Any]:
        """The event as `trace show --json` gives it."""
        return {"name": EXCEPTION, "time_ns": self.at, "attributes": self.attributes}


def failure_of(error_type: str, ended: int, attributes: Mapping[str, Any]) -> Failure | None:
    """Why a span failed; None where it did not.

    `error_type` and `attributes` are what was left of the span by the capture filter, fresh or as
    they are sent; `ended` is in nanoseconds since 1970.
    """
    if not error_type:
        return None
    return Failure(error_type, _message(error_type, attributes), ended)


def _message(kind: str, attributes: Mapping[str, Any]) -> str:
    code = attributes.get(PROCESS_EXIT_CODE)
    if kind == _EXIT_CODE:
        return f"exit code {code}" if isinstance(code, int) else "a non-zero exit code"
    named = _MESSAGES.get(kind, kind.replace("_", " "))
    said = _said(attributes)
    return f"{named}: {said}" if said else named


def _said(attributes: Mapping[str, Any]) -> str:
    """The first line of what Codex or the tool itself said of its failure."""
    for name in (CODEX_ERROR_MESSAGE, CODEX_TOOL_STDERR, GEN_AI_TOOL_CALL_RESULT):
        line = _first_line(_text(attributes.get(name)))
        if line:
            return line
    return ""


def _first_line(said: str) -> str:
    line = next((line.strip() for line in said.splitlines() if line.strip()), "")
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _text(value: Any) -> str:
    """Text, or the texts of message parts (fresh, or as JSON text); of all else nothing."""
    if isinstance(value, str) and value[:2] == "[{":
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            return str(value)
    if isinstance(value, list):
        return "\n".join(text(part, "text") for part in tables({"parts": value}, "parts"))
    return value if isinstance(value, str) else ""
