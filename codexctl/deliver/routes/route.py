"""Every configured destination as a route, in the order in which they are delivered to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from codexctl.deliver.answer import Answer, Destination, Verdict
from codexctl.deliver.cursors.places import EVERYWHERE, Projects, projects_of
from codexctl.deliver.diary import SILENT, Diary, diary_for
from codexctl.deliver.routes.obstacle import obstacle
from codexctl.deliver.routes.pipeline import pipeline_for
from codexctl.deliver.routes.remote import metrics_route, remote
from codexctl.deliver.store.local_store import LocalStore
from codexctl.locations import Locations
from codexctl.policy.limits.effective import effective
from codexctl.settings.model import DELIVERY, LOCAL, Delivery, Settings
from codexctl.settings.model import Destination as DestinationSettings
from codexctl.trace.pipeline import Pipeline
from codexctl.trace.spans.span import TurnTrace

if TYPE_CHECKING:
    from codexctl.deliver.metrics.counting import MetricsRoute


@dataclass(frozen=True, slots=True)
class Route:
    """A destination and the way that turns take to it; `barred` says why it may get none.

    `rules` are what a person wants of deliveries; `diary` is where they say how they go;
    `projects` are those whose turns alone take it. One of the administrator's is never paused, and
    gets what ended since `since_ns` (nanoseconds since 1970; 0: as the settings say). `metrics` is
    where its metrics go, None where it gets none.
    """

    destination: Destination
    pipeline: Pipeline
    barred: str = ""
    rules: Delivery = DELIVERY
    diary: Diary = SILENT
    projects: Projects = EVERYWHERE
    is_administered: bool = False
    since_ns: int = 0
    metrics: MetricsRoute | None = None


@dataclass(frozen=True, slots=True)
class Nowhere:
    """A destination that cannot be sent to as things are; nothing is sent, nothing is lost."""

    name: str
    fingerprint: str = ""

    @property
    def commits(self) -> None:
        """Nothing is counted."""

    def send(self, traces: Sequence[TurnTrace]) -> Answer:  # noqa: ARG002 - the port's signature
        """Take nothing."""
        return Answer(Verdict.later, "it is not set up")

    def close(self) -> None:
        """Nothing is open."""


def routes(
    settings: Settings,
    locations: Locations,
    environ: Mapping[str, str],
    open_store: Callable[[Path, str], Destination] = LocalStore.open,
) -> Iterator[Route]:
    """Every configured destination with its pipeline, the local store first.

    `open_store` makes the local store from its file and its name; what it raises (Broken where the
    file is damaged) comes through. Each destination is open: the caller closes it.
    """
    limits = effective(settings, environ, locations)
    diary = diary_for(locations.log_file, settings.delivery, environ)
    # The local store first: it takes no time, and people look at it. But the administrator's
    # destinations come before everything of a person's, even a store that cannot be opened.
    order = sorted(settings.destinations, key=lambda d: (not d.administration, d.kind != LOCAL))
    for chosen in order:
        pipeline = pipeline_for(settings, limits.for_destination(chosen), locations, environ)
        barred = obstacle(chosen, limits, environ)
        if barred:
            destination: Destination = Nowhere(chosen.name)
        elif chosen.kind == LOCAL:
            destination = open_store(locations.traces_db, chosen.name)
        else:
            under = limits.for_destination(chosen)
            destination = remote(chosen, pipeline.resource, locations, environ, under)
        projects = projects_of(chosen, locations.codex_home)
        metrics = metrics_route(
            *(chosen, pipeline.resource, locations, environ, limits.for_destination(chosen))
        )
        yield Route(
            destination,
            pipeline,
            barred,
            settings.delivery_to(chosen),
            diary,
            projects,
            is_administered=chosen.administration is not None,
            since_ns=since_of(chosen, locations),
            metrics=metrics,
        )


def since_of(chosen: DestinationSettings, locations: Locations) -> int:
    """Since when turns are delivered to a destination of the administrator's; 0 for another.

    That is since the policy was placed, in nanoseconds since 1970: no file of the person's says it.
    """
    if chosen.administration is None:
        return 0
    try:
        return max(locations.policy_file.stat().st_mtime_ns, 1)
    except OSError:
        return 0
