"""What a person can choose, as data. `settings.toml` is this model written down."""

from __future__ import annotations

from dataclasses import dataclass

from codexctl.settings.capture import DEFAULT_LIMITS, CaptureLimits

LOCAL = "local"
OTLP = "otlp"


@dataclass(frozen=True, slots=True)
class Destination:
    """One place where spans go.

    `name` is the person's word for it and the key of its cursor; `kind` is `local` or `otlp`;
    `endpoint` is the full URL of an OTLP/HTTP traces endpoint. Headers hold no secret: a key is
    named by the environment variable that holds it (`api_key_env`) and sent in `api_key_header`
    after `api_key_prefix`.
    """

    name: str
    kind: str
    endpoint: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    api_key_env: str = ""
    api_key_header: str = "Authorization"
    api_key_prefix: str = "Bearer "


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that settings.toml can say. `resource` is OpenTelemetry's resource."""

    capture: CaptureLimits = DEFAULT_LIMITS
    destinations: tuple[Destination, ...] = ()
    resource: tuple[tuple[str, str], ...] = ()

    def destination(self, name: str) -> Destination | None:
        """Find a destination by its name."""
        return next((d for d in self.destinations if d.name == name), None)
