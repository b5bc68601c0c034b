"""The way from turns to the spans of one destination, under the limits that hold for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from codexctl.deliver.routes.resource import resource
from codexctl.locations import Locations
from codexctl.policy.limits.effective import Effective
from codexctl.safe_read import read_bytes
from codexctl.settings.capture import CaptureLimits
from codexctl.settings.destinations.providers import provider_addresses
from codexctl.settings.model import Settings, TraceParentUse
from codexctl.trace.capture.filter import Capture
from codexctl.trace.capture.noted import read_limits
from codexctl.trace.pipeline import Pipeline
from codexctl.trace.spans.traceparent import NOWHERE, Surroundings, read_notes

# One line for each turn, of a hundred bytes: enough for more turns than anybody has.
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
    notes = _notes(locations)
    attributes = resource(settings, limits, environ) | limits.resource()
    addresses = provider_addresses(locations.config_toml)
    surroundings = _surroundings(settings, limits, notes)
    policy = limits.policy.id if limits.policy else ""
    home = str(locations.codex_home)
    tightened = _tightened(limits, notes)
    return Pipeline(
        _capture(limits), addresses, attributes, surroundings, home, policy, tightened=tightened
    )


def _capture(limits: Effective) -> Capture:
    return Capture(limits.capture, limits.masker, limits.always, limits.names)


def _tightened(limits: Effective, notes: bytes) -> dict[str, Capture]:
    """The filters for turns in whose environment somebody asked for less, by the turn's id.

    Few environments ask for anything, and all turns of one share a filter.
    """
    filters: dict[CaptureLimits, Capture] = {}
    tightened = {}
    for turn_id, own in read_limits(notes).items():
        if own not in filters:
            filters[own] = _capture(limits.tightened_by(own))
        tightened[turn_id] = filters[own]
    return tightened


def _notes(locations: Locations) -> bytes:
    """What the hook has noted of the environments that turns began in: mostly nothing."""
    try:
        return read_bytes(locations.traceparents_file, MOST_NOTES)
    except OSError:
        return b""


def _surroundings(settings: Settings, limits: Effective, notes: bytes) -> Surroundings:
    """The traces that Codex was started in.

    To the administrator they are a link at most: as a parent, a variable could merge all turns.
    """
    as_parent = settings.traceparent is TraceParentUse.parent and not limits.is_administered
    return Surroundings(read_notes(notes), as_parent) if notes else NOWHERE
