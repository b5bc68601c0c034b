"""Reads OpenTelemetry's own environment variables, as far as they concern sending.

https://opentelemetry.io/docs/specs/otel/protocol/exporter/ and
https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

PREFIX = "OTEL_EXPORTER_OTLP_"
TRACES_PATH = "/v1/traces"
METRICS_PATH = "/v1/metrics"
METRICS_ENDPOINT = f"{PREFIX}METRICS_ENDPOINT"
PROTOCOL = "http/protobuf"
_SECOND_MS = 1000


@dataclass(frozen=True, slots=True)
class Transport:
    """How a request is made: the timeout in seconds, compression, paths of TLS files."""

    timeout_s: float
    gzip: bool = True
    ca_file: str = ""
    client_certificate: str = ""
    client_key: str = ""


def endpoint(environ: Mapping[str, str]) -> str:
    """The full traces address from the environment; empty if it has none."""
    whole = environ.get(f"{PREFIX}TRACES_ENDPOINT", "").strip()
    if whole:
        return whole
    base = environ.get(f"{PREFIX}ENDPOINT", "").strip()
    return base.rstrip("/") + TRACES_PATH if base else ""


def endpoint_variable(environ: Mapping[str, str]) -> str:
    """The name of the variable that `endpoint` reads."""
    traces = f"{PREFIX}TRACES_ENDPOINT"
    return traces if environ.get(traces, "").strip() else f"{PREFIX}ENDPOINT"


def headers(environ: Mapping[str, str]) -> dict[str, str]:
    """Headers for traces, %-decoded; they may contain a key, so they are never saved.

    The variable has the specification's form, `name=value,name=value`.
    """
    return _pairs(_said(environ, "HEADERS"))


def metrics_endpoint(environ: Mapping[str, str]) -> str:
    """The address for metrics alone from the environment; empty if it has none."""
    return environ.get(METRICS_ENDPOINT, "").strip()


def metrics_headers(environ: Mapping[str, str]) -> dict[str, str]:
    """Headers for metrics, in the same form as those for traces."""
    return _pairs(_said(environ, "HEADERS", "METRICS"))


def metrics_headers_variable(environ: Mapping[str, str]) -> str:
    """The name of the variable that `metrics_headers` reads."""
    metrics = f"{PREFIX}METRICS_HEADERS"
    return metrics if environ.get(metrics) else f"{PREFIX}HEADERS"


def metrics_disabled(environ: Mapping[str, str]) -> str:
    """The variable that forbids sending metrics, with its value; empty if none does."""
    if environ.get("OTEL_METRICS_EXPORTER", "").strip().lower() == "none":
        return "OTEL_METRICS_EXPORTER is none"
    return ""


def headers_variable(environ: Mapping[str, str]) -> str:
    """The name of the variable that `headers` reads."""
    traces = f"{PREFIX}TRACES_HEADERS"
    return traces if environ.get(traces) else f"{PREFIX}HEADERS"


def unusable_protocol(environ: Mapping[str, str]) -> str:
    """Say that the environment sets a protocol that codexctl does not support; empty if not."""
    protocol = _said(environ, "PROTOCOL").strip()
    if protocol in ("", PROTOCOL):
        return ""
    return f"OTEL_EXPORTER_OTLP_PROTOCOL={protocol} is not spoken, only {PROTOCOL}"


def transport(environ: Mapping[str, str], default_s: float, most_s: float) -> Transport:
    """Read timeout, compression and the paths of TLS files.

    The timeout is in milliseconds in the specification, but in seconds in OpenTelemetry's Python
    SDK, so a number below 1000 counts as seconds. It is `default_s` seconds if it is not set, and
    at most `most_s` seconds.
    """
    try:
        said = float(_said(environ, "TIMEOUT"))
    except ValueError:
        said = 0.0
    seconds = said / _SECOND_MS if said >= _SECOND_MS else said
    return Transport(
        timeout_s=min(seconds, most_s) if seconds > 0 else default_s,
        gzip=_said(environ, "COMPRESSION").strip().lower() != "none",
        ca_file=_said(environ, "CERTIFICATE"),
        client_certificate=_said(environ, "CLIENT_CERTIFICATE"),
        client_key=_said(environ, "CLIENT_KEY"),
    )


def resource(environ: Mapping[str, str]) -> dict[str, str]:
    """Resource attributes from the environment; OTEL_SERVICE_NAME replaces `service.name`.

    Parts that are not `name=value`, or have an empty name, are left out.
    """
    parts = _parts(environ.get("OTEL_RESOURCE_ATTRIBUTES", ""))
    found = {name: unquote(value) for name, value in parts}
    name = environ.get("OTEL_SERVICE_NAME", "").strip()
    return found | ({"service.name": name} if name else {})


def disabled(environ: Mapping[str, str]) -> str:
    """The variable that forbids sending traces, with its value; empty if none does."""
    if environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return "OTEL_SDK_DISABLED is true"
    if environ.get("OTEL_TRACES_EXPORTER", "").strip().lower() == "none":
        return "OTEL_TRACES_EXPORTER is none"
    return ""


def _said(environ: Mapping[str, str], name: str, signal: str = "TRACES") -> str:
    """The value for one signal if it is set, else the one for all signals."""
    return environ.get(f"{PREFIX}{signal}_{name}") or environ.get(f"{PREFIX}{name}") or ""


def _pairs(text: str) -> dict[str, str]:
    return {unquote(name): unquote(value) for name, value in _parts(text)}


def _parts(text: str) -> Iterator[tuple[str, str]]:
    for part in text.split(","):
        name, sign, value = (one.strip() for one in part.partition("="))
        if name and sign:
            yield name, value
