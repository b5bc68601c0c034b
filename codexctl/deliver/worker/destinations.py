"""Settings to destinations, each with the filter that stands before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from codexctl import __version__
from codexctl.deliver.answer import Answer, Destination, Verdict
from codexctl.deliver.cursors.places import EVERYWHERE, Projects, projects_of
from codexctl.deliver.diary import SILENT, Diary, diary_for
from codexctl.deliver.store.local_store import LocalStore
from codexctl.locations import Locations
from codexctl.policy.limits.effective import CAPTURE_MODE, Effective, effective
from codexctl.safe_read import read_bytes
from codexctl.settings.destinations import otel_env
from codexctl.settings.destinations.address import Unresolved
from codexctl.settings.destinations.metrics_address import for_metrics
from codexctl.settings.destinations.providers import provider_addresses
from codexctl.settings.destinations.resolve import Resolved, resolve
from codexctl.settings.destinations.way import FREE, way_to
from codexctl.settings.identity import identity, pinned
from codexctl.settings.labels import TEAM, USER_ID
from codexctl.settings.model import DELIVERY, LOCAL, Delivery, Settings, TraceParentUse
from codexctl.settings.model import Destination as DestinationSettings
from codexctl.trace.capture.filter import Capture
from codexctl.trace.capture.outside import (
    SAID_BY_SETTINGS,
    is_listed,
    may_come_from_outside,
    told_headers,
    told_values,
)
from codexctl.trace.pipeline import Pipeline
from codexctl.trace.spans.span import TurnTrace
from codexctl.trace.spans.traceparent import NOWHERE, Surroundings, read_notes

if TYPE_CHECKING:
    from codexctl.deliver.metrics.counting import MetricsRoute
    from codexctl.deliver.otlp.destination import OtlpDestination

SERVICE_NAME = "codex"


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


def pipeline_for(
    settings: Settings,
    limits: Effective,
    locations: Locations,
    environ: Mapping[str, str] = MappingProxyType({}),
) -> Pipeline:
    """The way from turns to spans under the limits that hold now.

    `environ` is where OpenTelemetry's variables for the resource are; without it none count.
    """
    capture = Capture(limits.capture, limits.masker, limits.always, limits.names)
    attributes = resource(settings, limits, environ) | limits.resource()
    addresses = provider_addresses(locations.config_toml)
    surroundings = _surroundings(settings, limits, locations)
    policy = limits.policy.id if limits.policy else ""
    home = str(locations.codex_home)
    return Pipeline(capture, addresses, attributes, surroundings, home, policy)


# A line a turn, of a hundred bytes: more turns than anybody has.
MOST_NOTES = 64 << 20


def _surroundings(settings: Settings, limits: Effective, locations: Locations) -> Surroundings:
    """What the hook has noted of the traces that Codex was started in: mostly nothing.

    To the administrator they are a link at most: as a parent, a variable could merge all turns.
    """
    as_parent = settings.traceparent is TraceParentUse.parent and not limits.is_administered
    try:
        notes = read_bytes(locations.traceparents_file, MOST_NOTES)
    except OSError:
        return NOWHERE
    return Surroundings(read_notes(notes), as_parent)


def resource(settings: Settings, limits: Effective, environ: Mapping[str, str]) -> dict[str, str]:
    """OpenTelemetry resource attributes: whose spans these are, and under which limits.

    The environment goes before the settings, and nothing before our own names; what others say
    is under the limits as everything is.
    """
    own = {
        "telemetry.sdk.name": "codexctl",
        "telemetry.sdk.language": "python",
        "telemetry.sdk.version": __version__,
        CAPTURE_MODE: limits.capture.mode.name,
    }
    allow = limits.resource_allowed
    said = {
        key: value
        for key, value in (dict(settings.resource) | otel_env.resource(environ)).items()
        if may_come_from_outside(key, allow)
    }
    said |= {
        key: value
        for key, value in settings.resource
        if key in SAID_BY_SETTINGS and is_listed(key, allow)
    }
    if limits.is_administered and limits.policy and limits.policy.resource is None:
        # No backend files by these two, and whoever asks for turns wants to know whose they are.
        said |= {key: value for key, value in settings.resource if key in (USER_ID, TEAM)}
    chosen = limits.chosen
    theirs = {key: value for key, value in said.items() if key not in pinned(chosen)}
    by_policy = dict(chosen.resource) | identity(chosen, environ)
    return {"service.name": SERVICE_NAME} | told(theirs, limits) | by_policy | own


def told(attributes: Mapping[str, str], limits: Effective) -> dict[str, str]:
    """Attributes of others as the limits let them be told."""
    if not attributes:
        return {}
    return told_values(attributes, limits.capture.mode, limits.names, limits.always)


def headers_of(destination: DestinationSettings, limits: Effective) -> tuple[tuple[str, str], ...]:
    """The headers of a destination as the limits let them be sent."""
    if not destination.headers:
        return ()
    mode, masks = limits.capture.mode, (limits.names, limits.always)
    return told_headers(destination.headers, mode, *masks)


def routes(
    settings: Settings,
    locations: Locations,
    environ: Mapping[str, str],
    open_store: Callable[[Path, str], Destination] = LocalStore.open,
) -> Iterator[Route]:
    """Every configured destination with its pipeline, the local store first.

    `open_store` makes the local store from its file and its name. Each destination is open: whoever
    takes a route closes it.
    """
    limits = effective(settings, environ, locations)
    diary = diary_for(locations.log_file, settings.delivery, environ)
    # The local store first: it takes no time, and is what people look at. But nothing of a
    # person's, a store that cannot be opened included, comes before the administrator's.
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


def remote(
    chosen: DestinationSettings,
    attributes: Mapping[str, str],
    locations: Locations,
    environ: Mapping[str, str],
    limits: Effective,
) -> OtlpDestination:
    """One OTLP destination, ready to be sent to: by the way that the policy allows.

    What it says of the project, in the resource or in headers, is under the limits too. Raises
    Unresolved where something is missing.
    """
    return _ready(resolve(chosen, environ), attributes, locations, environ, limits)


def metrics_route(
    chosen: DestinationSettings,
    attributes: Mapping[str, str],
    locations: Locations,
    environ: Mapping[str, str],
    limits: Effective,
) -> MetricsRoute | None:
    """Where the metrics of a destination go, under the limits that hold for it; None for nowhere.

    What forbids traces forbids metrics, and the policy judges their own address as well.
    """
    if not chosen.metrics or chosen.kind == LOCAL:
        return None
    from codexctl.deliver.metrics.counting import MetricsRoute
    from codexctl.trace.metrics.limits import gauges

    info = gauges(limits.resource())
    if barred := metrics_obstacle(chosen, limits, environ):
        return MetricsRoute(None, info, barred)
    heard = {} if chosen.administration else environ
    there = for_metrics(resolve(chosen, environ), heard)
    sending = _ready(there, attributes, locations, environ, limits, is_metrics=True)
    return MetricsRoute(sending, info, never_pauses=chosen.administration is not None)


def _ready(
    there: Resolved,
    attributes: Mapping[str, str],
    locations: Locations,
    environ: Mapping[str, str],
    limits: Effective,
    *,
    is_metrics: bool = False,
) -> OtlpDestination:
    """A destination that lacks nothing, ready to be sent to."""
    # Imported here: HTTP and TLS cost a worker that only stores locally some 40 ms.
    from codexctl.deliver.otlp.destination import DEADLINE_S, TIMEOUT_S, OtlpDestination
    from codexctl.deliver.otlp.reply import Signal
    from codexctl.settings.keys.secrets import find_key

    rules = limits.policy.way if limits.policy else FREE
    heard = environ
    if there.destination.administration:
        # What the administrator wrote goes as it is, and no variable names a way to it.
        heard, rules = {}, replace(rules, fixed=True)
    else:
        there = replace(
            there,
            resource=tuple(told(dict(there.resource), limits).items()),
            destination=replace(there.destination, headers=headers_of(there.destination, limits)),
        )
    transport = otel_env.transport(heard, TIMEOUT_S, DEADLINE_S)
    return OtlpDestination(
        there,
        attributes,
        lambda: find_key(there, environ, locations),
        transport,
        way_to(there.destination.endpoint, heard, rules, transport.ca_file),
        Signal.metrics if is_metrics else Signal.traces,
    )


def obstacle(chosen: DestinationSettings, limits: Effective, environ: Mapping[str, str]) -> str:
    """Say why nothing may or can be sent to a destination; empty when there is no reason.

    Missing parts of an address, a variable that forbids sending, and the policy's word are reasons;
    whether there is a key, or an answer, is not looked at.
    """
    if chosen.kind == LOCAL:
        return str(limits.barred(chosen) or "")
    if not chosen.administration and (said := otel_env.disabled(environ)):
        return f"{said}: nothing is sent"
    try:
        there = resolve(chosen, environ)
    except Unresolved as error:
        return error.message
    return str(limits.barred(there.destination) or "")


def metrics_obstacle(
    chosen: DestinationSettings, limits: Effective, environ: Mapping[str, str]
) -> str:
    """Say why a destination that is to get metrics gets none; empty when there is no reason.

    As `obstacle`, of the address that its metrics go to.
    """
    heard = {} if chosen.administration else environ
    if why := obstacle(chosen, limits, environ) or otel_env.metrics_disabled(heard):
        return why
    try:
        there = for_metrics(resolve(chosen, environ), heard)
    except Unresolved as error:
        return error.message
    return str(limits.barred(there.destination) or "")
