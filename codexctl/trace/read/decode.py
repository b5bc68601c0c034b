"""Lines to events. Unknown types and fields are skipped; every version's names are known here.

Names and shapes: Codex CLI 0.20 to 0.169.0, rollout files; what a version lacks is absent in
the event. Lines of the type event_msg are read in `event_messages.py`, those of response_item in
`response.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from codexctl.trace.read.bare import bare_item
from codexctl.trace.read.event_messages import event_message
from codexctl.trace.read.events import (
    Compacted,
    Event,
    ResponseUsage,
    StateKept,
    TurnContext,
)
from codexctl.trace.read.lines import Line
from codexctl.trace.read.response import response_item, typed_texts
from codexctl.trace.read.thread import thread_meta
from codexctl.trace.usage import usage_of
from codexctl.trace.values import table, tables, text

Decoder = Callable[[Line, Mapping[str, Any]], Iterable[Event]]


def decode(lines: Iterable[Line]) -> Iterator[Event]:
    """Turn rollout lines into events, in file order, one line at a time."""
    for line in lines:
        yield from decode_line(line)


def decode_line(line: Line) -> Iterable[Event]:
    """Give the events of one line: usually one, none for lines that say nothing of turns.

    Never raises: a member of the wrong type counts as absent.
    """
    decoder = _LINES.get(line.type)
    return decoder(line, line.payload) if decoder else ()


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


_LINES: dict[str, Decoder] = {
    "session_meta": thread_meta,
    "turn_context": _turn_context,
    "token_usage_record": _response_usage,
    "compacted": _compacted,
    "event_msg": event_message,
    "response_item": response_item,
    "bare_item": bare_item,
    "record_state": _state,
}
