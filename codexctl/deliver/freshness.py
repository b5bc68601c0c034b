"""Before the local store is read: catch up with what is on disk, briefly and without a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors import Cursors
from codexctl.deliver.heal import guarded, set_aside
from codexctl.deliver.rollouts import find
from codexctl.deliver.scope import ORDINARY
from codexctl.deliver.sqlite_errors import Broken
from codexctl.deliver.sweep import Sweep
from codexctl.deliver.worker import registered_routes
from codexctl.errors import CodexctlError
from codexctl.file_lock import held
from codexctl.locations import Locations
from codexctl.settings.load import load
from codexctl.settings.managed import with_default
from codexctl.settings.model import LOCAL
from codexctl.trace.values import NS_PER_S

# Whoever reads waits so long for a worker that is at it, and gives catching up so long.
WITHIN_S = 2.0
_PAUSE_S = 0.02


def catch_up(
    where: Locations,
    environ: Mapping[str, str],
    say: Callable[[str], None],
    broken: Broken | None = None,
    within_s: float = WITHIN_S,
) -> None:
    """Bring the local store up to date, as far as that is possible within some seconds.

    A damaged one is set aside first, which `say` is told, `broken` being the damage that was met.
    Backends are left to workers, and so are all errors: who reads is shown what there is.
    """
    with suppress(CodexctlError, OSError):
        settings = with_default(load(where.settings_toml), environ)
        if any(one.kind == LOCAL for one in settings.destinations):
            with _alone(where, within_s) as mine:
                if mine and broken:
                    set_aside(where, {broken.path}, say)
                if mine:
                    until = Clock().now_ns() + round(within_s * NS_PER_S)
                    guarded(where, lambda: _store(where, environ, until), say)


@contextmanager
def _alone(where: Locations, within_s: float) -> Iterator[bool]:
    """Hold the worker's lock, once the one that is at it is done; False if that takes longer.

    A hook's worker that comes meanwhile waits.
    """
    clock = Clock()
    until = clock.now_ns() + round(within_s * NS_PER_S)
    while True:
        with held(where.worker_lock) as mine:
            if mine:
                yield True
                return
        if clock.now_ns() > until:
            yield False
            return
        clock.sleep(_PAUSE_S)


def _store(where: Locations, environ: Mapping[str, str], until_ns: int) -> None:
    cursors = Cursors.open(where.cursors_db)
    try:
        for route in registered_routes(
            where, environ, cursors, Clock().now_ns(), frozenset({LOCAL})
        ):
            rollouts = list(find((*where.rollout_folders, where.selftest_dir)))
            Sweep(cursors, route, ORDINARY, Clock(), until_ns).run(rollouts)
    finally:
        cursors.close()
