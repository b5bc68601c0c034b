"""The destination if a person has chosen none: on a managed machine, and for a single run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codexctl.settings.model import Settings

# Set by the hook script that `codexctl policy render hook` writes.
MANAGED = "CODEXCTL_MANAGED"
# Set by `codexctl run` for the Codex that it starts, and so for that Codex's hooks.
ONE_RUN = "CODEXCTL_ONE_RUN"


def with_default(settings: Settings, environ: Mapping[str, str]) -> Settings:
    """Add a destination on a managed machine or in a single run, if there is none.

    It is the local store; in a single run, the backend in OpenTelemetry's variables if they name
    one. This is not saved, so the next run reads the variables again. In all other cases,
    `settings` are returned unchanged.
    """
    if settings.destinations or not (environ.get(MANAGED) or environ.get(ONE_RUN)):
        return settings
    # Here: a worker that ends at once needs only the variables' names above.
    from codexctl.settings.destinations.otel_env import endpoint
    from codexctl.settings.model import LOCAL, OTLP, Destination

    to_backend = environ.get(ONE_RUN) and endpoint(environ)
    kind = OTLP if to_backend else LOCAL
    return replace(settings, destinations=(Destination(name=kind, kind=kind),))
