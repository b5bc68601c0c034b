"""Lines to events. Unknown types and fields are passed over; every version's names are known here.

Names and shapes: Codex CLI 0.110 to 0.169.0, rollout files; what a version lacks is absent in
the event. Items that Codex completes are read in `decode_items`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from codexctl.trace.decode_items import LEGACY_ITEMS, item_completed
from codexctl.trace.decode_response import response_item
from codexctl.trace.events import (
    Compacted,
    Event,
    ResponseUsage,
    ReviewMode,
    Said,
    ThreadMeta,
    TurnContext,
    TurnEnded,
    TurnStarted,
    UsageTotal,
    Utterance,
    usage_of,
)
from codexctl.trace.lines import Line
from codexctl.trace.values import integer, table, text, texts

# A year: what is longer is no turn's duration.
_LONGEST_MS = 366 * 24 * 3600 * 1000

Decoder = Callable[[Line, Mapping[str, Any]], Iterable[Event]]


def decode(lines: Iterable[Line]) -> Iterator[Event]:
    """Turn rollout lines into events, in file order."""
    for line in lines:
        yield from decode_line(line)


def decode_line(line: Line) -> Iterable[Event]:
    """Give the events of one line: usually one, none for lines that say nothing of turns."""
    decoder = _LINES.get(line.type)
    return decoder(line, line.payload) if decoder else ()


def error_kind(error: object) -> str:
    """Codex's name for an error: a word, or the only key of an object.

    The message beside it is content and is never read.
    """
    if not isinstance(error, dict):
        return ""
    info = error.get("codex_error_info")
    if isinstance(info, dict) and info:
        info = next(iter(info))
    return info if isinstance(info, str) and info else "other"


def _thread_meta(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    source = data.get("source")
    spawn = table(table(table(data, "source"), "subagent"), "thread_spawn")
    thread_id, git = text(data, "id"), table(data, "git")
    if not thread_id:
        return ()
    event = ThreadMeta(
        at=line.at,
        ordinal=line.ordinal,
        thread_id=thread_id,
        session_id=text(data, "session_id") or thread_id,
        parent_thread_id=text(data, "parent_thread_id") or text(spawn, "parent_thread_id"),
        forked_from_id=text(data, "forked_from_id"),
        originator=text(data, "originator"),
        cli_version=text(data, "cli_version"),
        source=_source_word(source),
        provider=text(data, "model_provider"),
        role=text(data, "agent_role") or text(spawn, "agent_role"),
        nickname=text(data, "agent_nickname") or text(spawn, "agent_nickname"),
        agent_path=text(data, "agent_path") or text(spawn, "agent_path"),
        cwd=text(data, "cwd"),
        git_commit=text(git, "commit_hash"),
        git_branch=text(git, "branch"),
        instructions=text(table(data, "base_instructions"), "text"),
        job_id=_job_id(source),
        history_start_ordinal=max(integer(data, "subagent_history_start_ordinal") or 0, 0),
    )
    return (event,)


def _source_word(source: object) -> str:
    """`exec`, `cli`, `vscode`, or for a subagent its kind: `thread_spawn`, `review`."""
    if isinstance(source, str):
        return source
    kind = source.get("subagent") if isinstance(source, dict) else None
    if isinstance(kind, dict) and kind:
        kind = next(iter(kind))
    return kind if isinstance(kind, str) else ""


def _job_id(source: object) -> str:
    """The batch that a worker belongs to: `{"subagent": {"other": "agent_job:ID"}}` (0.142)."""
    subagent = table(source, "subagent") if isinstance(source, dict) else {}
    kind, _, job_id = text(subagent, "other").partition(":")
    return job_id if kind == "agent_job" else ""


def _turn_context(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    event = TurnContext(
        at=line.at,
        ordinal=line.ordinal,
        turn_id=text(data, "turn_id"),
        root_turn_id=text(data, "root_turn_id"),
        model=text(data, "model"),
        effort=text(data, "effort"),
        cwd=text(data, "cwd"),
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
    event = Compacted(
        at=line.at, ordinal=line.ordinal, response_id=text(data, "compaction_response_id")
    )
    return (event,)


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
    )
    return (event,)


def _duration_ms(data: Mapping[str, Any]) -> int | None:
    duration = integer(data, "duration_ms")
    return duration if duration is not None and 0 <= duration <= _LONGEST_MS else None


def _token_count(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    return (UsageTotal(at=line.at, ordinal=line.ordinal, info=table(data, "info")),)


def _user_message(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    """A prompt in legacy files."""
    pictures = len(texts(data, "images")) + len(texts(data, "local_images"))
    event = Utterance(
        at=line.at,
        ordinal=line.ordinal,
        said=Said.prompt,
        text=text(data, "message"),
        modalities=("image",) * pictures,
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
    "token_count": _token_count,
    "user_message": _user_message,
    "item_completed": item_completed,
    "entered_review_mode": _review_mode,
    "exited_review_mode": _review_mode,
    **LEGACY_ITEMS,
}

_LINES: dict[str, Decoder] = {
    "session_meta": _thread_meta,
    "turn_context": _turn_context,
    "token_usage_record": _response_usage,
    "compacted": _compacted,
    "event_msg": _event_msg,
    "response_item": response_item,
}
