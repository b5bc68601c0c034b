"""What a person can choose, as data. `settings.toml` is this model written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from codexctl.settings.capture import DEFAULT_LIMITS, CaptureLimits, CaptureMode
from codexctl.settings.prices import Price
from codexctl.settings.redaction import NO_REDACTION, Redaction

LOCAL = "local"
OTLP = "otlp"


class TraceParentUse(StrEnum):
    """What becomes of TRACEPARENT in Codex's environment: a link, or the parent of its turns."""

    link = "link"
    parent = "parent"


@dataclass(frozen=True, slots=True)
class Destination:
    """One place where spans go.

    `name` is the person's word for it and the key of its cursor; `kind` is `local` or `otlp`;
    `preset` names an entry of `templates/presets.toml` whose address, headers and key form hold,
    with its `parameters` and `project`. `endpoint` is the full URL of an OTLP/HTTP traces
    endpoint; it goes before the preset's. Without both, OpenTelemetry's own variables decide.
    Headers hold no secret: a key is found by the variable `api_key_env`, in the keyring, or as
    the output of `api_key_command` (an argument list), and is sent in `api_key_header` after
    `api_key_prefix`, or with `api_key_user` as basic authentication. `capture` tightens, for this
    destination alone, what holds for all.
    """

    name: str
    kind: str
    endpoint: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    api_key_env: str = ""
    api_key_header: str = "Authorization"
    api_key_prefix: str = "Bearer "
    api_key_user: str = ""
    api_key_command: tuple[str, ...] = ()
    preset: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    project: str = ""
    capture: CaptureMode | None = None


@dataclass(frozen=True, slots=True)
class Keep:
    """How long (days) and how much (millions of bytes) the local store keeps; None: no bound."""

    days: int | None = None
    max_mb: int | None = None


KEEP_ALL = Keep()


@dataclass(frozen=True, slots=True)
class Delivery:
    """How turns are delivered.

    A turn without an end is given up when its file has been quiet for `quiet_s` seconds and no
    process holds it, or for `unseen_quiet_s` where that cannot be seen. `debug` has the log say
    each step. A line of more than `longest_line_mb` million bytes is passed over and counted.
    """

    quiet_s: float = 1.0
    unseen_quiet_s: float = 1800.0
    debug: bool = False
    longest_line_mb: float = 32.0


DELIVERY = Delivery()
# A week: whoever waits longer has forgotten about it.
MAX_QUIET_S = 604_800
# Beyond that, one line takes more memory than a worker may have.
MAX_LINE_MB = 200


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that settings.toml can say.

    `resource` is OpenTelemetry's resource; with `auto_sync` the worker renews the hook script when
    it no longer fits this installation; `redaction` is what is masked besides the usual;
    `traceparent` says what a trace has to do with the one that Codex was started in; `keep` bounds
    the local store; `delivery` says how turns are delivered; `prices` are what models cost, by
    `MODEL` or `PROVIDER/MODEL`.
    """

    capture: CaptureLimits = DEFAULT_LIMITS
    destinations: tuple[Destination, ...] = ()
    resource: tuple[tuple[str, str], ...] = ()
    auto_sync: bool = False
    redaction: Redaction = NO_REDACTION
    traceparent: TraceParentUse = TraceParentUse.link
    keep: Keep = KEEP_ALL
    delivery: Delivery = DELIVERY
    prices: Mapping[str, Price] = field(default_factory=dict)

    def destination(self, name: str) -> Destination | None:
        """Find a destination by its name."""
        return next((d for d in self.destinations if d.name == name), None)
