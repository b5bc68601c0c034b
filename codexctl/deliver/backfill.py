"""Delivering thousands of old sessions on all cores.

Sessions are independent, so they are dealt out to processes, a few dozen at a time; a subagent's
file stays with its parent's. Each process reads, sends and acknowledges by itself: to interrupt
it at any moment loses nothing, and to start again goes on where it was.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors import Cursors
from codexctl.deliver.destinations import routes
from codexctl.deliver.rollouts import Rollout, look, open_rollout, thread_of
from codexctl.deliver.scope import Scope
from codexctl.deliver.sweep import Report, Sweep
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.settings.load import load

# Below this many sessions the processes cost more than they save.
WORTH_IT = 64
_DEALT = 24
_HEAD_BYTES = 600
_SESSION = re.compile(rb'^\{[^\n]*?"session_id":"([^"\\]+)"')


@dataclass(frozen=True, slots=True)
class Part:
    """What one process is given: some sessions' files, for one destination."""

    where: Locations
    environ: Mapping[str, str]
    scope: Scope
    destination: str
    paths: tuple[Path, ...]


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def backfill(
    parts: Sequence[Part], processes: int, progress: Callable[[int], None]
) -> Iterator[Report]:
    """Deliver all parts, `processes` at a time; `progress` is told how many files are done.

    Stops giving out parts once a destination takes nothing.
    """
    # A fresh interpreter each: threads and database handles of this one are not inherited.
    with get_context("spawn").Pool(processes) as pool:
        for part, report in zip(parts, pool.imap(deliver_part, parts), strict=True):
            progress(len(part.paths))
            yield report
            if report.problem:
                return


def deliver_part(part: Part) -> Report:
    """Bring one destination up to date on some files; runs in a process of its own."""
    cursors = Cursors.open(part.where.cursors_db)
    try:
        for route in routes(load(part.where.settings_toml), part.where, part.environ):
            if route.destination.name == part.destination:
                rollouts = [rollout for rollout in map(look, part.paths) if rollout]
                return Sweep(cursors, route, part.scope, Clock()).run(rollouts)
            route.destination.close()
    finally:
        cursors.close()
    return Report()


def deal(rollouts: Sequence[Rollout]) -> list[tuple[Path, ...]]:
    """Divide files into handfuls; the files of one session are never apart."""
    sessions: dict[str, list[Path]] = {}
    for rollout in rollouts:
        sessions.setdefault(_session(rollout.path), []).append(rollout.path)
    handfuls: list[tuple[Path, ...]] = []
    hand: list[Path] = []
    for paths in sessions.values():
        hand += paths
        if len(hand) >= _DEALT:
            handfuls.append(tuple(hand))
            hand = []
    return [*handfuls, tuple(hand)] if hand else handfuls


def _session(path: Path) -> str:
    """The session of a file; one that does not say is a session of its own.

    It stands near the beginning of the first line, which is long: most of it need not be read.
    """
    try:
        with open_rollout(path) as stream:
            found = _SESSION.search(stream.read(_HEAD_BYTES))
        if found:
            return found[1].decode("utf-8", "replace")
        thread = thread_of(path)
    except (OSError, CodexctlError):
        return str(path)
    return thread.session_id if thread else str(path)
