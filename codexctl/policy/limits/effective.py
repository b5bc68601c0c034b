"""The limits that hold: the strictest of policy, settings and environment, in one place."""

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

# The resource attribute by which a backend sees what was captured.
CAPTURE_MODE = "codexctl.capture.mode"
POLICY_ID = "codexctl.policy.id"


@dataclass(frozen=True, slots=True)
class Effective:
    """What may be captured and where it may go, and the policy behind it (None: there is none).

    `wish` is what the person's settings say of redaction on top. `is_administered` says that they
    are those of a destination of the administrator's: a person may tighten what content goes
    there, and has no other say.
    """

    capture: CaptureLimits
    policy: Policy | None
    wish: Redaction = NO_REDACTION
    is_administered: bool = False

    def allows(self, destination: Destination) -> bool:
        """Whether the policy lets spans go there. The local store is not a remote destination."""
        if self.policy is None:
            return True
        if destination.kind != OTLP:
            return self.policy.destinations.local
        return self.policy.allows(destination.endpoint)

    def barred(self, destination: Destination) -> Barred | None:
        """Why the policy lets nothing go there, and whom to ask; None where it lets it."""
        return None if self.policy is None else bar(self.policy, destination)

    def for_destination(self, destination: Destination) -> Effective:
        """The limits for one destination, which may get less than others and never more."""
        held = replace(self, is_administered=True) if destination.administration else self
        if destination.capture is None:
            return held
        own = CaptureLimits(destination.capture, source=Source(Voice.destination, destination.name))
        return held.tightened_by(own)

    def tightened_by(self, own: CaptureLimits) -> Effective:
        """The limits where somebody allows less; nobody can allow more."""
        return replace(self, capture=strictest((self.capture, own)))

    @property
    def masker(self) -> Masker | None:
        """What masks content in `redacted` mode; None in the others."""
        wanted = self.capture.mode is CaptureMode.redacted
        return masker(self._required(), self.wish) if wanted else None

    @property
    def always(self) -> Masker | None:
        """What masks even in `full` mode; None where nothing is to be masked then."""
        wanted = self.capture.mode is CaptureMode.full
        return masker_of_required(self._required()) if wanted else None

    @property
    def resource_allowed(self) -> tuple[str, ...] | None:
        """The resource attributes of others that may be sent; None where the policy lists none.

        To a destination of the administrator's only what is listed goes: a backend may file by it.
        """
        listed = self.policy.resource if self.policy else None
        return () if listed is None and self.is_administered else listed

    @property
    def chosen(self) -> Administered:
        """What the policy chooses in people's stead; nothing without a policy."""
        return self.policy.chosen if self.policy else NOTHING

    @property
    def names(self) -> Masker:
        """What looks for secrets where only a name belongs, in every mode."""
        # A person's own rule could mask the very names that an administrator asks for.
        wish = NO_REDACTION if self.is_administered else self.wish
        return masker(self._required(), wish)

    def _required(self) -> Redaction:
        required = self.policy.redaction if self.policy else NO_REDACTION
        if "paths" not in self.capture.exclude:
            return required
        # Paths stand inside other content too, not only in fields of their own: they are masked
        # there.
        return replace(required, kinds=required.kinds | {PATH})

    def resource(self) -> dict[str, str]:
        """OpenTelemetry resource attributes that let a backend audit the limits."""
        said = {
            CAPTURE_MODE: self.capture.mode.name,
            "codexctl.capture.source": str(self.capture.source),
            "codexctl.capture.exclude": ",".join(sorted(self.capture.exclude)),
            POLICY_ID: self.policy.id if self.policy else "",
        }
        # An attribute without a value says nothing to a backend.
        return {key: value for key, value in said.items() if value}


def effective(settings: Settings, environ: Mapping[str, str], locations: Locations) -> Effective:
    """Read the policy afresh and combine it with settings and environment.

    `environ` is the process's environment, or one that stands for it. Never raises: a policy that
    cannot be used limits to the least.
    """
    return under(policy_on(locations), settings, environ)


def under(policy: Policy | None, settings: Settings, environ: Mapping[str, str]) -> Effective:
    """Combine a policy, be it this machine's or a draft, with settings and environment.

    Pure: nothing is read. A policy of None limits nothing.
    """
    return _combined(policy, settings, environ, settings.capture)


def limits_for_wish(
    settings: Settings, environ: Mapping[str, str], locations: Locations, wish: str | None
) -> Effective:
    """The limits for one command that was asked for a capture mode by name.

    The wish replaces the default, never anything that policy, settings or environment say. `wish`
    is the name of a capture mode; None or empty is no wish.
    """
    if not wish:
        return effective(settings, environ, locations)
    # Settings that say nothing would add the default mode, and no wish for more could pass it.
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
