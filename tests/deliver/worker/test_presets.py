"""Settings with presets, through the worker, to a receiver."""

from __future__ import annotations

import os

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from codexctl.deliver.clock import Clock
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import Locations
from tests.deliver.conftest import configure, record
from tests.deliver.sink import Sink


def preset(locations: Locations, name: str, *lines: str) -> None:
    """Settings with one destination of that preset; everything on disk counts as new."""
    configure(locations)
    text = "\n".join([f'name = "{name}"', 'kind = "otlp"', f'preset = "{name}"', *lines])
    locations.settings_toml.write_text(f"version = 1\n[[destinations]]\n{text}\n")
    os.utime(locations.settings_toml, (0, 0))


def attribute_names(request: ExportTraceServiceRequest) -> set[str]:
    """The names of all attributes of a request's spans."""
    scopes = (scope for resource in request.resource_spans for scope in resource.scope_spans)
    return {a.key for scope in scopes for span in scope.spans for a in span.attributes}


def test_weave_works_with_nothing_but_its_own_variables(locations: Locations, sink: Sink) -> None:
    record(locations, "plain")
    preset(locations, "weave")
    environ = {
        "WANDB_BASE_URL": sink.url.removesuffix("/v1/traces"),
        "WANDB_API_KEY": "k1",
        "WEAVE_PROJECT": "team/web",
    }
    assert deliver(locations, environ, Clock())["weave"].delivered == 1
    assert sink.headers[0]["wandb-api-key"] == "k1"
    assert sink.headers[0]["project_id"] == "team/web"


def test_the_weave_hosts_entry_in_netrc_is_used(locations: Locations, sink: Sink) -> None:
    record(locations, "plain")
    preset(locations, "weave", 'project = "a/b"', f'endpoint = "{sink.url}"')
    (locations.home / ".netrc").write_text("machine 127.0.0.1 login user password k2\n")
    (locations.home / ".netrc").chmod(0o600)
    assert deliver(locations, {}, Clock())["weave"].delivered == 1
    assert sink.headers[0]["wandb-api-key"] == "k2"


def test_content_that_weave_users_have_switched_off_stays_off(
    locations: Locations, sink: Sink
) -> None:
    record(locations, "plain")
    configure(locations, f"far={sink.url}")
    deliver(locations, {"WEAVE_CODEX_CAPTURE_CONTENT": "0", "CODEXCTL_CAPTURE": "full"}, Clock())
    assert "gen_ai.input.messages" not in attribute_names(sink.requests[0])


def test_each_destination_has_its_own_capture_mode(locations: Locations, sink: Sink) -> None:
    record(locations, "plain")
    configure(locations, f"far={sink.url}", f"near={sink.url}")
    text = locations.settings_toml.read_text().replace(
        'name = "far"', 'name = "far"\ncapture = "metadata"'
    )
    locations.settings_toml.write_text(text)
    os.utime(locations.settings_toml, (0, 0))
    deliver(locations, {}, Clock())
    far, near = (attribute_names(request) for request in sink.requests)
    assert near - far >= {"gen_ai.input.messages", "gen_ai.output.messages"}
    assert not far - near


def test_a_switched_off_sdk_sends_nothing_and_loses_nothing(
    locations: Locations, sink: Sink
) -> None:
    record(locations, "plain")
    configure(locations, "local", f"far={sink.url}")
    reports = deliver(locations, {"OTEL_SDK_DISABLED": "true"}, Clock())
    assert (reports["local"].delivered, reports["far"].delivered) == (1, 0)
    assert "OTEL_SDK_DISABLED" in reports["far"].problem
    assert not sink.requests
    assert deliver(locations, {}, Clock())["far"].delivered == 1


def test_standard_variables_decide_where_settings_say_nothing(
    locations: Locations, sink: Sink
) -> None:
    record(locations, "plain")
    configure(locations)
    locations.settings_toml.write_text(
        'version = 1\n[[destinations]]\nname = "otlp"\nkind = "otlp"\n'
    )
    os.utime(locations.settings_toml, (0, 0))
    environ = {
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": sink.url,
        "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20k",
        "OTEL_RESOURCE_ATTRIBUTES": "team=x",
        "OTEL_SERVICE_NAME": "my-codex",
    }
    assert "not set here" in deliver(locations, {}, Clock())["otlp"].problem
    assert deliver(locations, environ, Clock())["otlp"].delivered == 1
    assert sink.headers[0]["authorization"] == "Bearer k"
    resource = sink.requests[0].resource_spans[0].resource
    attributes = {a.key: a.value.string_value for a in resource.attributes}
    assert (attributes["service.name"], attributes["team"]) == ("my-codex", "x")
