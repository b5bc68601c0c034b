"""Lines of the type event_msg: how a turn began and ended, and what it has cost so far.

Names and shapes: Codex CLI 0.20 to 0.169.0, rollout files. Items that Codex completes are read in
`items.py`, what the model and the person said in `response.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from codexctl.trace.read.attached import attached_lists
from codexctl.trace.read.events import (
    Event,
    Failed,
    ReviewMode,
    Said,
    SettingsApplied,
    TurnEnded,
    TurnStarted,
    UsageTotal,
    Utterance,
)
from codexctl.trace.read.items import LEGACY_ITEMS, item_completed
from codexctl.trace.read.lines import Line
from codexctl.trace.values import count, integer, table, text

# A year: anything longer is not a turn's duration.
_LONGEST_MS = 366 * 24 * 3600 * 1000


def event_message(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    """Give the events of one event_msg, by its payload's type; none for a type without a row."""
    decoder = _EVENT_MESSAGES.get(text(data, "type"))
    return decoder(line, data) if decoder else ()


def error_kind(error: object) -> str:
    """Codex's name for an error: a word, or the only key of an object.

    The message beside it is content: `error_message`.
    """
    if not isinstance(error, dict):
        return ""
    info = error.get("codex_error_info")
    if isinstance(info, dict) and info:
        info = next(iter(info))
    return info if isinstance(info, str) and info else "other"


def error_message(error: object) -> str:
    """What Codex says of an error in its own words, empty where it says nothing."""
    return text(error, "message") if isinstance(error, dict) else ""


def _settings_applied(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    event = SettingsApplied(
        at=line.at,
        ordinal=line.ordinal,
        tier=_tier(text(table(data, "thread_settings"), "service_tier")),
        thread_id=text(data, "thread_id"),
    )
    return (event,)


def _tier(said: str) -> str:
    """A service tier is one short word; what is none is not kept, not even in our own marks."""
    return said if said.isascii() and said.isalpha() and said.islower() and len(said) < 20 else ""


def _task_started(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    attribution = table(data, "turn_attribution")
    event = TurnStarted(
        at=line.at,
        ordinal=line.ordinal,
        turn_id=text(data, "turn_id"),
        root_turn_id=text(data, "root_turn_id") or text(attribution, "root_turn_id"),
        parent_turn_id=text(attribution, "parent_turn_id"),
        native_trace_id=text(data, "trace_id"),
        context_window=count(data, "model_context_window") or None,
    )
    return (event,)


def _turn_ended(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    event = TurnEnded(
        at=line.at,
        ordinal=line.ordinal,
        turn_id=text(data, "turn_id"),
        root_turn_id=text(data, "root_turn_id"),
        aborted=text(data, "type") == "turn_aborted",
        error=error_kind(data.get("error")),
        # 0.145 added errors and this time to task_complete.
        tells_errors="started_at" in data or "error" in data,
        duration_ms=_duration_ms(data),
        first_token_ms=integer(data, "time_to_first_token_ms"),
        answer=text(data, "last_agent_message"),
        message=error_message(data.get("error")),
    )
    return (event,)


def _failed(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    """The payload is the error itself; it names no turn."""
    event = Failed(
        at=line.at, ordinal=line.ordinal, error=error_kind(data), message=error_message(data)
    )
    return (event,)


def _duration_ms(data: Mapping[str, Any]) -> int | None:
    duration = integer(data, "duration_ms")
    return duration if duration is not None and 0 <= duration <= _LONGEST_MS else None


def _token_count(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    event = UsageTotal(
        at=line.at,
        ordinal=line.ordinal,
        info=table(data, "info"),
        limits=table(data, "rate_limits"),
    )
    return (event,)


def _user_message(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    """A prompt in legacy files."""
    event = Utterance(
        at=line.at,
        ordinal=line.ordinal,
        said=Said.prompt,
        text=text(data, "message"),
        attached=attached_lists(data),
    )
    return (event,)


def _review_mode(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    event = ReviewMode(
        at=line.at,
        ordinal=line.ordinal,
        turn_id=text(data, "turn_id"),
        entered=text(data, "type").startswith("entered"),
    )
    return (event,)


_EVENT_MESSAGES: dict[str, Callable[[Line, Mapping[str, Any]], Iterable[Event]]] = {
    "task_started": _task_started,
    "turn_started": _task_started,
    "task_complete": _turn_ended,
    "turn_complete": _turn_ended,
    "turn_aborted": _turn_ended,
    "error": _failed,
    "thread_settings_applied": _settings_applied,
    "token_count": _token_count,
    "user_message": _user_message,
    "item_completed": item_completed,
    "entered_review_mode": _review_mode,
    "exited_review_mode": _review_mode,
    **LEGACY_ITEMS,
}
