"""Does each backend accept a request now? `doctor` sends a real one."""

from __future__ import annotations

from collections.abc import Iterator

from codexctl import checks
from codexctl.checks import Check, State
from codexctl.deliver.routes.obstacle import obstacle
from codexctl.deliver.routes.resource import resource
from codexctl.deliver.worker.probe import DestinationFailure, probe
from codexctl.health.here import Here
from codexctl.health.own_check import OwnCheck
from codexctl.health.probe_remedy import remedy
from codexctl.settings.model import OTLP

ID = "destination.NAME.answers"


def look(here: Here) -> Iterator[Check]:
    """Make one real request to each remote destination that the policy allows."""
    attributes = resource(here.settings, here.limits, here.environ)
    for destination in here.settings.destinations:
        if destination.kind != OTLP or obstacle(destination, here.limits, here.environ):
            continue
        check, limits = (
            ID.replace("NAME", destination.name),
            here.limits.for_destination(destination),
        )
        found = probe(destination, attributes, here.locations, here.environ, limits)
        if found.cause is DestinationFailure.none:
            yield Check(check, State.ok, "it accepts requests")
        # The check on keys reports a missing key.
        elif found.cause is not DestinationFailure.missing:
            summary = f"{destination.name}: {found.cause.value}: {found.detail}"
            cause = checks.Cause(f"destination-{found.cause.name}")
            yield Check(
                check,
                State.problem,
                summary,
                remedy(destination, found, here.environ, here.locations),
                cause,
            )


CHECK = OwnCheck({ID: "what a backend answers to a real request"}, look)
