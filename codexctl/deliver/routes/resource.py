"""What settings and environment say of whose spans these are, as far as the limits allow."""

from __future__ import annotations

from collections.abc import Mapping

from codexctl import __version__
from codexctl.policy.limits.effective import CAPTURE_MODE, Effective
from codexctl.settings.destinations import otel_env
from codexctl.settings.identity import identity, pinned
from codexctl.settings.labels import TEAM, USER_ID
from codexctl.settings.model import Destination as DestinationSettings
from codexctl.settings.model import Settings
from codexctl.trace.capture.outside import (
    SAID_BY_SETTINGS,
    is_listed,
    may_come_from_outside,
    told_headers,
    told_values,
)

SERVICE_NAME = "codex"


def resource(settings: Settings, limits: Effective, environ: Mapping[str, str]) -> dict[str, str]:
    """OpenTelemetry resource attributes: whose spans these are, and under which limits.

    `limits` are those of the one destination that they go to, `environ` may hold
    OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME (OpenTelemetry's specification of SDK variables).
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
        # No backend groups spans by these two, and people who look for turns want to know whose
        # they are.
        said |= {key: value for key, value in settings.resource if key in (USER_ID, TEAM)}
    chosen = limits.chosen
    theirs = {key: value for key, value in said.items() if key not in pinned(chosen)}
    by_policy = dict(chosen.resource) | identity(chosen, environ)
    return {"service.name": SERVICE_NAME} | told(theirs, limits) | by_policy | own


def told(attributes: Mapping[str, str], limits: Effective) -> dict[str, str]:
    """Attributes of others as far as the limits allow: masked, left out or as they are."""
    if not attributes:
        return {}
    return told_values(attributes, limits.capture.mode, limits.names, limits.always)


def headers_of(destination: DestinationSettings, limits: Effective) -> tuple[tuple[str, str], ...]:
    """The headers of a destination as the limits let them be sent."""
    if not destination.headers:
        return ()
    mode, masks = limits.capture.mode, (limits.names, limits.always)
    return told_headers(destination.headers, mode, *masks)
