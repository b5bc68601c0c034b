"""What holds for somebody who set up nothing, on a machine whose administrator runs our hook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from codexctl.settings.model import LOCAL, Destination, Settings

# Set by the hook script that `codexctl policy render hook` writes.
MANAGED = "CODEXCTL_MANAGED"


def with_default(settings: Settings, environ: Mapping[str, str]) -> Settings:
    """Keep turns on the machine where the machine's own hook runs and nobody chose a place."""
    if settings.destinations or not environ.get(MANAGED):
        return settings
    return replace(settings, destinations=(Destination(name=LOCAL, kind=LOCAL),))
