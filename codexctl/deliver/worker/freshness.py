"""Before the local store is read: catch up with what is on disk, briefly and silently."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress

from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.cursors.marks import Look
from codexctl.deliver.cursors.places import projects_of
from codexctl.deliver.cursors.strays import to_pass_over
from codexctl.deliver.rollouts.files import Rollout, find
from codexctl.deliver.sqlite.database import has_content
from codexctl.deliver.sqlite.errors import Broken
from codexctl.errors import CodexctlError
from codexctl.file_lock import held
from codexctl.locations import Locations
from codexctl.policy.limits.in_force import settings_in_force
from codexctl.settings.model import LOCAL, Destination
from codexctl.trace.values import NS_PER_S

# How long a reader waits for a running worker, and how long it delivers itself.
WITHIN_S = 2.0
_PAUSE_S = 0.02


def catch_up(
    locations: Locations,
    environ: Mapping[str, str],
    say: Callable[[str], None],
    broken: Broken | None = None,
    within_s: float = WITHIN_S,
) -> None:
    """Bring the local store up to date, as far as that is possible within some seconds.

    A damaged one is set aside first, which `say` is told, `broken` being the damage that was met.
    Backends are left to workers, and so are all errors: who reads is shown what there is.
    `within_s` is in seconds. Never raises.
    """
    with suppress(CodexctlError, OSError):
        settings = settings_in_force(locations, environ)
        store = next(
            (destination for destination in settings.destinations if destination.kind == LOCAL),
            None,
        )
        if store and (broken or _may_be_new(locations, store)):
            with _alone(locations, within_s) as mine:
                if mine:
                    _catch_up(locations, environ, say, broken, within_s)
        if store:
            _keep_up(locations, say, within_s)


def _may_be_new(locations: Locations, store: Destination) -> bool:
    """Whether a worker would find something to do: a look that costs little, since it is frequent.

    An open turn counts, as it may be dead, and so does a store that is not as it should be.
    """
    name = store.name
    try:
        cursors = Cursors.open_existing(locations.cursors_db)
        if cursors is None:
            return True
        try:
            standing, lost = cursors.destinations.standing(name), cursors.lost(name)
            found = list(_all(locations, to_pass_over(cursors, Clock().now_ns())))
            looks = cursors.marks.looks(name, (rollout.file for rollout in found))
        finally:
            cursors.close()
    except Broken:
        return True
    if standing is None or lost or not has_content(locations.traces_db):
        return True
    if standing.projects != projects_of(store, locations.codex_home).key:
        return True
    since = standing.since_ns
    return any(_differs(rollout, looks.get(rollout.file), since) for rollout in found)


def _differs(rollout: Rollout, before: Look | None, since_ns: int) -> bool:
    if before is None:
        return rollout.mtime_ns >= since_ns
    return before != (*rollout, 0)


def _all(locations: Locations, passed_over: AbstractSet[str]) -> Iterator[Rollout]:
    return find((*locations.rollout_folders, locations.selftest_dir), passed_over)


def _catch_up(
    locations: Locations,
    environ: Mapping[str, str],
    say: Callable[[str], None],
    broken: Broken | None,
    within_s: float,
) -> None:
    # Imported here, as below: usually there is nothing to do.
    from codexctl.deliver.worker.heal import guarded, set_aside

    if broken:
        set_aside(locations, {broken.path}, say)
    until = Clock().now_ns() + round(within_s * NS_PER_S)
    guarded(locations, lambda: _store(locations, environ, until), say)


def _keep_up(locations: Locations, say: Callable[[str], None], within_s: float) -> None:
    """Have what is read be fast; it is right without that, and needs no lock."""
    from codexctl.deliver.store.upkeep import keep_up

    clock = Clock()
    until = clock.now_ns() + round(within_s * NS_PER_S)
    keep_up(locations.traces_db, lambda: clock.now_ns() < until, say)


@contextmanager
def _alone(locations: Locations, within_s: float) -> Iterator[bool]:
    """Hold the worker's lock, once the one that is at it is done; False if that takes longer.

    A hook's worker that comes meanwhile waits.
    """
    clock = Clock()
    until = clock.now_ns() + round(within_s * NS_PER_S)
    while True:
        with held(locations.worker_lock) as mine:
            if mine:
                yield True
                return
        if clock.now_ns() > until:
            yield False
            return
        clock.sleep(_PAUSE_S)


def _store(locations: Locations, environ: Mapping[str, str], until_ns: int) -> None:
    from codexctl.deliver.cursors.scope import ORDINARY
    from codexctl.deliver.routes.registered import registered_routes
    from codexctl.deliver.worker.sweep import Sweep

    cursors = Cursors.open(locations.cursors_db)
    try:
        for route in registered_routes(
            locations, environ, cursors, Clock().now_ns(), frozenset({LOCAL})
        ):
            rollouts = list(_all(locations, to_pass_over(cursors, Clock().now_ns())))
            Sweep(cursors, route, ORDINARY, Clock(), until_ns).run(rollouts)
    finally:
        cursors.close()
