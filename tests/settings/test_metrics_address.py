"""Where a destination's metrics go: beside its traces, and its key to no other server."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from codexctl.settings.destinations.address import Unresolved
from codexctl.settings.destinations.metrics_address import for_metrics
from codexctl.settings.destinations.presets import presets
from codexctl.settings.destinations.resolve import Resolved, resolve
from codexctl.settings.model import Destination

NONE: Mapping[str, str] = {}


def there(destination: Destination, environ: Mapping[str, str] = NONE) -> Resolved:
    return for_metrics(resolve(destination, environ), environ)


def at(endpoint: str = "", metrics_endpoint: str = "", name: str = "far") -> Destination:
    return Destination(
        name, "otlp", endpoint=endpoint, metrics=True, metrics_endpoint=metrics_endpoint
    )


@pytest.mark.parametrize(
    ("traces", "metrics"),
    [
        ("http://localhost:4318/v1/traces", "http://localhost:4318/v1/metrics"),
        ("https://h.example/otlp/v1/traces", "https://h.example/otlp/v1/metrics"),
        ("https://h.example/otlp/v1/traces/", "https://h.example/otlp/v1/metrics"),
        ("https://h.example/v1/traces?a=1", "https://h.example/v1/metrics?a=1"),
    ],
)
def test_the_path_of_traces_is_replaced(traces: str, metrics: str) -> None:
    assert there(at(traces)).destination.endpoint == metrics


def test_an_address_with_another_path_needs_one_for_metrics() -> None:
    with pytest.raises(Unresolved, match="does not end with /v1/traces") as caught:
        there(at("https://h.example/ingest"))
    assert caught.value.hint == "codexctl setup --metrics-endpoint far:URL"


def test_another_path_on_the_same_server_is_taken() -> None:
    found = there(at("https://h.example/ingest", "https://H.example:443/metrics"))
    assert found.destination.endpoint == "https://H.example:443/metrics"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://other.example/m", "http://h.example/m", "https://h.example:444/m"],
    ids=["host", "scheme", "port"],
)
def test_metrics_of_another_server_are_another_destination(elsewhere: str) -> None:
    """The key was given for the traces' server."""
    with pytest.raises(Unresolved, match="another server"):
        there(at("https://h.example/ingest", elsewhere))


def test_every_preset_says_where_its_metrics_go_or_that_it_takes_none() -> None:
    for name, preset in presets().items():
        said = tuple((key, "x") for key in preset.parameters)
        project = "a/b" if preset.project else ""
        chosen = Destination(
            name, "otlp", preset=name, parameters=said, project=project, metrics=True
        )
        if preset.takes_metrics:
            address = resolve(chosen, NONE).destination.endpoint
            expected = address.removesuffix("/v1/traces") + "/v1/metrics"
            assert there(chosen).destination.endpoint == expected
        else:
            with pytest.raises(Unresolved, match=f"{preset.title} does not accept metrics"):
                there(chosen)


def test_a_preset_that_takes_none_may_have_something_before_it_that_does() -> None:
    chosen = Destination(
        *("phoenix", "otlp"),
        preset="phoenix",
        endpoint="http://gateway:4318/v1/traces",
        metrics=True,
        metrics_endpoint="http://gateway:4318/v1/metrics",
    )
    assert there(chosen).destination.endpoint == "http://gateway:4318/v1/metrics"


def test_the_environment_says_where_traces_and_metrics_go() -> None:
    environ = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318",
        "OTEL_EXPORTER_OTLP_HEADERS": "x-tenant=acme",
    }
    found = there(at(), environ)
    assert found.destination.endpoint == "http://collector:4318/v1/metrics"
    assert found.destination.headers == (("x-tenant", "acme"),)


def test_its_own_variables_for_metrics_go_first() -> None:
    environ = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318",
        "OTEL_EXPORTER_OTLP_TRACES_HEADERS": "a=traces",
        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://metrics:9/in",
        "OTEL_EXPORTER_OTLP_METRICS_HEADERS": "a=metrics%20only",
    }
    found = there(at(), environ)
    assert found.destination.endpoint == "http://metrics:9/in"
    assert found.destination.headers == (("a", "metrics only"),)
    assert found.is_moved, "a key that was stored for the traces' server stays there"


def test_variables_do_not_move_what_is_written_down() -> None:
    environ = {"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://metrics:9/in"}
    found = there(at("http://mine:4318/v1/traces"), environ)
    assert found.destination.endpoint == "http://mine:4318/v1/metrics"
    assert not found.is_moved
