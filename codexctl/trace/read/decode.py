"""Lines to events. Unknown types and fields are passed over; every version's names are known here.

Names and shapes: Codex CLI 0.20 to 0.169.0, rollout files; what a version lacks is absent in
the event. Items that Codex completes are read in `decode_items`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from codexctl.trace.read.attached import attached_lists
from codexctl.trace.read.bare import bare_item
from codexctl.trace.read.events import (
    Compacted,
    Event,
    Failed,
    ResponseUsage,
    ReviewMode,
    Said,
    SettingsApplied,
    StateKept,
    TurnContext,
    TurnEnded,
    TurnStarted,
    UsageTotal,
    Utterance,
)
from codexctl.trace.read.items import LEGACY_ITEMS, item_completed
from codexctl.trace.read.lines import Line
from codexctl.trace.read.response import response_item, typed_texts
from codexctl.trace.read.thread import thread_meta
from codexctl.trace.usage import usage_of
from codexctl.trace.values import count, integer, table, tables, text

# A year: what is longer is no turn's duration.
_LONGEST_MS = 366 * 24 * 3600 * 1000

Decoder = Callable[[Line, Mapping[str, Any]], Iterable[Event]]


def decode(lines: Iterable[Line]) -> Iterator[Event]:
    """Turn rollout lines into events, in file order."""
    for line in lines:
        yield from decode_line(line)


def decode_line(line: Line) -> Iterable[Event]:
    """Give the events of one line: usually one, none for lines that say nothing of turns.

    Never raises: a member of the wrong type counts as absent.
    """
    decoder = _LINES.get(line.type)
    return decoder(line, line.payload) if decoder else ()


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


def _turn_context(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    event = TurnContext(
        at=line.at,
        ordinal=line.ordinal,
        turn_id=text(data, "turn_id"),
        root_turn_id=text(data, "root_turn_id"),
        model=text(data, "model"),
        effort=text(data, "effort"),
        cwd=text(data, "cwd"),
        asks=_asks(data),
    )
    return (event,)


def _asks(data: Mapping[str, Any]) -> bool:
    """Whether a person is asked: by the policy, and not another model in their place."""
    policy, reviewer = data.get("approval_policy"), data.get("approvals_reviewer")
    return policy not in (None, "", "never") and reviewer in (None, "", "user")


def _settings_applied(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    event = SettingsApplied(
        at=line.at,
        ordinal=line.ordinal,
        tier=_tier(text(table(data, "thread_settings"), "service_tier")),
        thread_id=text(data, "thread_id"),
    )
    return (event,)


def _response_usage(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    event = ResponseUsage(
        at=line.at,
        ordinal=line.ordinal,
        turn_id=text(data, "turn_id"),
        response_id=text(data, "response_id"),
        usage=usage_of(table(data, "usage")),
    )
    return (event,)


def _compacted(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    summary = text(data, "message")
    event = Compacted(
        at=line.at,
        ordinal=line.ordinal,
        response_id=text(data, "compaction_response_id"),
        summary=summary,
        prompts=tuple(typed_texts(tables(data, "replacement_history"), summary)),
    )
    return (event,)


def _state(line: Line, _: Mapping[str, Any]) -> Iterable[Event]:
    return (StateKept(at=line.at),)


def _event_msg(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    decoder = _EVENT_MESSAGES.get(text(data, "type"))
    return decoder(line, data) if decoder else ()


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
        # Errors and this time came into task_complete together, with 0.145.
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


_EVENT_MESSAGES: dict[str, Decoder] = {
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

_LINES: dict[str, Decoder] = {
    "session_meta": thread_meta,
    "turn_context": _turn_context,
    "token_usage_record": _response_usage,
    "compacted": _compacted,
    "event_msg": _event_msg,
    "response_item": response_item,
    "bare_item": bare_item,
    "record_state": _state,
}


def _tier(said: str) -> str:
    """A service tier is one short word; what is none is not kept, not even in our own marks."""
    return said if said.isascii() and said.isalpha() and said.islower() and len(said) < 20 else ""
