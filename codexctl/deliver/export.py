"""The explicit catch-up: deliver now what is pending, and on request what counted as seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from codexctl.deliver.backfill import WORTH_IT, Part, backfill, cores, deal
from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors import Cursors
from codexctl.deliver.lock import held
from codexctl.deliver.scope import Scope
from codexctl.deliver.sweep import Report, Sweep
from codexctl.deliver.worker import quiet_rollouts, registered_routes
from codexctl.errors import CodexctlError
from codexctl.locations import Locations

_LOCK_TRIES = 600
_LOCK_PAUSE_S = 0.1


@dataclass(frozen=True, slots=True)
class Exported:
    """What one destination was given. `pending` is the count of a dry run, else 0."""

    name: str
    delivered: int = 0
    refused: int = 0
    pending: int = 0
    problem: str = ""


@dataclass(slots=True)
class Export:
    """One catch-up. `watch` is told of progress: destination, files done, files in all."""

    where: Locations
    environ: Mapping[str, str]
    scope: Scope
    watch: Callable[[str, int, int], None]
    processes: int = field(default_factory=cores)

    def run(self, *, dry_run: bool = False) -> list[Exported]:
        """Deliver to every destination, or only count.

        Raises CodexctlError when nothing is set up, or when a worker keeps the lock too long.
        """
        with self._alone() as cursors:
            rollouts = quiet_rollouts(self.where, Clock())
            done = []
            for route in registered_routes(self.where, self.environ, cursors):
                sweep = Sweep(cursors, route, self.scope, Clock())
                if dry_run:
                    done.append(Exported(sweep.name, pending=sweep.count(rollouts)))
                    continue
                news = sweep.with_news(rollouts)
                many = len(news) >= WORTH_IT and self.processes > 1
                report = self._on_all_cores(sweep.name, deal(news)) if many else sweep.run(news)
                done.append(_exported(sweep.name, report))
        if not done:
            raise CodexctlError("no destination is set up", "codexctl setup")
        return done

    def _on_all_cores(self, name: str, handfuls: list[tuple[Path, ...]]) -> Report:
        environ = dict(self.environ)
        parts = [Part(self.where, environ, self.scope, name, paths) for paths in handfuls]
        total, finished = sum(map(len, handfuls)), 0
        sums = Report()

        def progress(files: int) -> None:
            nonlocal finished
            finished += files
            self.watch(name, finished, total)

        for report in backfill(parts, self.processes, progress):
            sums.delivered += report.delivered
            sums.refused += report.refused
            sums.problem = sums.problem or report.problem
        return sums

    @contextmanager
    def _alone(self) -> Iterator[Cursors]:
        """Hold the worker's lock, so that no hook's worker does the same at the same time."""
        clock = Clock()
        for _ in range(_LOCK_TRIES):
            with held(self.where.worker_lock) as mine:
                if mine:
                    cursors = Cursors.open(self.where.cursors_db)
                    try:
                        yield cursors
                    finally:
                        cursors.close()
                    return
            clock.sleep(_LOCK_PAUSE_S)
        raise CodexctlError("another worker is delivering and does not end", "codexctl status")


def bring_back_refused(where: Locations, names: list[str]) -> dict[str, int]:
    """Have turns that were refused for good tried again; how many, by destination."""
    cursors = Cursors.open_existing(where.cursors_db)
    if cursors is None:
        return dict.fromkeys(names, 0)
    try:
        return {name: cursors.bring_back_refused(name) for name in names}
    finally:
        cursors.close()


def _exported(name: str, report: Report) -> Exported:
    return Exported(name, report.delivered, report.refused, 0, report.problem)
