"""One real request tells a wrong key from a wrong address from an unreachable host."""

from __future__ import annotations

import pytest

from codexctl.deliver.worker.probe import DestinationFailure, probe
from codexctl.locations import Locations
from codexctl.policy.limits.effective import Effective
from codexctl.settings.capture import CaptureLimits, CaptureMode
from codexctl.settings.model import Destination
from tests.deliver.sink import Reply, Sink, ok, span_ids

LIMITS = Effective(CaptureLimits(CaptureMode.redacted), None)


def tried(url: str, locations: Locations, **environ: str) -> DestinationFailure:
    return probe(
        Destination("far", "otlp", url, api_key_env="KEY"), {}, locations, environ, LIMITS
    ).cause


def test_a_good_address_and_key_are_taken_without_leaving_a_span(
    locations: Locations, sink: Sink
) -> None:
    assert tried(sink.url, locations, KEY="k") is DestinationFailure.none
    assert sink.headers[0]["authorization"] == "Bearer k"
    assert sink.spans == []


def test_who_takes_no_empty_request_gets_one_marked_span(locations: Locations, sink: Sink) -> None:
    sink.reply = lambda request: ok() if span_ids(request) else (400, {}, b"")
    assert tried(sink.url, locations, KEY="k") is DestinationFailure.none
    (resource,) = sink.requests[1].resource_spans
    (attribute,) = resource.scope_spans[0].spans[0].attributes
    assert (attribute.key, attribute.value.bool_value) == ("codexctl.selftest", True)


@pytest.mark.parametrize(
    ("reply", "cause"),
    [
        ((401, {}, b""), DestinationFailure.key),
        ((403, {}, b""), DestinationFailure.key),
        ((404, {}, b""), DestinationFailure.address),
        ((405, {}, b""), DestinationFailure.address),
        ((302, {"Location": "/login"}, b""), DestinationFailure.address),
        ((200, {"Content-Type": "text/html"}, b"<html>"), DestinationFailure.address),
        ((200, {"Content-Type": "text/plain"}, b"hello"), DestinationFailure.address),
        ((500, {}, b""), DestinationFailure.server),
        ((429, {}, b""), DestinationFailure.server),
        ((422, {}, b""), DestinationFailure.server),
    ],
)
def test_each_answer_has_its_cause(
    locations: Locations, sink: Sink, reply: Reply, cause: DestinationFailure
) -> None:
    sink.reply = lambda _: reply
    assert tried(sink.url, locations, KEY="k") is cause


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/v1/traces", "http://nowhere.invalid/v1/traces"]
)
def test_a_host_that_cannot_be_reached_is_that(locations: Locations, url: str) -> None:
    assert tried(url, locations, KEY="k") is DestinationFailure.unreachable


def test_without_a_key_nothing_is_sent(locations: Locations, sink: Sink) -> None:
    assert tried(sink.url, locations) is DestinationFailure.missing
    assert not sink.requests
