"""The worker: delivers what is pending, and waits for a turn that is just ending.

It comes in by `entry.py`, one for a Codex home at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from pathlib import Path

from codexctl.deliver import hints
from codexctl.deliver.by_turns import delivering
from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.cursors.scope import ORDINARY, Scope
from codexctl.deliver.cursors.strays import to_pass_over
from codexctl.deliver.one_run import is_over
from codexctl.deliver.open_turns import OpenTurns
from codexctl.deliver.rollouts.files import Rollout, find, look
from codexctl.deliver.routes.registered import registered_routes
from codexctl.deliver.store.retention import keep_to
from codexctl.deliver.store.upkeep import keep_up
from codexctl.deliver.worker.gathering import Report
from codexctl.deliver.worker.heal import guarded
from codexctl.deliver.worker.sweep import Sweep
from codexctl.locations import Locations
from codexctl.policy.file.here import policy_on
from codexctl.policy.limits.in_force import settings_in_force

# Codex writes task_complete when all Stop hooks have returned: 6 to 25 ms after a fast one began
# (0.169.0, 50 runs), later when another tool's hook is slow.
WAIT_FOR_END_NS = 30 * 1_000_000_000
# How long a worker waits for a turn whose Codex has ended, until the turn has been quiet for long
# enough.
WAIT_FOR_DEATH_NS = 5 * 1_000_000_000
# A command that runs longer than its turn is recorded some milliseconds after task_complete.
QUIET_NS = 60 * 1_000_000
# How long a worker upgrades an older store before it leaves the rest to the next worker.
UPKEEP_NS = 5 * 1_000_000_000
# A machine with many busy sessions may never be quiet.
_QUIET_TRIES = 10
# Seconds. Most turns end within milliseconds; after that, it is checked less often.
_POLL_S = (0.01, 0.02, 0.04, 0.08, 0.15, 0.25)


def serve(locations: Locations, environ: Mapping[str, str], clock: Clock) -> hints.Hints:
    """Deliver until nothing is about to end; gives the hints that were served.

    Others deliver while it waits.
    """
    patience_ns = clock.now_ns() + WAIT_FOR_DEATH_NS
    open_turns = OpenTurns()
    while True:
        seen, began = hints.latest(locations.hints_dir), clock.now_ns()
        with delivering(locations, clock) as mine:
            if not mine or is_over(locations, environ):
                return seen
            reports = deliver(locations, environ, clock)
        if not open_turns.note(_open_in(reports), began):
            continue
        deadline_ns = hints.newest_ending(seen) + WAIT_FOR_END_NS
        dies_at_ns = open_turns.next_death(clock.now_ns(), patience_ns)
        if not _wait_for_more(locations, seen, open_turns, deadline_ns, dies_at_ns, clock):
            with delivering(locations, clock) as mine:
                if mine:
                    tidy(locations, clock)
            return seen


def _open_in(reports: Mapping[str, Report]) -> Iterator[tuple[Path, int]]:
    """The files that end inside a turn, each with the time at which it counts as incomplete."""
    for report in reports.values():
        yield from zip(report.open_files, report.dying_ns, strict=True)


def deliver(
    locations: Locations, environ: Mapping[str, str], clock: Clock, scope: Scope = ORDINARY
) -> dict[str, Report]:
    """Bring every destination up to date; one report a destination.

    The caller holds the worker's lock. A destination that is new since setup counts from the
    moment at which the settings were written. Raises CodexctlError when nothing can be recorded.
    """
    return guarded(locations, partial(_deliver, locations, environ, clock, scope))


def _deliver(
    locations: Locations, environ: Mapping[str, str], clock: Clock, scope: Scope
) -> dict[str, Report]:
    reports = {}
    cursors = Cursors.open(locations.cursors_db)
    try:
        rollouts = quiet_rollouts(locations, clock, to_pass_over(cursors, clock.now_ns()))
        for route in registered_routes(locations, environ, cursors, clock.now_ns()):
            sweep = Sweep(cursors, route, scope, clock)
            reports[route.destination.name] = sweep.run(rollouts)
            sweep.send_metrics(rollouts)
    finally:
        cursors.close()
    return reports


def tidy(locations: Locations, clock: Clock) -> None:
    """Keep the local store within its bounds and up to date, when nobody waits for a delivery.

    To be called under the worker's lock. What takes long is left to the next worker, and all of it
    as soon as a hint comes.
    """
    keep = settings_in_force(locations, {}).keep
    guarded(locations, partial(keep_to, policy_on(locations), locations, clock.now_ns(), keep))
    seen, until = hints.latest(locations.hints_dir), clock.now_ns() + UPKEEP_NS

    def may_go_on() -> bool:
        return clock.now_ns() < until and hints.latest(locations.hints_dir) == seen

    guarded(locations, partial(keep_up, locations.traces_db, may_go_on))


def _wait_for_more(
    locations: Locations,
    seen: hints.Hints,
    open_turns: OpenTurns,
    deadline_ns: int,
    dies_at_ns: int,
    clock: Clock,
) -> bool:
    """Wait until there is more to do; False when it is time to go.

    There is when a file with an open turn has grown, when a hint has come, and at `dies_at_ns`,
    when an open turn counts as incomplete (0: none can). Times are nanoseconds since 1970.
    """
    before = open_turns.files.values()
    recent = [r for r in before if r and deadline_ns - r.mtime_ns < 2 * WAIT_FOR_END_NS]
    until_ns = max(deadline_ns if recent else 0, dies_at_ns)
    pauses = _pauses()
    while clock.now_ns() < until_ns and (pause := next(pauses, None)):
        clock.sleep(pause)
        if dies_at_ns and clock.now_ns() >= dies_at_ns:
            return True
        if any(look(r.path) != r for r in recent):
            return True
        if hints.latest(locations.hints_dir) != seen:
            return True
    return hints.latest(locations.hints_dir) != seen


def _pauses() -> Iterator[float]:
    """Longer and longer pauses, as long as anybody waits: a clock that is put back has no say."""
    waited_ns, attempt = 0.0, 0
    while waited_ns < WAIT_FOR_END_NS:
        pause = _POLL_S[min(attempt, len(_POLL_S) - 1)]
        waited_ns, attempt = waited_ns + pause * 1e9, attempt + 1
        yield pause


def quiet_rollouts(
    locations: Locations, clock: Clock, passed_over: AbstractSet[str] = frozenset()
) -> list[Rollout]:
    """Find all rollouts but those `passed_over`, once the last was left alone for a moment.

    A moment is `QUIET_NS`; after some tries they are given as they are, since another session may
    never be quiet.
    """
    folders = (*locations.rollout_folders, locations.selftest_dir)
    for _ in range(_QUIET_TRIES):
        rollouts = list(find(folders, passed_over))
        age = clock.now_ns() - max((r.mtime_ns for r in rollouts), default=0)
        if age >= QUIET_NS:
            break
        clock.sleep((QUIET_NS - max(age, 0)) / 1e9)
    return rollouts
