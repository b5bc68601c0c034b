"""Events of one thread to its turns, one at a time: the state machine over a rollout file.

`pending.py` knows which turn a line belongs to; what the line does to it is here and in
`turn_builder.py`.

A turn opens at task_started and ends at task_complete or turn_aborted. Lines may follow that
(a command that outlives its turn), so an ended turn is held until the next one begins or the
input ends. A turn that never ended is given out as incomplete.

Up to 0.99 there is no task_started: there a turn opens at what the person typed, gets an id that
is made from the thread's and its number, and is over when the model's last word was an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codexctl.trace.ids import untold_turn_id
from codexctl.trace.read.events import (
    AgentLinked,
    Event,
    Instructed,
    ReviewMode,
    Said,
    SettingsApplied,
    ThreadMeta,
    ToolAnswered,
    TurnContext,
    TurnEnded,
    TurnStarted,
    UsageTotal,
    Utterance,
)
from codexctl.trace.turns.copied import Copies, is_copied, is_older
from codexctl.trace.turns.finished import finished
from codexctl.trace.turns.pending import PendingTurns
from codexctl.trace.turns.running_total import RunningTotal
from codexctl.trace.turns.toolcalls import ToolFold
from codexctl.trace.turns.turn import Link, Turn
from codexctl.trace.turns.turn_builder import TurnBuilder
from codexctl.trace.usage import NO_USAGE, Usage

# How many undecided turns a patient fold keeps: memory is limited for any file.
_PATIENCE = 8
# Events that can show which other threads got work.
_LINKING = (ToolAnswered, AgentLinked)
# How Codex names the turns of sessions that it imported from other programs: no model was called
# for them, and their content is somebody else's.
_IMPORTED = "external-import-turn-"


@dataclass(frozen=True, slots=True)
class Carry:
    """What a later part of a file needs to know of the part before it.

    `untold` counts the turns that no line told the beginning of.
    """

    model: str = ""
    effort: str = ""
    total: Usage = NO_USAGE
    tier: str = ""
    untold: int = 0


class ThreadFold:
    """Folds one file's events. Feed them in order; take turns as they settle.

    `thread` is whose file it is, None until its session_meta is met. `links` gathers which calls
    and reviews gave other threads work; take them and clear it. `is_imported` says that another
    program's turns were met: they are skipped.
    """

    def __init__(
        self,
        thread: ThreadMeta | None = None,
        carry: Carry | None = None,
        *,
        patient: bool = False,
        figures_only: bool = False,
    ) -> None:
        """Begin at the start of a file, or with the `carry` of what was read of it before.

        A `patient` fold waits longer for the last lines of a turn: one that has a process running
        or no end is held while later turns are read. With `figures_only` the tool calls of a turn
        are counted and no more is said of them.
        """
        self.thread = thread
        self.links: list[Link] = []
        self.is_imported = False
        begun_with = carry or Carry()
        self._model, self._effort = begun_with.model, begun_with.effort
        self._tier = begun_with.tier
        self._total = RunningTotal(begun_with.total, figures_only)
        self._untold = begun_with.untold
        self._pending = PendingTurns(_PATIENCE if patient else 0)
        self._copies = Copies()
        self._figures_only = figures_only

    @property
    def carry(self) -> Carry:
        """What a fold of the lines that come next needs to know."""
        # The next part begins with the newest turn's own first line.
        newest = self._pending.newest
        begun = newest is not None and newest.number > 0
        total = self._total.usage
        return Carry(self._model, self._effort, total, self._tier, self._untold - begun)

    @property
    def is_open(self) -> bool:
        """Whether a turn has begun and not ended."""
        return self._pending.is_open

    @property
    def newest(self) -> str:
        """The id of the turn that was opened last and not yet given out, empty if there is none."""
        return self._pending.newest_id

    def feed(self, event: Event) -> Iterable[Turn]:
        """Take one event; give the turns that can get no more lines now.

        What is given must be read to its end before the next event is fed.
        """
        if isinstance(event, ThreadMeta):
            # Only the first session_meta is the file's own; later ones are copied history.
            self.thread = self.thread or event
        thread = self.thread
        if thread is None or is_copied(event, thread):
            return ()
        if isinstance(event, TurnStarted):
            return self._start(event, thread)
        if isinstance(event, Instructed):
            self._instruct(event)
            return ()
        copies = self._copies
        if (copies.are_coming or isinstance(event, ThreadMeta)) and copies.holds(event, thread):
            # The running total continues from the copied lines: only its changes belong to this
            # thread.
            if isinstance(event, UsageTotal):
                self._total.take(event, None)
            return ()
        if (
            isinstance(event, Utterance)
            and event.said is Said.prompt
            and self._pending.begins_untold(event)
        ):
            return self._begin_untold(event, thread)
        self._take(event, thread)
        return ()

    def settle(self, before: int = 0) -> Iterator[Turn]:
        """Give the turns that have ended, without waiting for the next one to begin.

        One whose end no line tells has ended if its last line was written `before` that moment, in
        nanoseconds since 1970.
        """
        return self._give(self._pending.ended(before))

    def finish(self) -> Iterator[Turn]:
        """The input ends: give everything, the open turn as incomplete."""
        return self._give(self._pending.everything())

    def _give(self, turn_ids: Iterable[str]) -> Iterator[Turn]:
        return map(finished, self._pending.take_out(turn_ids))

    def _start(self, event: TurnStarted, thread: ThreadMeta) -> Iterator[Turn]:
        """task_started: begin a turn, unless it is known, copied, imported or a review's mirror."""
        turn_id, pending = event.turn_id, self._pending
        if not turn_id:
            return
        if pending.began_before(turn_id):
            pending.position = turn_id  # written twice: what follows belongs to that turn again
            pending.pass_over(turn_id)
            return
        is_imported = turn_id.startswith(_IMPORTED)
        self.is_imported = self.is_imported or is_imported
        if is_imported or is_older(turn_id, thread):
            pending.pass_over(turn_id)
            pending.position = turn_id
            return
        review = pending.review_around(event)
        if review:
            pending.pass_over(turn_id)
            self.links.extend(review.mirrors(turn_id))
            return
        yield from self._give(pending.settled())
        self._copies.are_over()
        self._open(event, thread)

    def _begin_untold(self, event: Event, thread: ThreadMeta) -> Iterator[Turn]:
        """A prompt begins a turn (up to 0.99): its id is made of the thread's and its number."""
        yield from self._give(self._pending.settled())
        self._untold += 1
        turn_id = untold_turn_id(thread.thread_id, self._untold)
        self._open(event, thread, turn_id, self._untold).take(event)

    def _open(
        self, event: Event, thread: ThreadMeta, turn_id: str = "", number: int = 0
    ) -> TurnBuilder:
        tools, turn_id = ToolFold(counting=self._figures_only), turn_id or event.turn_id
        builder = TurnBuilder(
            thread, event, self._model, self._effort, tools, turn_id=turn_id, number=number
        )
        builder.calls.tier = self._tier
        self._pending.begin(turn_id, builder)
        return builder

    def _take(self, event: Event, thread: ThreadMeta) -> None:
        """Add an event to its turn, and what holds from here on to the thread."""
        if isinstance(event, TurnContext):
            self._take_context(event)
        builder = self._builder(event, thread)
        if isinstance(event, UsageTotal):
            self._total.take(event, builder)
        elif isinstance(event, SettingsApplied):
            self._take_settings(event, builder, thread)
        elif builder:
            builder.take(event)
            if isinstance(event, _LINKING):
                self.links.extend(builder.links(event))

    def _builder(self, event: Event, thread: ThreadMeta) -> TurnBuilder | None:
        """The turn that an event belongs to. Reviews begin and get their names without a start."""
        pending, turn_id = self._pending, event.turn_id
        if isinstance(event, ReviewMode) and event.entered and not pending.is_known(turn_id):
            return self._open(event, thread)
        if isinstance(event, TurnEnded) and turn_id and not pending.is_known(turn_id):
            review = pending.name_review(turn_id)
            self.links.extend(review.named(turn_id) if review else ())
            return review
        return pending.of(event)

    def _instruct(self, event: Instructed) -> None:
        """What Codex told the model: part of a turn's request, whatever else is read or not.

        It tells no time, opens nothing and names nothing: a reading without it is the same. What
        is copied without a turn's name and what is in no turn is skipped.
        """
        named = event.turn_id or ("" if self._copies.are_coming else self._pending.position)
        builder = self._pending.get(named)
        if builder and not builder.is_ended:
            builder.calls.give(event)

    def _take_context(self, event: TurnContext) -> None:
        self._model, self._effort = event.model or self._model, event.effort
        self._pending.position = event.turn_id or self._pending.position

    def _take_settings(
        self, event: SettingsApplied, builder: TurnBuilder | None, thread: ThreadMeta
    ) -> None:
        """A tier holds until the next one: it is before a turn, or early in it."""
        if event.thread_id in ("", thread.thread_id):
            self._tier = event.tier
            if builder:
                builder.calls.tier = event.tier


def fold(events: Iterable[Event], into: ThreadFold) -> Iterator[Turn]:
    """Feed all events and give every turn, the last one as incomplete if it never ended.

    `into` then knows the links and what was carried on.
    """
    for event in events:
        yield from into.feed(event)
    yield from into.finish()
