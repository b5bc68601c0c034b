"""The result of the test turn, for people, and what to do if it did not arrive."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from codexctl.checks import State
from codexctl.cli.render import mark
from codexctl.environment import given
from codexctl.errors import CodexctlError
from codexctl.locations import locate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codexctl.deliver.worker.selftest import Selftest


def lines(result: Selftest) -> Iterator[str]:
    """The result, one line for each fact; a failure is followed by its remedy."""
    fine, wrong = mark(State.ok), mark(State.problem)
    if result.hook_problem:
        yield f"{wrong} {result.hook_problem}"
        yield "  → codexctl doctor"
        return
    yield f"{fine} the installed hook returned after {result.hook_ms:.0f} ms and printed nothing"
    for arrival in result.arrivals:
        if arrival.problem:
            yield f"{wrong} {arrival.destination}: {arrival.problem}"
            yield f"  → {_remedy(arrival.destination)}"
        else:
            arrived = f"the test turn arrived after {arrival.took_ms} ms"
            yield f"{fine} {arrival.destination}: {arrived}"


def _remedy(name: str) -> str:
    """The remedy, found by one request to the destination."""
    from codexctl.deliver.worker.probe import DestinationFailure, probe
    from codexctl.health.probe_remedy import remedy
    from codexctl.policy.limits.effective import effective
    from codexctl.policy.limits.in_force import settings_in_force
    from codexctl.settings.model import OTLP

    locations, environ = locate(os.environ), given()
    try:
        settings = settings_in_force(locations, environ)
        chosen = settings.destination(name)
        if chosen is None or chosen.kind != OTLP:
            return "codexctl doctor"
        limits = effective(settings, environ, locations)
        found = probe(chosen, dict(settings.resource), locations, environ, limits)
        arrives = found.cause is DestinationFailure.none  # the request arrives now: test again
        return "codexctl selftest" if arrives else remedy(chosen, found, environ, locations)
    except CodexctlError as error:
        return error.hint or "codexctl doctor"
