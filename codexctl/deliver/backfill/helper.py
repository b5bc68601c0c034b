"""One of the processes that a backfill is dealt out to.

It reads, projects, filters, sends and acknowledges by itself. Only the local store has one writer,
the process that deals: several would wait for one another.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from codexctl.deliver.answer import Answer
from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.cursors.scope import Scope
from codexctl.deliver.log import describe, note
from codexctl.deliver.rollouts.files import look
from codexctl.deliver.routes.pipeline import pipeline_for
from codexctl.deliver.routes.route import Route, routes
from codexctl.deliver.store.rows import rows_of
from codexctl.deliver.worker.gathering import Report
from codexctl.deliver.worker.sweep import Sweep
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.policy.limits.effective import effective
from codexctl.policy.limits.in_force import settings_in_force
from codexctl.trace.spans.span import TurnTrace


@dataclass(frozen=True, slots=True)
class Job:
    """What is the same for everything that is dealt out."""

    locations: Locations
    environ: Mapping[str, str]
    scope: Scope


class Hand(NamedTuple):
    """Some sessions' files, for one destination."""

    destination: str
    paths: tuple[Path, ...]


class Stored(NamedTuple):
    """What the local store said, and how many commits it counts."""

    answer: Answer
    commits: int


def helping(job: Job) -> Callable[[Connection], None]:
    """What a process does: one handful after the other, until its pipe closes.

    For each it gives a report; before that, for the local store, rows that are to be stored.
    """
    return partial(_help, job)


def _help(job: Job, pipe: Connection) -> None:
    signal.signal(signal.SIGTERM, _leave)
    known: dict[str, Route] = {}
    while True:
        hand: Hand = pipe.recv()
        try:
            report = _deliver(job, hand, known, pipe)
        except (EOFError, ConnectionError):
            raise
        except Exception as error:  # noqa: BLE001 - told, not thrown: nobody would see it
            note(job.locations.log_file, error)
            report = Report(problem=describe(error))
        pipe.send(report)


def _leave(*_: object) -> None:
    """A worker that is told to end is not killed by a file: its note is removed."""
    sys.exit(1)


def _deliver(job: Job, hand: Hand, known: dict[str, Route], pipe: Connection) -> Report:
    if hand.destination not in known:
        known[hand.destination] = _route(job, hand.destination, pipe)
    rollouts = [rollout for rollout in map(look, hand.paths) if rollout]
    cursors = Cursors.open(job.locations.cursors_db)
    try:
        return Sweep(cursors, known[hand.destination], job.scope, Clock()).deliver(rollouts)
    finally:
        cursors.close()


def _route(job: Job, name: str, pipe: Connection) -> Route:
    """The way to a destination; the local store is reached through the process that writes it."""
    settings = settings_in_force(job.locations, job.environ)
    for route in routes(settings, job.locations, job.environ, lambda _, named: Relay(named, pipe)):
        if route.destination.name == name:
            return route
        route.destination.close()
    raise LookupError(name)


def warm_up(job: Job) -> None:
    """Load and compile what every process needs, once, before they are forked."""
    with suppress(CodexctlError):
        settings = settings_in_force(job.locations, job.environ)
        limits = effective(settings, job.environ, job.locations)
        capture = pipeline_for(settings, limits, job.locations, job.environ).capture
        for masker in (capture.masker, capture.always):
            if masker:
                masker.mask("")


@dataclass(slots=True)
class Relay:
    """The local store as another process sees it: rows are made here and stored there."""

    name: str
    pipe: Connection
    fingerprint: str = "local"
    commits: int | None = None

    def send(self, traces: Sequence[TurnTrace]) -> Answer:
        """Have whole turns stored, and wait until they are."""
        self.pipe.send([rows_of(trace) for trace in traces])
        stored: Stored = self.pipe.recv()
        self.commits = stored.commits
        return stored.answer

    def close(self) -> None:
        """The pipe belongs to the process that made it."""
