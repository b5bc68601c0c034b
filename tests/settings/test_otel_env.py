"""OpenTelemetry's standard variables: honoured where they are meant, and nowhere else."""

from __future__ import annotations

import pytest

from codexctl.settings.destinations import otel_env
from codexctl.settings.destinations.address import Unresolved
from codexctl.settings.destinations.resolve import resolve
from codexctl.settings.model import Destination

BASE = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://h:4318/base/"}
HEADERS = {"OTEL_EXPORTER_OTLP_HEADERS": "Authorization=Basic%20abc%3D, x-team = a%2Cb"}


def resolved(environ: dict[str, str], endpoint: str = "") -> Destination:
    return resolve(Destination("otlp", "otlp", endpoint), environ).destination


def test_the_base_address_gets_the_usual_path_and_that_for_traces_is_taken_verbatim() -> None:
    assert resolved(BASE).endpoint == "http://h:4318/base/v1/traces"
    both = BASE | {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://t/x"}
    assert resolved(both).endpoint == "https://t/x"


def test_headers_are_decoded() -> None:
    headers = dict(resolved(BASE | HEADERS).headers)
    assert headers == {"Authorization": "Basic abc=", "x-team": "a,b"}


def test_headers_for_traces_replace_the_others() -> None:
    both = BASE | HEADERS | {"OTEL_EXPORTER_OTLP_TRACES_HEADERS": "a=b"}
    assert resolved(both).headers == (("a", "b"),)


def test_headers_of_the_environment_go_to_its_address_alone() -> None:
    mine = Destination("mine", "otlp", "http://elsewhere/v1/traces")
    assert resolve(mine, BASE | HEADERS).destination.headers == ()
    same = resolved(BASE | HEADERS, "http://h:4318/base/v1/traces")
    assert len(same.headers) == 2


def test_without_any_address_that_is_said() -> None:
    with pytest.raises(Unresolved, match="OTEL_EXPORTER_OTLP_ENDPOINT is not set here"):
        resolved({})


@pytest.mark.parametrize("address", ["localhost:4317", "grpc://h:4317", "http://", "http://a\nb"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Unresolved, match="must be an http"):
        resolved({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": address})


@pytest.mark.parametrize("protocol", ["grpc", "http/json"])
def test_a_protocol_that_is_not_spoken_is_refused_clearly(protocol: str) -> None:
    with pytest.raises(Unresolved, match=f"PROTOCOL={protocol} is not spoken, only http/protobuf"):
        resolved(BASE | {"OTEL_EXPORTER_OTLP_PROTOCOL": protocol})
    assert resolved(BASE | {"OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"}).endpoint


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("10", 10), ("10000", 10), ("1500", 1.5), ("900000", 30), ("", 15), ("soon", 15), ("-1", 15)],
)
def test_a_timeout_is_understood_in_both_units_and_bounded(said: str, seconds: float) -> None:
    found = otel_env.transport({"OTEL_EXPORTER_OTLP_TIMEOUT": said}, 15, 30)
    assert found.timeout_s == seconds


def test_tls_files_and_compression_are_read() -> None:
    prefix = "OTEL_EXPORTER_OTLP_"
    names = ("CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY")
    environ = {f"{prefix}{name}": name for name in names} | {f"{prefix}COMPRESSION": "none"}
    found = otel_env.transport(environ, 15, 30)
    assert (found.ca_file, found.client_certificate, found.client_key) == names
    assert not found.gzip
    assert otel_env.transport({}, 15, 30).gzip


def test_resource_attributes_are_decoded_and_the_service_name_has_the_last_word() -> None:
    environ = {"OTEL_RESOURCE_ATTRIBUTES": "service.name=a, team=x%20y", "OTEL_SERVICE_NAME": "b"}
    assert otel_env.resource(environ) == {"service.name": "b", "team": "x y"}


def test_what_is_no_pair_is_neither_an_attribute_nor_a_header() -> None:
    text = "alone, =nobody,a=1=2,,b="
    assert otel_env.resource({"OTEL_RESOURCE_ATTRIBUTES": text}) == {"a": "1=2", "b": ""}
    assert otel_env.headers({"OTEL_EXPORTER_OTLP_HEADERS": text}) == {"a": "1=2", "b": ""}


@pytest.mark.parametrize(
    ("name", "value", "off"),
    [
        ("OTEL_SDK_DISABLED", "TRUE", True),
        ("OTEL_SDK_DISABLED", "1", False),
        ("OTEL_TRACES_EXPORTER", "none", True),
        ("OTEL_TRACES_EXPORTER", "otlp", False),
    ],
)
def test_what_forbids_sending_is_named(name: str, value: str, off: bool) -> None:
    assert bool(otel_env.disabled({name: value})) is off
