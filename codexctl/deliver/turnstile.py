"""Where every hook's worker comes in: one goes through at a time, the others leave at once.

A hook touches its hint before it starts a worker, and the worker looks at the hints again after
it has let go of the lock: so a hint that comes at any moment is served, by the worker that runs
or by the next one. Most workers only look in, so nothing heavy is imported before the lock is got.
"""

from __future__ import annotations

from collections.abc import Mapping

from codexctl.deliver import hints
from codexctl.deliver.clock import Clock
from codexctl.deliver.lock import held
from codexctl.locations import Locations

# What a turn that begins hints at (earlier turns that nobody delivered) is in no hurry, and Codex
# has better use for the processor at that moment.
_GRACE_NS = 2 * 1_000_000_000
_POLL_S = 0.02
_POLLS = 150


def run(where: Locations, environ: Mapping[str, str], clock: Clock | None = None) -> None:
    """Serve all hints there are; return at once when another worker is doing it."""
    clock = clock or Clock()
    while True:
        with held(where.worker_lock) as mine:
            if not mine:
                return
            _let_it_begin(where, clock)
            from codexctl.deliver.worker import serve

            served = serve(where, environ, clock)
        if hints.latest(where.hints_dir) == served:
            return


def _let_it_begin(where: Locations, clock: Clock) -> None:
    """Wait while the newest hint is that a turn has begun; a turn that ends is served at once."""
    for _ in range(_POLLS):
        seen = hints.latest(where.hints_dir)
        newest = max(seen.values(), default=0)
        if hints.latest_ending(seen) >= newest or clock.now_ns() - newest >= _GRACE_NS:
            return
        clock.sleep(_POLL_S)
