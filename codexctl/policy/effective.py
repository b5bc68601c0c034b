"""The limits that hold: the strictest of policy, settings and environment, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from codexctl.locations import Locations
from codexctl.policy.limits import Policy, owner_required, read
from codexctl.settings.capture import (
    DEFAULT_LIMITS,
    CaptureLimits,
    CaptureMode,
    limits_from_environment,
    strictest,
)
from codexctl.settings.model import OTLP, Destination, Settings


@dataclass(frozen=True, slots=True)
class Effective:
    """What may be captured, and the policy behind it (None when there is no policy file)."""

    capture: CaptureLimits
    policy: Policy | None

    def allows(self, destination: Destination) -> bool:
        """Whether the policy lets spans go there. The local store is not a remote destination."""
        if self.policy is None or destination.kind != OTLP:
            return True
        return self.policy.allows(destination.endpoint)


def effective(settings: Settings, environ: Mapping[str, str], where: Locations) -> Effective:
    """Read the policy afresh and combine it with settings and environment."""
    return _combined(environ, where, settings.capture)


def limits_for_wish(
    settings: Settings, environ: Mapping[str, str], where: Locations, wish: str | None
) -> Effective:
    """The limits for one command that was asked for a capture mode by name.

    The wish replaces the default, never anything that policy, settings or environment say.
    """
    if not wish:
        return effective(settings, environ, where)
    said = settings.capture if settings.capture.source != DEFAULT_LIMITS.source else None
    return _combined(environ, where, said, CaptureLimits(CaptureMode[wish], source="--capture"))


def _combined(
    environ: Mapping[str, str], where: Locations, *voices: CaptureLimits | None
) -> Effective:
    policy = read(where.policy_file, owner=owner_required())
    above = (policy.capture if policy else None, limits_from_environment(environ))
    return Effective(strictest(voice for voice in (*above, *voices) if voice), policy)
