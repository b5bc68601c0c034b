"""The explicit catch-up: deliver now what is pending, and on request what counted as seen."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection

from codexctl.deliver import hints
from codexctl.deliver.backfill.helper import Job, helping, warm_up
from codexctl.deliver.backfill.parallel import WORTH_IT, backfill, deal
from codexctl.deliver.backfill.process_pool import cores, crew
from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.cursors.scope import Scope
from codexctl.deliver.rollouts.fates import Fate, account, as_text
from codexctl.deliver.rollouts.files import Rollout, at_least
from codexctl.deliver.routes.registered import registered_routes
from codexctl.deliver.routes.route import Route
from codexctl.deliver.worker.deliver import quiet_rollouts
from codexctl.deliver.worker.gathering import Report
from codexctl.deliver.worker.heal import Say, guarded, heal, nobody
from codexctl.deliver.worker.sweep import Sweep
from codexctl.environment import given
from codexctl.errors import CodexctlError
from codexctl.file_lock import held
from codexctl.isolation import started_as
from codexctl.locations import Locations
from codexctl.system import detached

# With the pauses, about a minute: a worker's own delivery rarely takes longer.
_LOCK_TRIES = 600
_LOCK_PAUSE_S = 0.1


@dataclass(frozen=True, slots=True)
class Exported:
    """What one destination was given. `pending` is the count of a dry run, else 0.

    `unreadable` are the files of which nothing, or no more, could be read; `files` says how many
    files there are of each fate, and `reasons` why some could not be read or not whole.
    """

    name: str
    delivered: int = 0
    refused: int = 0
    pending: int = 0
    problem: str = ""
    unreadable: tuple[str, ...] = ()
    files: Mapping[Fate, int] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Export:
    """One catch-up.

    `watch` is told of progress: destination, files done, files in all; `say` what a person should
    know besides.
    """

    locations: Locations
    environ: Mapping[str, str]
    scope: Scope
    watch: Callable[[str, int, int], None]
    processes: int = field(default_factory=cores)
    say: Say = nobody

    def run(self, *, dry_run: bool = False) -> list[Exported]:
        """Deliver to every destination, or only count.

        Raises CodexctlError when nothing is set up, or when a worker keeps the lock too long.
        """
        helpers = 0 if dry_run else self._helpers()
        job = Job(self.locations, dict(self.environ), self.scope)
        if helpers:
            warm_up(job)
        with crew(helpers, helping(job)) as pipes, self._alone():
            if not dry_run:
                heal(self.locations, self.say)
            action = partial(self._everywhere, pipes, dry_run=dry_run)
            done = action() if dry_run else guarded(self.locations, action, self.say)
        if not done:
            raise CodexctlError("no destination is set up", "codexctl setup")
        return done

    def _everywhere(self, pipes: Sequence[Connection], *, dry_run: bool) -> list[Exported]:
        rollouts = quiet_rollouts(self.locations, Clock())
        cursors, now_ns = Cursors.open(self.locations.cursors_db), Clock().now_ns()
        try:
            done = []
            for route in registered_routes(self.locations, self.environ, cursors, now_ns):
                if dry_run:
                    sweep = Sweep(cursors, route, self.scope, Clock())
                    count, skipped = sweep.count(rollouts), tuple(sweep.report.unreadable)
                    done.append(Exported(sweep.name, pending=count, unreadable=skipped))
                else:
                    done.append(self._deliver(route, cursors, rollouts, pipes))
            return done
        finally:
            cursors.close()

    def _helpers(self) -> int:
        """How many processes to start: none where they would cost more than they save.

        One more than there are to be at work, since there is always one that waits for the disk.
        """
        worth_it = self.processes > 1 and at_least(WORTH_IT, self.locations.rollout_folders)
        return self.processes + 1 if worth_it else 0

    def _deliver(
        self,
        route: Route,
        cursors: Cursors,
        rollouts: Sequence[Rollout],
        pipes: Sequence[Connection],
    ) -> Exported:
        """Bring one destination up to date, with the help of the crew or without."""
        name = route.destination.name
        news = Sweep(cursors, route, self.scope, Clock()).with_news(rollouts)
        finished, sums = 0, Report()

        def progress(files: int) -> None:
            nonlocal finished
            finished += files
            self.watch(name, finished, len(news))

        if pipes:
            reports = backfill(pipes, route.destination, deal(news), progress)
        else:
            reports = self._one_by_one(route, cursors, news, progress)
        for report in reports:
            sums.delivered += report.delivered
            sums.refused += report.refused
            sums.problem = sums.problem or report.problem
            sums.unreadable += report.unreadable
            sums.fates |= report.fates
            sums.reasons |= report.reasons
        last = Sweep(cursors, route, self.scope, Clock())
        last.complete(sums.problem)
        if not sums.problem:
            last.send_metrics(rollouts)
        before, folders = cursors.marks.fates(name), self.locations.rollout_folders
        books = account(folders, rollouts, sums.fates, sums.reasons, before, news)
        skipped = tuple(sorted(map(as_text, sums.unreadable)))
        totals = sums.delivered, sums.refused, 0, sums.problem
        return Exported(name, *totals, skipped, books.files, books.reasons)

    def _one_by_one(
        self,
        route: Route,
        cursors: Cursors,
        news: Sequence[Rollout],
        progress: Callable[[int], None],
    ) -> Iterator[Report]:
        for files in deal(news):
            report = Sweep(cursors, route, self.scope, Clock()).deliver(files)
            progress(len(files))
            yield report
            if report.problem:
                return

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the worker's lock, so that no hook's worker does the same at the same time."""
        clock, seen = Clock(), hints.latest(self.locations.hints_dir)
        for _ in range(_LOCK_TRIES):
            with held(self.locations.worker_lock) as mine:
                if mine:
                    yield
                    break
            clock.sleep(_LOCK_PAUSE_S)
        else:
            hint = "codexctl status"
            raise CodexctlError("another worker is delivering and does not end", hint)
        if hints.latest(self.locations.hints_dir) != seen:
            _start_worker()


def _start_worker() -> None:
    """Start what a hook starts, for a hint whose worker found somebody else at it."""
    with suppress(OSError):
        subprocess.Popen(
            started_as("codexctl.deliver"),
            env=given(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **detached(),
        )


def bring_back_refused(locations: Locations, names: list[str]) -> dict[str, int]:
    """Have turns that were refused permanently tried again; how many, by destination.

    `names` are those of destinations. Nothing is sent by this: the next delivery does.
    """
    cursors = Cursors.open_existing(locations.cursors_db)
    if cursors is None:
        return dict.fromkeys(names, 0)
    try:
        return {name: cursors.bring_back_refused(name) for name in names}
    finally:
        cursors.close()
