"""The ways to all destinations, each with a cursor: a destination that is new gets one.

It counts from some moment on: turns that had ended before it was set up are not sent to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from codexctl.deliver import hints
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.cursors.at_work import count_deaths
from codexctl.deliver.rollouts.files import look
from codexctl.deliver.routes.route import Route, routes
from codexctl.locations import Locations
from codexctl.policy.limits.in_force import settings_in_force
from codexctl.settings.model import LOCAL, OTLP

_HOUR_NS = 3600 * 1_000_000_000
# A hint comes a moment after the event.
_HINT_LATE_NS = 1_000_000_000


def registered_routes(
    locations: Locations,
    environ: Mapping[str, str],
    cursors: Cursors,
    now_ns: int,
    kinds: frozenset[str] = frozenset({LOCAL, OTLP}),
) -> Iterator[Route]:
    """Every destination of some kinds, one at a time; each is closed when the next is asked for.

    One that begins in the future was set up by a clock that has been put back since. It would
    get nothing for years: it begins a day ago instead.
    """
    count_deaths(cursors)
    since = set_up(locations)
    settings = settings_in_force(locations, environ)
    wanted = tuple(
        destination for destination in settings.destinations if destination.kind in kinds
    )
    for route in routes(replace(settings, destinations=wanted), locations, environ):
        name = route.destination.name
        # The administrator's destinations exist since the policy, whatever a person's files
        # contain.
        placed, yesterday = route.since_ns, now_ns - 24 * _HOUR_NS
        placed = placed if placed <= now_ns else yesterday
        cursors.destinations.register(name, placed or since)
        standing = cursors.destinations.standing(name)
        if standing and placed and standing.since_ns > placed:
            cursors.destinations.begin(name, placed)
            cursors.marks.forget(name)
        if standing and standing.since_ns > now_ns + _HOUR_NS:
            cursors.destinations.begin(name, yesterday)
        if standing and standing.projects != route.projects.key:
            cursors.serve(name, route.projects.key)
        try:
            yield route
        finally:
            route.destination.close()


def set_up(locations: Locations) -> int:
    """When destinations began to count: with the settings, or with the first hint or worker.

    There are no settings where the machine's own hook serves somebody who set nothing up. In
    nanoseconds since 1970.
    """
    written = look(locations.settings_toml)
    if written:
        return written.mtime_ns
    first = look(locations.worker_lock)
    hinted = (at for at, _ in hints.latest(locations.hints_dir).values())
    return min((*hinted, first.mtime_ns if first else 0)) - _HINT_LATE_NS
