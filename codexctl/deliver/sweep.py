"""Bringing one destination up to date: every turn that it has not acknowledged, once.

The rollout is the queue and the cursor is the acknowledgement. Nothing is marked as done before
the destination has said yes, so whatever interrupts this can be done again from the start.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from codexctl.deliver.alive import Alive
from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors import Cursors, Look
from codexctl.deliver.destinations import Route
from codexctl.deliver.mark import Mark
from codexctl.deliver.reading import Reading
from codexctl.deliver.rollouts import Rollout, parents_first, thread_of
from codexctl.deliver.scope import Scope
from codexctl.deliver.sending import Sender
from codexctl.deliver.standing import Standing
from codexctl.errors import CodexctlError
from codexctl.trace.placement import Links
from codexctl.trace.span import TurnTrace
from codexctl.trace.turn import INCOMPLETE, Turn

# A batch is sent when it has so many spans, or when so much was read for it; a turn is never split
# unless it is too large for the destination.
BATCH_SPANS = 512
BATCH_BYTES = 4 << 20
# So long may one destination keep a hook's worker; a person who asks is given all the time.
BUDGET_NS = 600 * 1_000_000_000


@dataclass(slots=True)
class Report:
    """What one sweep did for one destination.

    `open_files` end inside a turn, and `dying_ns` is when those that nobody holds will be given up
    (0: somebody holds it); `problem` is why the sweep stopped early, empty if it did not.
    """

    delivered: int = 0
    refused: int = 0
    problem: str = ""
    open_files: list[Path] = field(default_factory=list)
    dying_ns: list[int] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


class Sweep:
    """One pass over all rollouts for one destination."""

    def __init__(self, cursors: Cursors, route: Route, scope: Scope, clock: Clock) -> None:
        self.cursors = cursors
        self.route = route
        self.scope = scope
        self.clock = clock
        self.name = route.destination.name
        self.report = Report()
        hurry = 0 if scope.asked_for else clock.now_ns() + BUDGET_NS
        self._sender = Sender(cursors, route.destination, clock, hurry)
        self._alive = Alive(clock.now_ns(), route.rules, at_once=scope.asked_for)
        self._batch: list[TurnTrace] = []
        self._spans = 0
        self._bytes = 0
        self._read: list[Mark] = []

    def run(self, rollouts: Sequence[Rollout]) -> Report:
        """Look through all rollouts and deliver what is pending."""
        return self.deliver(self.with_news(rollouts))

    def deliver(self, changed: Sequence[Rollout]) -> Report:
        """Deliver what is pending in files with news; stop at the first answer that is no yes."""
        now = self.clock.now_ns()
        standing = self._standing()
        self.report.problem = self._obstacle(standing, now)
        if self.report.problem:
            return self.report
        files = {rollout.path: rollout for rollout in changed}
        ordered = self._ordered(files)
        if all(self._file(files[path], standing) for path in ordered):
            self._flush()
        self.report.delivered = self._sender.delivered
        self.report.refused = self._sender.refused
        self.report.problem = self._sender.problem
        return self.report

    def with_news(self, rollouts: Sequence[Rollout]) -> list[Rollout]:
        """The files that may hold a turn which the destination has not acknowledged.

        A store that counts fewer commits than its cursor knows of was set back, or replaced:
        then nothing counts as acknowledged.
        """
        commits = self.route.destination.commits
        if commits is not None and commits < self._standing().commits:
            self.cursors.forget_acknowledged(self.name)
        if not self.scope.is_everything:
            return list(rollouts)
        standing, looks = self._standing(), self.cursors.looks(self.name)
        return [r for r in rollouts if self._has_news(r, looks.get(str(r.path)), standing)]

    def count(self, rollouts: Sequence[Rollout]) -> int:
        """How many turns `run` would deliver; nothing is sent and no mark moves."""
        standing, found = self._standing(), 0
        for rollout in self.with_news(rollouts):
            try:
                turns = self._reading(rollout).turns(dead=self._alive.is_dead(rollout))
                found += sum(self._is_wanted(turn, standing) for turn in turns)
            except (OSError, CodexctlError):
                self.report.unreadable.append(str(rollout.path))
        return found

    def _obstacle(self, standing: Standing, now_ns: int) -> str:
        """Why nothing is to be sent at all: barred, paused, or waiting for its next try."""
        if self.route.barred:
            return self.route.barred
        if self.scope.asked_for:
            return ""
        if standing.paused_for and standing.paused_for != self.route.destination.fingerprint:
            return ""
        return standing.paused or (standing.last_error if standing.is_waiting(now_ns) else "")

    def _standing(self) -> Standing:
        return self.cursors.standing(self.name) or Standing(self.name, self.clock.now_ns())

    def _has_news(self, rollout: Rollout, before: Look | None, standing: Standing) -> bool:
        if before is None:
            return rollout.mtime_ns >= standing.since_ns
        if before[:3] != [rollout.inode, rollout.size, rollout.mtime_ns]:
            return True
        return bool(before[3]) and self._alive.is_dead(rollout)

    def _reading(self, rollout: Rollout) -> Reading:
        is_marked = self.scope.is_everything
        return Reading(rollout, self.cursors.mark(self.name, rollout.path) if is_marked else None)

    def _ordered(self, changed: Iterable[Path]) -> list[Path]:
        threads = {}
        for path in changed:
            try:
                thread = thread_of(path)
            except (OSError, CodexctlError):
                self.report.unreadable.append(str(path))
                continue
            if thread and self.scope.session in ("", thread.session_id):
                threads[path] = thread
        return parents_first(threads)

    def _file(self, rollout: Rollout, standing: Standing) -> bool:
        """Gather one file's turns, sending when there are enough; False when none are taken."""
        try:
            reading = self._reading(rollout)
            place = reading.place
            for turn in reading.turns(dead=self._alive.is_dead(rollout)):
                if self._is_wanted(turn, standing):
                    self._gather(turn)
                self._bytes, place = self._bytes + reading.place - place, reading.place
                if self._is_enough and not self._flush(reading):
                    return False
            self._end_of(reading)
        except (OSError, CodexctlError):
            self.report.unreadable.append(str(rollout.path))
        return True

    @property
    def _is_enough(self) -> bool:
        return self._spans >= BATCH_SPANS or self._bytes >= BATCH_BYTES

    def _gather(self, turn: Turn) -> None:
        known = self.cursors.links_to(turn.reached_by) if turn.is_subagent else ()
        trace = self.route.pipeline.trace(turn, Links(known))
        self._batch.append(trace)
        self._spans += len(trace.spans)

    def _end_of(self, reading: Reading) -> None:
        """Links are kept at once: the files of subagents come next. Marks wait for the yes."""
        self.cursors.add_links(reading.links)
        self._read.append(reading.mark())
        if reading.is_open:
            self.report.open_files.append(reading.rollout.path)
            self.report.dying_ns.append(self._alive.dies_at_ns(reading.rollout))

    def _flush(self, reading: Reading | None = None) -> bool:
        """Send what was gathered; only then may marks move, of `reading` as far as it has come."""
        if self._batch and not self._sender.send(self._batch):
            return False
        self._batch, self._spans, self._bytes = [], 0, 0
        if reading:
            self.cursors.add_links(reading.links)
            reading.links.clear()
            self._read.append(reading.mark())
        if self.scope.is_everything:
            self.cursors.set_marks(self.name, self._read)
        self._read.clear()
        return True

    def _is_wanted(self, turn: Turn, standing: Standing) -> bool:
        since = self.scope.since_ns if self.scope.seen_too else standing.since_ns
        if turn.ended < since or self.scope.session not in ("", turn.thread.session_id):
            return False
        place = turn.thread.thread_id, turn.turn_id
        has_ended = turn.status != INCOMPLETE
        return not self.cursors.is_acknowledged(self.name, *place, has_ended=has_ended)
