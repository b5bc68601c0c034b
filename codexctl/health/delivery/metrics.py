"""Do destinations get the metrics that they should get?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Check, State
from codexctl.deliver.routes.obstacle import metrics_obstacle, obstacle
from codexctl.health.here import Here
from codexctl.health.own_check import OwnCheck
from codexctl.settings.model import OTLP, Destination

ID = "destination.NAME.metrics"


def look(here: Here) -> Iterator[Check]:
    """One line for each destination with metrics that the policy allows."""
    for destination in here.settings.destinations:
        limits = here.limits.for_destination(destination)
        wanted = destination.metrics and destination.kind == OTLP
        if wanted and not obstacle(destination, limits, here.environ):
            yield _judged(here, destination)


def _judged(here: Here, destination: Destination) -> Check:
    name, limits = destination.name, here.limits.for_destination(destination)
    check, off = ID.replace("NAME", name), f"codexctl setup --metrics {name}:off"
    if why := metrics_obstacle(destination, limits, here.environ):
        return Check(check, State.problem, f"no metrics are sent: {why}", off)
    if problem := here.delivery.metrics.get(name, ""):
        summary = f"{name}: the last metrics were not accepted: {problem}"
        return Check(check, State.problem, summary, "codexctl trace export")
    return Check(check, State.ok, f"{name} also gets metrics")


CHECK = OwnCheck({ID: "whether metrics arrive at a destination that should get them"}, look)
