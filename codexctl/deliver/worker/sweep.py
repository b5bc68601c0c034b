"""Bringing one destination up to date: every turn that it has not acknowledged, once.

The rollout is the queue and the cursor is the acknowledgement. Nothing is marked as done before
the destination has said yes, so whatever interrupts this can be done again from the start.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import inf
from pathlib import Path

from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.cursors.at_work import LAST_AFTER, AtWork
from codexctl.deliver.cursors.destination_state import Standing
from codexctl.deliver.cursors.places import Places
from codexctl.deliver.cursors.scope import Scope
from codexctl.deliver.cursors.wanted import Wanted
from codexctl.deliver.metrics.counting import (
    COUNT_NS,
    Counting,
    counting_for,
    send_metrics,
    still_waiting,
)
from codexctl.deliver.rollouts.accounts import Fate, fate_of, is_lasting, reason_of
from codexctl.deliver.rollouts.alive import Alive
from codexctl.deliver.rollouts.files import Rollout, file_name, parents_first, thread_of
from codexctl.deliver.rollouts.mark import Mark
from codexctl.deliver.rollouts.patience import MOST_S, Patience
from codexctl.deliver.rollouts.reading import Reading
from codexctl.deliver.worker.destinations import Route
from codexctl.deliver.worker.sending import Sender
from codexctl.errors import CodexctlError
from codexctl.trace.spans.placement import Links
from codexctl.trace.spans.span import TurnTrace
from codexctl.trace.turns.turn import Turn

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
    fates: dict[str, Fate] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)


class Sweep:
    """One pass over all rollouts for one destination."""

    def __init__(
        self, cursors: Cursors, route: Route, scope: Scope, clock: Clock, until_ns: int = 0
    ) -> None:
        """Take what it is about; after `until_ns` (0: never) no file is begun any more."""
        self.cursors = cursors
        self.route = route
        self.scope = scope
        self.clock = clock
        self.name = route.destination.name
        self.report = Report()
        self._until = until_ns
        hurry = 0 if scope.asked_for else clock.now_ns() + BUDGET_NS
        self._sender = Sender(
            *(cursors, route.destination, clock, hurry),
            diary=route.diary,
            counting=self._counting() if route.metrics else None,
        )
        self._sender.never_pauses = route.is_administered
        self._alive = Alive(
            clock.now_ns(), route.rules, quiet_s=scope.quiet_s if scope.asked_for else None
        )
        self._places = Places(route.projects, cursors, self.name)
        self._batch: list[TurnTrace] = []
        self._spans = 0
        self._bytes = 0
        self._read: list[Mark] = []
        self._at_work = AtWork(cursors.folder)
        # A person who asks for a file is given it, however long that takes.
        self._patience = Patience(clock.worked_ns, inf if scope.asked_for else MOST_S)

    def run(self, rollouts: Sequence[Rollout]) -> Report:
        """Look through all rollouts and deliver what is pending."""
        report = self.deliver(self.with_news(rollouts))
        if not self._is_late:
            self.complete(report.problem)
        return report

    def send_metrics(self, rollouts: Sequence[Rollout]) -> None:
        """Send what has been counted, where the destination gets metrics and can be reached."""
        metrics = self.route.metrics
        if metrics and self._sender.is_there:
            if self.scope.asked_for:
                self.cursors.counts.try_again(self.name)
            waiting = partial(self._still_waiting, rollouts)
            send_metrics(*(self.cursors, self.name, metrics, waiting, self.clock, self.route.diary))

    def _counting(self) -> Counting:
        since = self._standing().since_ns
        return counting_for(self.cursors, self.name, self.route.pipeline.capture, since)

    def _still_waiting(self, rollouts: Sequence[Rollout]) -> int | None:
        """How many turns wait, None where that takes long to say.

        After a delivery that went through there are none, and no need to look.
        """
        if not self.report.problem:
            return 0
        return still_waiting(self._wanted(), rollouts, self.clock.now_ns() + COUNT_NS, self.clock)

    def complete(self, problem: str) -> None:
        """All rollouts were looked through: what a store has lost and nobody has now is gone."""
        if not problem and self.scope.is_everywhere and self.cursors.lost(self.name):
            self.cursors.forget_lost(self.name)

    def deliver(self, changed: Sequence[Rollout]) -> Report:
        """Deliver what is pending in files with news; stop at the first answer that is no yes.

        What nobody expected leaves the note of the file that was at work, as a death does.
        """
        try:
            report = self._deliver(changed)
        except (CodexctlError, KeyboardInterrupt, SystemExit):
            self._at_work.end()
            raise
        self._at_work.end()
        return report

    def _deliver(self, changed: Sequence[Rollout]) -> Report:
        now = self.clock.now_ns()
        standing = self._standing()
        self.report.problem = self._obstacle(standing, now)
        if self.report.problem:
            self._sender.is_there = False
            self._step(f"nothing is sent: {self.report.problem}")
            return self.report
        deadly = self.cursors.deadly.after(self.name, LAST_AFTER)
        safe = [rollout for rollout in changed if rollout.path not in deadly]
        last = [rollout for rollout in changed if rollout.path in deadly]
        # The last come when all others have been acknowledged: nobody waits for them.
        for rollouts in filter(None, (safe, last)):
            if not (self._gather_all(rollouts) and self._flush()):
                break
        self.report.delivered = self._sender.delivered
        self.report.refused = self._sender.refused
        self.report.problem = self._sender.problem
        return self.report

    def _gather_all(self, rollouts: Sequence[Rollout]) -> bool:
        """Gather the turns of files, parents first; False when none are taken any more."""
        files, wanted = {rollout.path: rollout for rollout in rollouts}, self._wanted()
        ordered = self._ordered(rollouts)
        return all(self._is_late or self._file(files[path], wanted) for path in ordered)

    def with_news(self, rollouts: Sequence[Rollout]) -> list[Rollout]:
        """The files that may hold a turn which the destination has not acknowledged.

        A store that counts fewer commits than its cursor knows of was set back, or replaced:
        then nothing counts as acknowledged.
        """
        commits = self.route.destination.commits
        if commits is not None and commits < self._standing().commits:
            self.cursors.lose(self.name)
        files = self._wanted().files(rollouts)
        self._step(f"{len(files)} of {len(rollouts)} files may hold something new")
        return files

    def _step(self, text: str) -> None:
        self.route.diary.step(f"{self.name}: {text}")

    def count(self, rollouts: Sequence[Rollout]) -> int:
        """How many turns `run` would deliver; nothing is sent and no mark moves."""
        wanted, found = self._wanted(), 0
        for rollout in self.with_news(rollouts):
            try:
                turns = wanted.turns(wanted.reading(rollout))
                found += sum(map(wanted.is_wanted, turns))
            except (OSError, CodexctlError):
                self.report.unreadable.append(rollout.file)
        return found

    def _obstacle(self, standing: Standing, now_ns: int) -> str:
        """Why nothing is to be sent at all: barred, paused, or waiting for its next try."""
        if self.route.barred:
            return self.route.barred
        if self.scope.asked_for:
            return ""
        if self.route.is_administered:
            return standing.last_error if standing.is_waiting(now_ns) else ""
        if standing.paused_for and standing.paused_for != self.route.destination.fingerprint:
            return ""
        return standing.paused or (standing.last_error if standing.is_waiting(now_ns) else "")

    def _standing(self) -> Standing:
        return self.cursors.destinations.standing(self.name) or Standing(
            self.name, self.clock.now_ns()
        )

    def _wanted(self) -> Wanted:
        sieve = self.route.pipeline.sieve
        return Wanted(self.cursors, self._standing(), self.scope, self._alive, self._places, sieve)

    def _ordered(self, changed: Iterable[Rollout]) -> list[Path]:
        """Parents before their subagents. What is no rollout is done with until it changes."""
        threads = {}
        for rollout in changed:
            if self._is_late:
                break
            self._at_work.on(self.name, rollout.path)
            try:
                thread = thread_of(rollout.path)
            except (OSError, CodexctlError, MemoryError) as error:
                self._cannot(rollout, error)
                self._step(f"{file_name(rollout)} cannot be read")
                continue
            if thread is None:
                none = Fate.foreign if rollout.size else Fate.empty
                self.report.fates[rollout.file] = none
                self._read.append(Mark(rollout, fate=none))
            elif self.scope.session in ("", thread.session_id):
                # Noted while the folder is still there, though its turn may have just begun.
                self._places.have_folder(thread.cwd)
                threads[rollout.path] = thread
        return parents_first(threads)

    def _file(self, rollout: Rollout, wanted: Wanted) -> bool:
        """Gather one file's turns, sending when there are enough; False when none are taken."""
        self._at_work.on(self.name, rollout.path)
        try:
            reading = wanted.reading(rollout)
            place, turns, here, taken = reading.place, 0, 0, False
            self._patience.settled()
            for turn in wanted.turns(reading, self._patience):
                turns, here = turns + 1, here + self._places.have(turn)
                is_wanted = wanted.is_wanted(turn)
                taken = taken or is_wanted or wanted.is_taken(turn)
                if is_wanted:
                    self._gather(turn)
                self._bytes, place = self._bytes + reading.place - place, reading.place
                if self._is_enough:
                    if not self._flush(reading):
                        return False
                    self._at_work.on(self.name, rollout.path)
                self._patience.settled()
            self._end_of(reading, *self._account(reading, turns, here, taken=taken))
        except (OSError, CodexctlError, MemoryError) as error:
            self._cannot(rollout, error)
            self._step(f"{file_name(rollout)} cannot be read to its end")
        return True

    def _account(self, reading: Reading, turns: int, here: int, *, taken: bool) -> tuple[Fate, str]:
        """What becomes of a file's turns, once the last of them is taken, and what is missing.

        `here` of them ran where the destination is for.
        """
        path = str(reading.rollout.path)
        fate, why = fate_of(reading, turns, here, taken=taken)
        self.report.fates[path] = fate
        if why:
            self.report.reasons[path] = why
        return fate, why

    def _cannot(self, rollout: Rollout, error: Exception) -> None:
        """Name a file that cannot be finished; where it never can, it waits until it changes."""
        path = rollout.file
        self.report.unreadable.append(path)
        self.report.fates[path] = Fate.unreadable
        self.report.reasons[path] = why = reason_of(error).removeprefix(f"{path}: ")
        if is_lasting(error):
            self._read.append(Mark(rollout, fate=Fate.unreadable, why=why))

    @property
    def _is_late(self) -> bool:
        return bool(self._until) and self.clock.now_ns() > self._until

    @property
    def _is_enough(self) -> bool:
        return self._spans >= BATCH_SPANS or self._bytes >= BATCH_BYTES

    def _gather(self, turn: Turn) -> None:
        known = self.cursors.links.to(turn.reached_by) if turn.is_subagent else ()
        trace = self.route.pipeline.trace(turn, Links(known))
        self._batch.append(trace)
        self._spans += len(trace.spans)

    def _end_of(self, reading: Reading, fate: Fate, why: str) -> None:
        """Links are kept at once: the files of subagents come next. Marks wait for the yes."""
        self.cursors.links.add(reading.links)
        mark = replace(reading.mark(), fate=fate, why=why)
        self._read.append(mark)
        self._step(
            f"read {file_name(reading.rollout)} up to byte {reading.place},"
            f" next time from byte {mark.offset}{', inside a turn' * reading.is_open}"
        )
        if reading.is_open:
            self.report.open_files.append(reading.rollout.path)
            self.report.dying_ns.append(self._alive.dies_at_ns(reading.rollout))

    def _flush(self, reading: Reading | None = None) -> bool:
        """Send what was gathered; only then may marks move, of `reading` as far as it has come."""
        self._at_work.pause()
        if self._batch and not self._sender.send(self._batch):
            return False
        self._step(f"{len(self._read)} files are done with, {self._sender.delivered} turns so far")
        self._batch, self._spans, self._bytes = [], 0, 0
        if reading:
            self.cursors.links.add(reading.links)
            reading.links.clear()
            self._read.append(reading.mark())
        if self._read and self.scope.is_everywhere:
            self.cursors.marks.keep(self.name, self._read)
            if self.cursors.deadly.all():
                self.cursors.deadly.survived(self.name, [mark.rollout.path for mark in self._read])
        self._read.clear()
        return True
