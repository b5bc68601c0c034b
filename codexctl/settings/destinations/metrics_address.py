"""The address for a destination's metrics: on the server of its traces, with the same key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import SplitResult, urlsplit

from codexctl.settings.destinations import otel_env
from codexctl.settings.destinations.address import Unresolved
from codexctl.settings.destinations.resolve import Resolved
from codexctl.settings.destinations.said import Said, Voice
from codexctl.settings.model import Destination


def for_metrics(there: Resolved, environ: Mapping[str, str]) -> Resolved:
    """The destination with the address and headers for metrics.

    `there` is the same for traces. If the traces' address comes from the environment, so do the
    address and headers for metrics. Raises Unresolved if the backend does not accept metrics, or if
    their address is not known.
    """
    destination = there.destination
    if destination.metrics_endpoint:
        return _at(there, _beside(destination))
    _refuse_a_backend_without(destination)
    if there.address.voice is Voice.environment and not destination.preset:
        return _by_environment(there, environ)
    return _at(there, _derived(destination))


def _by_environment(there: Resolved, environ: Mapping[str, str]) -> Resolved:
    """Address and headers from OpenTelemetry's variables. A stored key keeps its own address."""
    variable = otel_env.metrics_headers_variable(environ)
    named = otel_env.metrics_headers(environ)
    own = {name: said for name, said in there.headers.items() if said.voice is Voice.settings}
    headers = own | {
        name: Said(value, Voice.environment, variable) for name, value in named.items()
    }
    there = replace(there, headers=headers)
    pairs = tuple((name, said.value) for name, said in headers.items())
    destination = replace(there.destination, headers=pairs)
    there = replace(there, destination=destination)
    if address := otel_env.metrics_endpoint(environ):
        moved = Said(address, Voice.environment, otel_env.METRICS_ENDPOINT)
        return replace(_at(there, address), address=moved)
    return _at(there, _derived(destination))


def _at(there: Resolved, address: str) -> Resolved:
    return replace(there, destination=replace(there.destination, endpoint=address))


def _refuse_a_backend_without(destination: Destination) -> None:
    if not destination.preset:
        return
    from codexctl.settings.destinations.presets import presets  # here: many have none

    preset = presets()[destination.preset]
    if not preset.takes_metrics:
        hint = f"codexctl setup --metrics {destination.name}:off"
        raise Unresolved(f"{destination.name}: {preset.title} does not accept metrics", hint)


def _derived(destination: Destination) -> str:
    """The traces' address with the path for metrics. Raises Unresolved for another path."""
    parts = urlsplit(destination.endpoint)
    path = parts.path.rstrip("/")
    if not path.endswith(otel_env.TRACES_PATH):
        raise Unresolved(
            f"{destination.name}: its address does not end with {otel_env.TRACES_PATH}, so"
            " the address for its metrics is unknown",
            f"codexctl setup --metrics-endpoint {destination.name}:URL",
        )
    path = path.removesuffix(otel_env.TRACES_PATH) + otel_env.METRICS_PATH
    return parts._replace(path=path).geturl()


def _beside(destination: Destination) -> str:
    """The address in the settings. Raises Unresolved if it is not on the traces' server."""
    traces, metrics = urlsplit(destination.endpoint), urlsplit(destination.metrics_endpoint)
    if _origin(traces) != _origin(metrics):
        raise Unresolved(
            f"{destination.name}: metrics_endpoint is on another server than its traces",
            "make that server a destination of its own, with metrics = true",
        )
    return destination.metrics_endpoint


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname or "", parts.port or usual
