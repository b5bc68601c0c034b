"""Events of one thread to its turns, one at a time: the state machine over a rollout file.

A turn opens at task_started and ends at task_complete or turn_aborted. Lines may follow that
(a command that outlives its turn), so an ended turn is held until the next one begins or the
input ends. A turn that never ended is given out as incomplete.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codexctl.trace.calls import spent_since
from codexctl.trace.events import (
    NO_USAGE,
    AgentLinked,
    Event,
    ReviewMode,
    ThreadMeta,
    ToolAnswered,
    TurnContext,
    TurnStarted,
    Usage,
    UsageTotal,
)
from codexctl.trace.turn import Link, Turn
from codexctl.trace.turn_builder import TurnBuilder


@dataclass(frozen=True, slots=True)
class Carry:
    """What a later part of a file needs to know of the part before it."""

    model: str = ""
    effort: str = ""
    total: Usage = NO_USAGE


class ThreadFold:
    """Folds one file's events. Feed them in order; take turns as they settle.

    `links` gathers which tool calls started or messaged other threads; take them and clear it.
    """

    def __init__(self, thread: ThreadMeta | None = None, carry: Carry | None = None) -> None:
        self.thread = thread
        self.carry = carry or Carry()
        self.links: list[Link] = []
        self._turns: dict[str, TurnBuilder] = {}
        self._foreign: set[str] = set()

    @property
    def is_open(self) -> bool:
        """Whether a turn has begun and not ended."""
        return any(not turn.is_ended for turn in self._turns.values())

    @property
    def newest(self) -> str:
        """The id of the turn that was opened last and not yet given out, empty if there is none."""
        return next(reversed(self._turns), "")

    def feed(self, event: Event) -> Iterator[Turn]:
        """Take one event; give the turns that can get no more lines now."""
        if self._take_thread(event) or self.thread is None or self._is_copied(event):
            return
        if isinstance(event, TurnStarted):
            yield from self._start(event)
            return
        if isinstance(event, TurnContext):
            self._take_context(event)
        builder = self._builder(event)
        if isinstance(event, UsageTotal):
            self._take_total(event, builder)
        elif builder:
            builder.take(event)
            self._take_links(event, builder)

    def settle(self) -> Iterator[Turn]:
        """Give the turns that have ended, without waiting for the next one to begin."""
        for turn_id in [key for key, turn in self._turns.items() if turn.is_ended]:
            yield self._turns.pop(turn_id).finish()

    def finish(self) -> Iterator[Turn]:
        """The input ends: give everything, the open turn as incomplete."""
        for turn_id in list(self._turns):
            yield self._turns.pop(turn_id).finish()

    def _take_thread(self, event: Event) -> bool:
        """Only the first session_meta is the file's own; later ones are copied history."""
        if not isinstance(event, ThreadMeta):
            return False
        self.thread = self.thread or event
        return True

    def _is_copied(self, event: Event) -> bool:
        """Whether the line is history that a subagent was given from its parent."""
        start = self.thread.history_start_ordinal if self.thread else 0
        return event.ordinal is not None and event.ordinal < start

    def _start(self, event: TurnStarted) -> Iterator[Turn]:
        if not event.turn_id or event.turn_id in self._turns:
            return
        if self._is_mirrored(event):
            self._foreign.add(event.turn_id)
            return
        yield from self.finish()
        self._open(event)

    def _is_mirrored(self, event: TurnStarted) -> bool:
        """A review's own turn is copied into the thread that asked for it."""
        reviewing = any(turn.is_review and not turn.is_ended for turn in self._turns.values())
        return reviewing and event.turn_id not in self._turns

    def _open(self, event: Event) -> TurnBuilder:
        assert self.thread is not None  # noqa: S101 - feed() returns before a thread is known
        builder = TurnBuilder(self.thread, event, self.carry.model, self.carry.effort)
        self._turns[event.turn_id] = builder
        return builder

    def _builder(self, event: Event) -> TurnBuilder | None:
        """The turn that a line belongs to: the one it names, else the latest."""
        if event.turn_id in self._foreign:
            return None
        if event.turn_id:
            if isinstance(event, ReviewMode) and event.turn_id not in self._turns:
                return self._open(event)
            return self._turns.get(event.turn_id)
        return next(reversed(self._turns.values()), None)

    def _take_context(self, event: TurnContext) -> None:
        self.carry = Carry(event.model or self.carry.model, event.effort, self.carry.total)

    def _take_total(self, event: UsageTotal, builder: TurnBuilder | None) -> None:
        spent = spent_since(self.carry.total, event)
        self.carry = Carry(self.carry.model, self.carry.effort, event.total)
        if builder and spent != NO_USAGE:
            builder.calls.total_changed(spent)

    def _take_links(self, event: Event, builder: TurnBuilder) -> None:
        if isinstance(event, ToolAnswered | AgentLinked):
            self.links.extend(builder.links(event))


def fold(events: Iterable[Event], into: ThreadFold) -> Iterator[Turn]:
    """Feed all events and give every turn, the last one as incomplete if it never ended."""
    for event in events:
        yield from into.feed(event)
    yield from into.finish()
