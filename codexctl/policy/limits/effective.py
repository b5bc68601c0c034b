"""The limits that apply: the strictest of policy, settings and environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from codexctl.locations import Locations
from codexctl.policy.file.here import policy_on
from codexctl.policy.file.model import Policy
from codexctl.policy.limits.barred import Barred, bar
from codexctl.redact.masker import Masker
from codexctl.settings.administered import NOTHING, Administered
from codexctl.settings.capture import (
    CaptureLimits,
    CaptureMode,
    Source,
    Voice,
    limits_from_environment,
    strictest,
)
from codexctl.settings.model import OTLP, Destination, Settings
from codexctl.settings.redaction import NO_REDACTION, PATH, Redaction, masker, masker_of_required

# The resource attribute that tells a backend what was captured.
CAPTURE_MODE = "codexctl.capture.mode"
POLICY_ID = "codexctl.policy.id"


@dataclass(frozen=True, slots=True)
class Effective:
    """What may be captured and where it may be sent, and the policy (None: there is none).

    `wish` is the additional redaction in the person's settings. `is_administered` means that these
    are the limits for a destination of the administrator: a person can reduce the content that is
    sent there, but cannot change anything else.
    """

    capture: CaptureLimits
    policy: Policy | None
    wish: Redaction = NO_REDACTION
    is_administered: bool = False

    def allows(self, destination: Destination) -> bool:
        """Whether the policy allows spans there; a local store is checked by `local` alone."""
        if self.policy is None:
            return True
        if destination.kind != OTLP:
            return self.policy.destinations.local
        return self.policy.allows(destination.endpoint)

    def barred(self, destination: Destination) -> Barred | None:
        """Why the policy does not allow sending there, and whom to ask; None if it allows it."""
        return None if self.policy is None else bar(self.policy, destination)

    def for_destination(self, destination: Destination) -> Effective:
        """The limits for one destination, which may get less than others and never more."""
        held = replace(self, is_administered=True) if destination.administration else self
        if destination.capture is None:
            return held
        own = CaptureLimits(destination.capture, source=Source(Voice.destination, destination.name))
        return held.tightened_by(own)

    def tightened_by(self, own: CaptureLimits) -> Effective:
        """The limits with another voice's, which can only make them stricter."""
        return replace(self, capture=strictest((self.capture, own)))

    @property
    def masker(self) -> Masker | None:
        """The masker for content in `redacted` mode; None in other modes."""
        wanted = self.capture.mode is CaptureMode.redacted
        return masker(self._required(), self.wish) if wanted else None

    @property
    def always(self) -> Masker | None:
        """The masker that also applies in `full` mode; None if nothing is masked then."""
        wanted = self.capture.mode is CaptureMode.full
        return masker_of_required(self._required()) if wanted else None

    @property
    def resource_allowed(self) -> tuple[str, ...] | None:
        """The other resource attributes that may be sent; None if the policy does not limit them.

        To a destination of the administrator, only listed ones are sent: a backend may sort by
        them.
        """
        listed = self.policy.resource if self.policy else None
        return () if listed is None and self.is_administered else listed

    @property
    def chosen(self) -> Administered:
        """What the policy chooses for users; nothing without a policy."""
        return self.policy.chosen if self.policy else NOTHING

    @property
    def names(self) -> Masker:
        """The masker for names, which applies in every mode."""
        # A person's own rule could mask the names that an administrator asks for.
        wish = NO_REDACTION if self.is_administered else self.wish
        return masker(self._required(), wish)

    def _required(self) -> Redaction:
        required = self.policy.redaction if self.policy else NO_REDACTION
        if "paths" not in self.capture.exclude:
            return required
        # Paths are also in other content, not only in fields of their own: they are masked there.
        return replace(required, kinds=required.kinds | {PATH})

    def resource(self) -> dict[str, str]:
        """OpenTelemetry resource attributes with which a backend can audit the limits."""
        said = {
            CAPTURE_MODE: self.capture.mode.name,
            "codexctl.capture.source": str(self.capture.source),
            "codexctl.capture.exclude": ",".join(sorted(self.capture.exclude)),
            POLICY_ID: self.policy.id if self.policy else "",
        }
        # An attribute without a value tells a backend nothing.
        return {key: value for key, value in said.items() if value}


def effective(settings: Settings, environ: Mapping[str, str], locations: Locations) -> Effective:
    """Read the policy and combine it with settings and environment variables.

    `environ` is the environment of this process, or of another one. Never raises: a policy that
    cannot be used sets the strictest limits.
    """
    return under(policy_on(locations), settings, environ)


def under(policy: Policy | None, settings: Settings, environ: Mapping[str, str]) -> Effective:
    """Combine a policy (this machine's or a draft) with settings and environment variables.

    Pure: nothing is read. A policy of None limits nothing.
    """
    return _combined(policy, settings, environ, settings.capture)


def limits_for_wish(
    settings: Settings, environ: Mapping[str, str], locations: Locations, wish: str | None
) -> Effective:
    """The limits for one command with a `--capture` option.

    `wish` is the name of a capture mode, None or empty if there is no such option. It replaces the
    default, but never a limit from policy, settings or environment.
    """
    if not wish:
        return effective(settings, environ, locations)
    # Settings without a mode would add the default mode, and then `wish` could never be above it.
    said = settings.capture if settings.capture.source.voice is not Voice.default else None
    asked = CaptureLimits(CaptureMode[wish], source=Source(Voice.option))
    return _combined(policy_on(locations), settings, environ, said, asked)


def _combined(
    policy: Policy | None,
    settings: Settings,
    environ: Mapping[str, str],
    *voices: CaptureLimits | None,
) -> Effective:
    above = (policy.capture if policy else None, limits_from_environment(environ))
    limits = strictest(voice for voice in (*above, *voices) if voice)
    return Effective(limits, policy, settings.redaction)
