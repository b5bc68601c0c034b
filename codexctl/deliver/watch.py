"""Following live: deliver as soon as any rollout grows, hook or no hook.

For sessions that fire no hook (an IDE, an app-server of somebody else's), and for machines where
hooks are not allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from codexctl.deliver.clock import Clock
from codexctl.deliver.lock import held
from codexctl.deliver.rollouts import Rollout, find
from codexctl.deliver.sweep import Report
from codexctl.deliver.worker import deliver, tidy
from codexctl.locations import Locations

INTERVAL_S = 1.0
# A turn that died says nothing; now and then it is looked for.
_ANYWAY_EVERY = 300


def watch(
    where: Locations, environ: Mapping[str, str], clock: Clock, interval_s: float = INTERVAL_S
) -> Iterator[dict[str, Report]]:
    """Look every `interval_s` seconds and give the reports of each delivery; never ends.

    The worker's lock is held only while delivering, so hooks' workers and this one take turns.
    Policy and settings are read afresh each time.
    """
    before: list[Rollout] | None = None
    rounds = 0
    while True:
        now = list(find((*where.rollout_folders, where.selftest_dir)))
        if now != before or rounds % _ANYWAY_EVERY == 0:
            with held(where.worker_lock) as mine:
                if mine:
                    yield deliver(where, environ, clock)
                    tidy(where, clock)
            before = now if mine else None
        rounds += 1
        clock.sleep(interval_s)
