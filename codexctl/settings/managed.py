"""Where turns go of somebody who chose no place: on a managed machine, and for a single run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codexctl.settings.model import Settings

# Set by the hook script that `codexctl policy render hook` writes.
MANAGED = "CODEXCTL_MANAGED"
# Set by `codexctl run` for the Codex that it starts, and so for the hooks of that.
ONE_RUN = "CODEXCTL_ONE_RUN"


def with_default(settings: Settings, environ: Mapping[str, str]) -> Settings:
    """Keep turns on the machine where our hook runs though nobody chose a place.

    In a single run OpenTelemetry's variables are a choice; nobody writes it down, so that they are
    asked again the next time. `settings` are given back unchanged where they name a destination, or
    neither is the case.
    """
    if settings.destinations or not (environ.get(MANAGED) or environ.get(ONE_RUN)):
        return settings
    # Here: a worker that leaves at once asks for the variables' names alone.
    from codexctl.settings.destinations.otel_env import endpoint
    from codexctl.settings.model import LOCAL, OTLP, Destination

    to_backend = environ.get(ONE_RUN) and endpoint(environ)
    kind = OTLP if to_backend else LOCAL
    return replace(settings, destinations=(Destination(name=kind, kind=kind),))
