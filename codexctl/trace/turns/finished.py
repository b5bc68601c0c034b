"""A turn whose lines have all been read, as the frozen `Turn`: its times, its end, its calls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from codexctl.trace.read.events import Said, TurnEnded
from codexctl.trace.turns.ending import error_of, message_of, status_of
from codexctl.trace.turns.turn import ModelCall, Turn
from codexctl.trace.turns.turn_builder import TurnBuilder
from codexctl.trace.values import NS_PER_MS, Inferred


class _Times(NamedTuple):
    """When a turn ran, in nanoseconds since 1970; `inferred` says that no line told both."""

    started: int
    ended: int
    duration_ms: int | None
    inferred: bool


def finished(read: TurnBuilder) -> Turn:
    """Freeze what was read; a turn that has no end is incomplete and ends with its last line.

    It can take no line after that: its calls and tools are closed.
    """
    end = read.end or _untold_end(read)
    times = _times(read, end)
    context = read.contexts[-1] if read.contexts else None
    calls = _calls(read)
    error = error_of(end, is_prompted=_is_prompted(read), failed=read.failed)
    return Turn(
        thread=read.thread,
        turn_id=read.turn_id,
        root_turn_id=read.root,
        parent_turn_id=read.parent_turn_id,
        status=status_of(end, error),
        error=error,
        error_message=message_of(end, error, read.failed),
        rate_limits=read.calls.limits_left,
        started=times.started,
        ended=max(times.ended, times.started),
        duration_ms=times.duration_ms,
        first_token_ms=end.first_token_ms if end else None,
        models=tuple(dict.fromkeys(call.model for call in calls if call.model)),
        model=(context.model if context else "") or _model_of(calls),
        effort=context.effort if context else "",
        cwd=(context.cwd if context else "") or read.thread.cwd,
        prompts=tuple(read.prompts),
        answer=end.answer if end else "",
        calls=calls,
        tools=read.tools.finish(
            end.at if end else times.ended, asks=any(context.asks for context in read.contexts)
        ),
        native_trace_id=read.native_trace_id,
        context_window=read.context_window,
        is_review=read.is_review,
        inferred=times.inferred,
        calls_left_out=read.calls.left_out,
        tools_left_out=read.tools.left_out,
    )


def _times(read: TurnBuilder, end: TurnEnded | None) -> _Times:
    started, ended = read.started, end.at if end else read.last_at
    duration = end.duration_ms if end else None
    if read.is_review and duration is not None:
        # Old releases write all lines of a review when it is over.
        started = max(min(started, ended - duration * NS_PER_MS), 0)
    inferred = isinstance(started, Inferred) or isinstance(ended, Inferred)
    # Codex's own duration is right even if the clock was changed in between.
    if end and duration is None and not inferred:
        ended = max(ended, read.last_at)
        duration = (ended - started) // NS_PER_MS
    elif duration is not None:
        ended = started + duration * NS_PER_MS
    return _Times(started, ended, duration, inferred)


def _untold_end(read: TurnBuilder) -> TurnEnded | None:
    """How a turn ended where no line tells: well, if the model's last word was an answer."""
    if not read.is_answered:
        return None
    said = [said for call in read.calls.finish() for said in call.said]
    answers = [utterance.text for utterance in said if utterance.said is Said.answer]
    return TurnEnded(at=read.last_at, answer=answers[-1] if answers else "")


def _calls(read: TurnBuilder) -> tuple[ModelCall, ...]:
    """The turn's model calls.

    A review's answer is written into the thread that asked for it as if a model had spoken
    there: without usage it is not a call.
    """
    calls = read.calls.finish()
    return tuple(call for call in calls if call.usage) if read.is_review else calls


def _is_prompted(read: TurnBuilder) -> bool:
    """Whether the model was given something to answer: a review's prompt is its child's."""
    return bool(read.prompts) and not read.is_review and not read.calls.has_compaction


def _model_of(calls: Iterable[ModelCall]) -> str:
    """The model of the last call that cost something: a manual compaction has no turn_context."""
    models = [call.model for call in calls if call.usage and call.model]
    return models[-1] if models else ""
