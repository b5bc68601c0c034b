"""Which turns a destination is still to get: asked by who delivers and by who only counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.cursors.destination_state import Standing
from codexctl.deliver.cursors.marks import Look
from codexctl.deliver.cursors.places import Places
from codexctl.deliver.cursors.scope import Scope
from codexctl.deliver.rollouts.alive import Alive
from codexctl.deliver.rollouts.files import Rollout
from codexctl.deliver.rollouts.patience import Patience
from codexctl.deliver.rollouts.reading import Reading
from codexctl.trace.read.sieve import FOR_SPANS, Sieve
from codexctl.trace.turns.turn import INCOMPLETE, Turn


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one destination wants, as its cursor is now; `sieve` says which lines matter."""

    cursors: Cursors
    standing: Standing
    scope: Scope
    alive: Alive
    places: Places
    sieve: Sieve = FOR_SPANS

    @property
    def has_marks(self) -> bool:
        """Whether marks say what the destination has not had: they do of the same places alone."""
        return self.scope.is_everything and self.standing.projects == self.places.projects.key

    def files(self, rollouts: Iterable[Rollout]) -> list[Rollout]:
        """The files that may hold a turn which the destination has not acknowledged.

        `rollouts` are all there are. Their sizes and times tell, and no file is opened.
        """
        name = self.standing.name
        if not self.has_marks or self.cursors.lost(name):
            return list(rollouts)
        found = list(rollouts)
        looks = self.cursors.marks.looks(name, (r.file for r in found))
        return [r for r in found if self._has_news(r, looks.get(r.file))]

    def reading(self, rollout: Rollout) -> Reading:
        """Begin to read a file: where it was left if its mark holds, else at its start."""
        name, longest = self.standing.name, self.alive.longest_line
        mark = self.cursors.marks.of(name, rollout.path) if self.has_marks else None
        return Reading(rollout, mark, longest, self.sieve)

    def turns(self, reading: Reading, patience: Patience | None = None) -> Iterator[Turn]:
        """All turns that a file gives now, as they are read; an open one if it is dead.

        Raises OSError or CodexctlError at what cannot be read, TooSlow when `patience` ends.
        """
        return reading.turns(dead=self.alive.is_dead(reading.rollout), patience=patience)

    def is_wanted(self, turn: Turn) -> bool:
        """Whether a turn is to be delivered.

        It is of the session that was asked for and of a project that the destination is for, has
        ended since the destination counts, and was not acknowledged.
        """
        if self.scope.session not in ("", turn.thread.session_id):
            return False
        if not self.places.have(turn):
            return False
        name, place = self.standing.name, (turn.thread.thread_id, turn.turn_id)
        since = self.scope.since_ns if self.scope.seen_too else self.standing.since_ns
        if turn.ended < since and not self.cursors.is_lost(name, *place):
            return False
        has_ended = turn.status != INCOMPLETE
        return not self.cursors.is_acknowledged(name, *place, has_ended=has_ended)

    def is_taken(self, turn: Turn) -> bool:
        """Whether the destination has acknowledged a turn."""
        place = turn.thread.thread_id, turn.turn_id
        return self.cursors.is_acknowledged(self.standing.name, *place)

    def _has_news(self, rollout: Rollout, before: Look | None) -> bool:
        if before is None:
            return rollout.mtime_ns >= self.standing.since_ns
        if before[:4] != rollout:
            return True
        return bool(before[4]) and self.alive.is_dead(rollout)
