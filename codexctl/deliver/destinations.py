"""Settings to destinations, each with the filter that stands before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from codexctl import __version__
from codexctl.deliver.answer import Destination
from codexctl.deliver.local_store import LocalStore
from codexctl.locations import Locations
from codexctl.policy.effective import Effective, effective
from codexctl.settings.model import LOCAL, Settings
from codexctl.settings.providers import provider_addresses
from codexctl.settings.redaction import rule_file
from codexctl.trace.capture import Capture
from codexctl.trace.pipeline import Pipeline
from codexctl.trace.redact import compile_rules

SERVICE_NAME = "codex"


@dataclass(frozen=True, slots=True)
class Route:
    """A destination and the way that turns take to it; `barred` says why it may get none."""

    destination: Destination
    pipeline: Pipeline
    barred: str = ""


def pipeline_for(settings: Settings, limits: Effective, where: Locations) -> Pipeline:
    """The way from turns to spans under the limits that hold now."""
    capture = Capture(limits.capture, compile_rules(rule_file()))
    return Pipeline(capture, provider_addresses(where.config_toml), resource(settings, limits))


def resource(settings: Settings, limits: Effective) -> dict[str, str]:
    """OpenTelemetry resource attributes: whose spans these are, and under which limits."""
    own = {
        "service.name": SERVICE_NAME,
        "telemetry.sdk.name": "codexctl",
        "telemetry.sdk.language": "python",
        "telemetry.sdk.version": __version__,
        "codexctl.capture.mode": limits.capture.mode.name,
    }
    return own | dict(settings.resource)


def routes(settings: Settings, where: Locations, environ: Mapping[str, str]) -> Iterator[Route]:
    """Every configured destination with its pipeline, the local store first."""
    limits = effective(settings, environ, where)
    pipeline = pipeline_for(settings, limits, where)
    for chosen in sorted(settings.destinations, key=lambda d: d.kind != LOCAL):
        if chosen.kind == LOCAL:
            yield Route(LocalStore.open(where.traces_db, chosen.name), pipeline)
            continue
        # Imported here: HTTP and TLS cost a worker that only stores locally some 40 ms.
        from codexctl.deliver.otlp import OtlpDestination

        barred = "" if limits.allows(chosen) else "the administrator's policy does not allow it"
        yield Route(OtlpDestination(chosen, pipeline.resource, environ), pipeline, barred)
