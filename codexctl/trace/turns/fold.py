"""Events of one thread to its turns, one at a time: the state machine over a rollout file.

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
    ToolCalled,
    TurnContext,
    TurnEnded,
    TurnStarted,
    UsageTotal,
    Utterance,
)
from codexctl.trace.turns.copied import Copies, is_copied, is_older
from codexctl.trace.turns.finished import finished
from codexctl.trace.turns.running_total import RunningTotal
from codexctl.trace.turns.toolcalls import ToolFold
from codexctl.trace.turns.turn import Link, Turn
from codexctl.trace.turns.turn_builder import TurnBuilder
from codexctl.trace.usage import NO_USAGE, Usage

# How many unsettled turns a patient fold holds on to: memory stays bounded in any file.
_PATIENCE = 8
# Events that can tell which other threads got work.
_LINKING = (ToolAnswered, AgentLinked)
# Events of which only an open turn can be the place.
_SAID = (Utterance, ToolCalled)
# How Codex names the turns of sessions that it took over from other programs: it asked no model
# for them, and what they hold is somebody else's.
_IMPORTED = "external-import-turn-"
# The key of a review whose turn id is not known before its last line (up to 0.142).
_UNNAMED = ""


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

    `links` gathers which calls and reviews gave other threads work; take them and clear it.
    `is_imported` says that another program's turns were met: they are passed over.
    A `patient` fold waits longer for the last lines of a turn: one that has a process running
    or no end is held while later turns are read. With `figures_only` the tool calls of a turn are
    counted and no more is said of them.
    """

    def __init__(
        self,
        thread: ThreadMeta | None = None,
        carry: Carry | None = None,
        *,
        patient: bool = False,
        figures_only: bool = False,
    ) -> None:
        self.thread = thread
        self.links: list[Link] = []
        begun_with = carry or Carry()
        self._model, self._effort = begun_with.model, begun_with.effort
        self._tier = begun_with.tier
        self._total = RunningTotal(begun_with.total, figures_only)
        self._turns: dict[str, TurnBuilder] = {}
        # The turn that lines which name none belong to: the one that was begun or described last.
        self._position = _UNNAMED
        self._untold = begun_with.untold
        self._copies = Copies()
        self._foreign: set[str] = set()
        self.is_imported = False
        self._given: set[str] = set()
        self._patience = _PATIENCE if patient else 0
        self._figures_only = figures_only

    @property
    def carry(self) -> Carry:
        """What a fold of the lines that come next needs to know."""
        # What comes next begins with the newest turn's own first line.
        begun = self._turns[self.newest].number > 0 if self._turns else False
        total = self._total.usage
        return Carry(self._model, self._effort, total, self._tier, self._untold - begun)

    @property
    def is_open(self) -> bool:
        """Whether a turn has begun and not ended."""
        return any(not turn.is_ended for turn in self._turns.values())

    @property
    def newest(self) -> str:
        """The id of the turn that was opened last and not yet given out, empty if there is none."""
        return next(reversed(self._turns), "")

    def feed(self, event: Event) -> Iterable[Turn]:
        """Take one event; give the turns that can get no more lines now."""
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
            if isinstance(event, UsageTotal):
                self._total.take(event, None)
            return ()
        if isinstance(event, Utterance) and event.said is Said.prompt and self._is_untold(event):
            return self._begin_untold(event, thread)
        return self._take(event, thread)

    def _take(self, event: Event, thread: ThreadMeta) -> Iterable[Turn]:
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
        return ()

    def _instruct(self, event: Instructed) -> None:
        """What Codex told the model: part of a turn's request, whatever else is read or not.

        It tells no time, opens nothing and names nothing: a reading without it is the same. What
        is copied without a turn's name and what stands in no turn is passed over.
        """
        named = event.turn_id or ("" if self._copies.are_coming else self._position)
        builder = self._turns.get(named)
        if builder and not builder.is_ended:
            builder.calls.give(event)

    def settle(self, before: int = 0) -> Iterator[Turn]:
        """Give the turns that have ended, without waiting for the next one to begin.

        One whose end no line tells has ended if its last line was written `before` that moment.
        """
        ended = [
            key
            for key, turn in self._turns.items()
            if turn.is_ended or (turn.is_answered and turn.was_left_alone(before))
        ]
        yield from self._give(ended)

    def finish(self) -> Iterator[Turn]:
        """The input ends: give everything, the open turn as incomplete."""
        yield from self._give(list(self._turns))

    def _give(self, keys: Iterable[str]) -> Iterator[Turn]:
        for key in keys:
            builder = self._turns.pop(key)
            if key != _UNNAMED:  # a review that was cut before its turn was named
                self._given.add(key)
                yield finished(builder)

    def _start(self, event: TurnStarted, thread: ThreadMeta) -> Iterator[Turn]:
        turn_id = event.turn_id
        if not turn_id:
            return
        if turn_id in self._turns or turn_id in self._given:
            self._position = turn_id  # written twice: what follows is that turn's, once more
            self._foreign.add(turn_id)
            return
        is_imported = turn_id.startswith(_IMPORTED)
        self.is_imported = self.is_imported or is_imported
        if is_imported or is_older(turn_id, thread):
            self._foreign.add(turn_id)
            self._position = turn_id
            return
        review = self._review_around(event)
        if review:
            self._foreign.add(turn_id)
            self.links.extend(review.mirrors(turn_id))
            return
        yield from self._give(self._settled())
        self._copies.are_over()
        self._open(event, thread)

    def _is_untold(self, event: Utterance) -> bool:
        """Whether what the person typed begins a turn: one that no line has begun or named."""
        if event.turn_id or event.key == "agent_message" or self._position in self._foreign:
            return False
        around = self._turns.get(self._position)
        if around is None:
            # A turn that was begun elsewhere, or whose task_started is lost.
            return self._position in self._given or self._position == _UNNAMED
        return around.is_ended or around.number > 0

    def _begin_untold(self, event: Utterance, thread: ThreadMeta) -> Iterator[Turn]:
        yield from self._give(self._settled())
        self._untold += 1
        turn_id = untold_turn_id(thread.thread_id, self._untold)
        self._open(event, thread, turn_id, self._untold).take(event)

    def _review_around(self, event: TurnStarted) -> TurnBuilder | None:
        """The review whose own turn this is: it is mirrored into the thread that asked for it."""
        newest = next(reversed(self._turns.values()), None)
        if newest is None or not newest.is_review or newest.is_ended or newest.children:
            return None  # the review died, and this is the next turn
        return None if event.root_turn_id == event.turn_id else newest

    def _settled(self) -> list[str]:
        """The turns to give out when another one begins."""
        waiting = [key for key, turn in self._turns.items() if not turn.is_settled]
        waiting = waiting[max(len(waiting) - self._patience, 0) :]
        return [key for key in self._turns if key not in waiting]

    def _open(
        self, event: Event, thread: ThreadMeta, turn_id: str = "", number: int = 0
    ) -> TurnBuilder:
        tools, turn_id = ToolFold(counting=self._figures_only), turn_id or event.turn_id
        builder = TurnBuilder(
            thread, event, self._model, self._effort, tools, turn_id=turn_id, number=number
        )
        builder.calls.tier = self._tier
        self._turns[turn_id] = builder
        self._position = turn_id
        return builder

    def _builder(self, event: Event, thread: ThreadMeta) -> TurnBuilder | None:
        """The turn that a line belongs to: the one it names, else the one it stands in."""
        turn_id = event.turn_id
        named = self._turns.get(turn_id)
        if named or turn_id in self._foreign or turn_id in self._given:
            return named
        if isinstance(event, ReviewMode) and event.entered:
            return self._open(event, thread)
        if not turn_id:
            around = self._turns.get(self._position)
            return None if around is None or around.is_ended else around
        if isinstance(event, _SAID):
            self._position = turn_id  # a turn whose start was lost
        return self._name_review(turn_id) if isinstance(event, TurnEnded) else None

    def _name_review(self, turn_id: str) -> TurnBuilder | None:
        """Old reviews name their turn only where it ends."""
        builder = self._turns.pop(_UNNAMED, None)
        if builder:
            self.links.extend(builder.named(turn_id))
            self._turns[turn_id] = builder
            self._position = turn_id
        return builder

    def _take_context(self, event: TurnContext) -> None:
        self._model, self._effort = event.model or self._model, event.effort
        self._position = event.turn_id or self._position

    def _take_settings(
        self, event: SettingsApplied, builder: TurnBuilder | None, thread: ThreadMeta
    ) -> None:
        """A tier holds until the next one: it stands before a turn, or early in it."""
        if event.thread_id in ("", thread.thread_id):
            self._tier = event.tier
            if builder:
                builder.calls.tier = event.tier


def fold(events: Iterable[Event], into: ThreadFold) -> Iterator[Turn]:
    """Feed all events and give every turn, the last one as incomplete if it never ended."""
    for event in events:
        yield from into.feed(event)
    yield from into.finish()
