"""The explicit catch-up: deliver now what is pending, and on request what counted as seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codexctl.deliver.alive import is_dead
from codexctl.deliver.clock import Clock
from codexctl.deliver.lock import held
from codexctl.deliver.sweep import Scope
from codexctl.deliver.worker import deliver
from codexctl.errors import CodexctlError
from codexctl.locations import Locations

_LOCK_TRIES = 300
_LOCK_PAUSE_S = 0.1


def export_now(
    where: Locations,
    environ: Mapping[str, str],
    *,
    seen_too: bool = False,
    session: str = "",
    since_ns: int = 0,
) -> list[dict[str, Any]]:
    """Deliver to every destination, paused ones included; one report each.

    Raises CodexctlError when nothing is configured, or when a worker keeps the lock too long.
    """
    clock = Clock()
    scope = Scope(
        is_dead=lambda rollout: is_dead(rollout, clock.now_ns()),
        seen_too=seen_too,
        since_ns=since_ns,
        session=session,
        asked_for=True,
    )
    for _ in range(_LOCK_TRIES):
        with held(where.worker_lock) as mine:
            if mine:
                reports = deliver(where, environ, clock, scope)
                break
        clock.sleep(_LOCK_PAUSE_S)
    else:
        raise CodexctlError("another worker is delivering and does not end", "codexctl status")
    if not reports:
        raise CodexctlError("no destination is set up", "codexctl setup")
    return [
        {
            "name": name,
            "delivered": report.delivered,
            "refused": report.refused,
            "problem": report.problem,
        }
        for name, report in reports.items()
    ]
