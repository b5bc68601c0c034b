"""What the administrator allows, as data: the content of `policy.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from codexctl.policy.file.endpoints import Pattern
from codexctl.settings.administered import NOTHING, Administered
from codexctl.settings.capture import CATEGORIES, CaptureLimits, CaptureMode, Source, Voice
from codexctl.settings.destinations.way import Rules
from codexctl.settings.redaction import NO_REDACTION, Redaction

SOURCE = Source(Voice.policy)


@dataclass(frozen=True, slots=True)
class Destinations:
    """Where spans may be sent. `allow` is None if any remote destination is allowed.

    `required` are endpoints that must be set up. `local` says whether the local store may be used,
    `retention_days` how long it keeps turns (None: until they are deleted). `proxy` and
    `certificate` say how endpoints are reached; they are empty if the policy does not set them.
    `plain_http` says whether unencrypted HTTP is allowed; None, if it is not set, allows it only if
    any destination is allowed.
    """

    allow: tuple[Pattern, ...] | None = None
    required: tuple[Pattern, ...] = ()
    local: bool = True
    retention_days: int | None = None
    proxy: str = ""
    certificate: str = ""
    plain_http: bool | None = None


@dataclass(frozen=True, slots=True)
class Trust:
    """How our hook may become trusted by Codex.

    `bypass`: by the flag that trusts every hook. `self_trust`: codexctl records the trust if the
    person says so, instead of a review in Codex.
    """

    bypass: bool = True
    self_trust: bool = True


@dataclass(frozen=True, slots=True)
class Codex:
    """Requirements for Codex's own configuration.

    `features` pins feature flags; `tracing` requires that turns are traced; without `otel_content`,
    Codex's own telemetry may not contain content.
    """

    features: Mapping[str, bool] = field(default_factory=dict)
    tracing: bool = False
    otel_content: bool = True


@dataclass(frozen=True, slots=True)
class Policy:
    """The whole policy.

    `id` is a digest of the file's bytes, for audits; `problem` says why the file cannot be used,
    empty if it can. `resource` lists the resource attributes that may be sent, None if any may;
    `view` says whether `codexctl view` may run; `chosen` is what the policy chooses for users;
    `lines` maps keys (`capture.max`) to line numbers.
    """

    path: Path
    id: str
    capture: CaptureLimits
    redaction: Redaction = NO_REDACTION
    resource: tuple[str, ...] | None = None
    destinations: Destinations = Destinations()
    trust: Trust = Trust()
    codex: Codex = Codex()
    view: bool = True
    contact: str = ""
    chosen: Administered = NOTHING
    problem: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)

    def allows(self, endpoint: str) -> bool:
        """Whether spans may be sent to this URL: listed, required, or the policy's own."""
        where = self.destinations
        if where.allow is None or endpoint in self._own:
            return True
        return any(pattern.matches(endpoint) for pattern in (*where.allow, *where.required))

    @property
    def _own(self) -> frozenset[str]:
        """The addresses of the policy's own destinations; they need not be in `allow`, too."""
        from codexctl.settings.destinations.resolve import address_of

        own = (address_of(destination, {}) for destination in self.chosen.destinations)
        return frozenset((*filter(None, own), *self.chosen.required))

    @property
    def plain_http(self) -> bool:
        """Whether spans may be sent to another machine without encryption."""
        said = self.destinations.plain_http
        return self.destinations.allow is None if said is None else said

    @property
    def way(self) -> Rules:
        """Its rules for proxies and certificates; only it can set them if it lists addresses."""
        where = self.destinations
        return Rules(where.proxy, where.certificate, fixed=where.allow is not None)


def closed(path: Path, problem: str, policy_id: str = "unreadable") -> Policy:
    """The policy that applies if the file cannot be used: only metadata, and nothing is sent.

    `problem` is the end of a sentence that begins with the path; `policy_id` is the digest of the
    bytes, if any could be read.
    """
    return Policy(
        path=path,
        id=policy_id,
        capture=CaptureLimits(CaptureMode.metadata, CATEGORIES, SOURCE),
        destinations=Destinations(allow=()),
        trust=Trust(bypass=False, self_trust=False),
        codex=Codex(otel_content=False),
        view=False,
        resource=(),
        problem=f"{path} {problem}",
    )
