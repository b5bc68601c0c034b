"""The way from turns to the spans of one destination, under the limits that hold for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from codexctl.deliver.routes.resource import resource
from codexctl.locations import Locations
from codexctl.policy.limits.effective import Effective
from codexctl.safe_read import read_bytes
from codexctl.settings.destinations.providers import provider_addresses
from codexctl.settings.model import Settings, TraceParentUse
from codexctl.trace.capture.filter import Capture
from codexctl.trace.pipeline import Pipeline
from codexctl.trace.spans.traceparent import NOWHERE, Surroundings, read_notes

# A line a turn, of a hundred bytes: more turns than anybody has.
MOST_NOTES = 64 << 20


def pipeline_for(
    settings: Settings,
    limits: Effective,
    locations: Locations,
    environ: Mapping[str, str] = MappingProxyType({}),
) -> Pipeline:
    """The way from turns to spans under the limits that hold now.

    `limits` are those of the one destination that it leads to. `environ` is where OpenTelemetry's
    variables for the resource are; without it none count. Files that are not there say nothing.
    """
    capture = Capture(limits.capture, limits.masker, limits.always, limits.names)
    attributes = resource(settings, limits, environ) | limits.resource()
    addresses = provider_addresses(locations.config_toml)
    surroundings = _surroundings(settings, limits, locations)
    policy = limits.policy.id if limits.policy else ""
    home = str(locations.codex_home)
    return Pipeline(capture, addresses, attributes, surroundings, home, policy)


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
