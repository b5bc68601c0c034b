"""The turns of a file that began and were not given out yet, and which of them a line belongs to.

A line belongs to the turn that it names. One that names none belongs to the turn at which the file
is: the one that was begun or described last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codexctl.trace.read.events import Event, ToolCalled, TurnStarted, Utterance
from codexctl.trace.turns.turn_builder import TurnBuilder

# The key of a review whose turn id is not known before its last line (up to 0.142).
_UNNAMED = ""
# Only an open turn can be at the position of these: if one names a turn whose start was lost, the
# file is at that turn. The end of a command does not show it, because it may name a turn that is
# over.
_SAID = (Utterance, ToolCalled)


class PendingTurns:
    """The turns that are being read, by their ids, in the order in which they began.

    Ids of turns that were given out, and of turns that are not this thread's own, are remembered:
    lines that name them are skipped.
    """

    def __init__(self, patience: int) -> None:
        """Begin with none. Up to `patience` unsettled turns wait while later ones are read."""
        self._turns: dict[str, TurnBuilder] = {}
        self._given: set[str] = set()
        self._foreign: set[str] = set()
        self._patience = patience
        # The id of the turn at the file's current position; a turn that is not pending gets no
        # lines.
        self.position = _UNNAMED

    @property
    def is_open(self) -> bool:
        """Whether a turn has begun and not ended."""
        return any(not turn.is_ended for turn in self._turns.values())

    @property
    def newest_id(self) -> str:
        """The id of the turn that began last, empty if there is none."""
        return next(reversed(self._turns), "")

    @property
    def newest(self) -> TurnBuilder | None:
        """The turn that began last."""
        return next(reversed(self._turns.values()), None)

    def get(self, turn_id: str) -> TurnBuilder | None:
        """The turn with this id, None if it is not pending."""
        return self._turns.get(turn_id)

    def is_known(self, turn_id: str) -> bool:
        """Whether it was met before: pending, given out, or not this thread's own."""
        return turn_id in self._turns or turn_id in self._foreign or turn_id in self._given

    def begin(self, turn_id: str, turn: TurnBuilder) -> None:
        """Add a turn; the file is at it from here on."""
        self._turns[turn_id] = turn
        self.position = turn_id

    def began_before(self, turn_id: str) -> bool:
        """Whether a turn of this thread with this id has begun already, given out or not."""
        return turn_id in self._turns or turn_id in self._given

    def pass_over(self, turn_id: str) -> None:
        """Let lines that name this turn begin nothing."""
        self._foreign.add(turn_id)

    def of(self, event: Event) -> TurnBuilder | None:
        """The turn that a line belongs to: the one it names, else the one at which the file is.

        None if that turn is not pending, or has ended and the line does not name it.
        """
        turn_id = event.turn_id
        named = self._turns.get(turn_id)
        if named or turn_id in self._foreign or turn_id in self._given:
            return named
        if not turn_id:
            around = self._turns.get(self.position)
            return None if around is None or around.is_ended else around
        if isinstance(event, _SAID):
            self.position = turn_id  # a turn whose start was lost
        return None

    def begins_untold(self, prompt: Utterance) -> bool:
        """Whether what the person typed begins a turn: one that no line has begun or named."""
        if prompt.turn_id or prompt.key == "agent_message" or self.position in self._foreign:
            return False
        around = self._turns.get(self.position)
        if around is None:
            # A turn that began elsewhere, or whose task_started is lost.
            return self.position in self._given or self.position == _UNNAMED
        return around.is_ended or around.number > 0

    def review_around(self, started: TurnStarted) -> TurnBuilder | None:
        """The review whose own turn this is: it is mirrored into the thread that asked for it."""
        newest = self.newest
        if newest is None or not newest.is_review or newest.is_ended or newest.children:
            return None  # the review died, and this is the next turn
        return None if started.root_turn_id == started.turn_id else newest

    def name_review(self, turn_id: str) -> TurnBuilder | None:
        """Give the review that has no id yet its own: old ones name their turn only at its end."""
        review = self._turns.pop(_UNNAMED, None)
        if review:
            self.begin(turn_id, review)
        return review

    def settled(self) -> list[str]:
        """The ids of turns to give out when another one begins: all but those that may wait."""
        waiting = [key for key, turn in self._turns.items() if not turn.is_settled]
        waiting = waiting[max(len(waiting) - self._patience, 0) :]
        return [key for key in self._turns if key not in waiting]

    def ended(self, before: int) -> list[str]:
        """The ids of turns that have ended.

        One whose end no line tells has ended if its last line was written `before` that moment, in
        nanoseconds since 1970.
        """
        return [
            key
            for key, turn in self._turns.items()
            if turn.is_ended or (turn.is_answered and turn.was_left_alone(before))
        ]

    def everything(self) -> list[str]:
        """The ids of all turns that are pending."""
        return list(self._turns)

    def take_out(self, keys: Iterable[str]) -> Iterator[TurnBuilder]:
        """Remove turns and give them, each when it is asked for."""
        for key in keys:
            turn = self._turns.pop(key)
            if key != _UNNAMED:  # a review that was cut off before its turn was named
                self._given.add(key)
                yield turn
