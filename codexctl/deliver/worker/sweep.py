"""Bringing one destination up to date: every turn that it has not acknowledged, once.

The rollout is the queue and the cursor is the acknowledgement. Nothing is marked as done before
the destination has said yes, so whatever interrupts this can be done again from the start.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.cursors.at_work import LAST_AFTER
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
from codexctl.deliver.rollouts.alive import Alive
from codexctl.deliver.rollouts.files import Rollout
from codexctl.deliver.routes.route import Route
from codexctl.deliver.worker.gathering import Gathering, Report
from codexctl.deliver.worker.sending import Sender
from codexctl.errors import CodexctlError
from codexctl.wording import counted

# How long one destination may keep a hook's worker busy; a person's command has no limit.
BUDGET_NS = 600 * 1_000_000_000


class Sweep:
    """One search of all rollouts for one destination."""

    def __init__(
        self, cursors: Cursors, route: Route, scope: Scope, clock: Clock, until_ns: int = 0
    ) -> None:
        """Take what it is about; after `until_ns` (0: never) no file is begun any more.

        Times are nanoseconds since 1970, here as everywhere.
        """
        self.cursors = cursors
        self.route = route
        self.scope = scope
        self.clock = clock
        self.name = route.destination.name
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
        self._gathering = Gathering(
            *(cursors, route, scope, clock, self._sender),
            alive=self._alive,
            places=self._places,
            until_ns=until_ns,
        )
        self.report = self._gathering.report

    def run(self, rollouts: Sequence[Rollout]) -> Report:
        """Deliver what is pending in the files that have changed since they were dealt with.

        `rollouts` are all there are. What a destination answers is in the report, and so is what
        cannot be read. Raises CodexctlError where nothing can be recorded.
        """
        report = self.deliver(self.with_news(rollouts))
        if not self._gathering.is_late:
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
        """Forget what a store has lost and no file has any more, once all were looked through.

        `problem` is why not all was delivered, empty if it was.
        """
        if not problem and self.scope.is_everywhere and self.cursors.lost(self.name):
            self.cursors.forget_lost(self.name)

    def deliver(self, changed: Sequence[Rollout]) -> Report:
        """Deliver what is pending in files with news; stop at the first answer that is not a yes.

        What nobody expected leaves the note of the file that was at work, as a death does.
        """
        try:
            report = self._deliver(changed)
        except (CodexctlError, KeyboardInterrupt, SystemExit):
            self._gathering.end()
            raise
        self._gathering.end()
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
        # These come when all others have been acknowledged, so that nobody waits for them.
        for rollouts in filter(None, (safe, last)):
            if not self._gathering.add(rollouts, self._wanted()):
                break
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
            self.cursors.lose(self.name)
        files = self._wanted().files(rollouts)
        self._step(f"{len(files)} of {counted(len(rollouts), 'file')} may hold something new")
        return files

    def _step(self, text: str) -> None:
        self.route.diary.step(f"{self.name}: {text}")

    def count(self, rollouts: Sequence[Rollout]) -> int:
        """How many turns `run` would deliver; nothing is sent and no mark moves.

        Turns of files that cannot be read are not among them; the files are in the report.
        """
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
        # Nobody here can change an administrator's settings, so its destination is never paused,
        # only left alone for a while.
        if self.route.is_administered:
            return standing.last_error if standing.is_waiting(now_ns) else ""
        # It was paused with other settings, or with another key, so it is tried again.
        if standing.paused_for and standing.paused_for != self.route.destination.fingerprint:
            return ""
        return standing.paused or (standing.last_error if standing.is_waiting(now_ns) else "")

    def _standing(self) -> Standing:
        known = self.cursors.destinations.standing(self.name)
        return known or Standing(self.name, self.clock.now_ns())

    def _wanted(self) -> Wanted:
        sieve = self.route.pipeline.sieve
        return Wanted(self.cursors, self._standing(), self.scope, self._alive, self._places, sieve)
