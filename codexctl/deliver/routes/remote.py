"""An OTLP destination that is ready to be sent to: for traces, and for metrics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from codexctl.deliver.routes.obstacle import metrics_obstacle
from codexctl.deliver.routes.resource import headers_of, told
from codexctl.locations import Locations
from codexctl.policy.limits.effective import Effective
from codexctl.settings.destinations import otel_env
from codexctl.settings.destinations.metrics_address import for_metrics
from codexctl.settings.destinations.resolve import Resolved, resolve
from codexctl.settings.destinations.way import FREE, way_to
from codexctl.settings.model import LOCAL
from codexctl.settings.model import Destination as DestinationSettings

if TYPE_CHECKING:
    from codexctl.deliver.metrics.counting import MetricsRoute
    from codexctl.deliver.otlp.destination import OtlpDestination


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
    from codexctl.trace.metrics.policy_gauges import gauges

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
    # Imported here: HTTP and TLS take about 40 ms, which a worker with only a local store does not
    # need.
    from codexctl.deliver.otlp.destination import OtlpDestination
    from codexctl.deliver.otlp.endpoint import DEADLINE_S, TIMEOUT_S
    from codexctl.deliver.otlp.reply import Signal
    from codexctl.settings.keys.secrets import find_key

    rules = limits.policy.way if limits.policy else FREE
    heard = environ
    if there.destination.administration:
        # An address of the administrator is used as it is; no variable changes how it is reached.
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
