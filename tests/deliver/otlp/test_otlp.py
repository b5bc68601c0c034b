"""OTLP/HTTP: only a clear yes to every span counts as one."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path

import pytest

from codexctl.deliver.answer import Verdict
from codexctl.deliver.clock import Clock
from codexctl.deliver.otlp import endpoint
from codexctl.deliver.otlp.body import Body
from codexctl.deliver.otlp.destination import OtlpDestination
from codexctl.deliver.otlp.encode import encode
from codexctl.deliver.otlp.reply import judge, retry_after
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import Locations
from codexctl.settings.destinations.resolve import resolve
from codexctl.settings.destinations.way import Way
from codexctl.settings.keys.secrets import Key
from codexctl.settings.model import Destination
from codexctl.trace.spans.span import INTERNAL, Span, TurnTrace
from tests.deliver.conftest import configure, record
from tests.deliver.sink import Sink, ok, rejecting

SPAN = Span("1" * 32, "2" * 16, "3" * 16, "chat x", INTERNAL, 1, 2, {"a": "b"})


def far_away(
    settings: Destination, resource: dict[str, str], environ: dict[str, str]
) -> OtlpDestination:
    """An OTLP destination whose key can only be in the environment."""
    there = resolve(settings, environ)
    key = environ.get(settings.api_key_env, "")
    return OtlpDestination(there, resource, lambda: Key(key, "a test") if key else None)


TRACE = TurnTrace({"thread_id": "t", "turn_id": "u"}, (SPAN,), is_marked=False, ended=2)


@pytest.mark.parametrize(
    ("status", "content_type", "body", "verdict"),
    [
        (200, "application/x-protobuf", b"", Verdict.accepted),
        (202, "application/x-protobuf", b"", Verdict.accepted),
        (200, "application/protobuf", b"", Verdict.accepted),
        (200, "application/json", b"", Verdict.accepted),
        (200, "application/json; charset=utf-8", b'{"partialSuccess":{}}', Verdict.accepted),
        (200, "application/json", b'{"partial_success":null}', Verdict.accepted),
        (200, "application/json", b'{"status":"ok"}', Verdict.accepted),
        (200, "application/x-protobuf", b"\n\x00", Verdict.accepted),
        (200, "application/json", b"{}", Verdict.accepted),
        (200, "application/json", b'{"partialSuccess":{"rejectedSpans":"2"}}', Verdict.partial),
        (200, "application/x-protobuf", rejecting(1)[2], Verdict.partial),
        (200, "text/html; charset=utf-8", b"<html>", Verdict.paused),
        (200, "application/octet-stream", b"  <!doctype html>", Verdict.paused),
        (200, "text/plain", b"OK, thanks", Verdict.later),
        (200, "text/plain", b"", Verdict.later),
        (202, "text/plain", b"", Verdict.later),
        (200, "text/html", b"", Verdict.later),
        (200, "", b"", Verdict.later),
        (200, "application/octet-stream", b"", Verdict.later),
        (200, "application/json", b"   ", Verdict.later),
        (200, "application/json", b"{} and more", Verdict.later),
        (200, "application/json", b"[]", Verdict.later),
        (200, "application/json", b"null", Verdict.later),
        (200, "application/json", b'{"error":"over quota"}', Verdict.later),
        (200, "application/json", b'{"partialSuccess":{"rejectedSpans":"x"}}', Verdict.later),
        (200, "application/json", b"\xff", Verdict.later),
        (200, "application/json", b"[" * 100_000, Verdict.later),
        (200, "application/x-protobuf", b"  ", Verdict.later),
        (200, "application/x-protobuf", b"xx", Verdict.later),
        (200, "application/x-protobuf", rejecting(0)[2] + b"xx", Verdict.later),
        (200, "application/x-protobuf", rejecting(9)[2][:-1], Verdict.later),
        (204, "text/plain", b"", Verdict.later),
        (301, "text/plain", b"", Verdict.paused),
        (400, "text/plain", b"", Verdict.refused),
        (401, "text/plain", b"", Verdict.paused),
        (403, "text/plain", b"", Verdict.paused),
        (404, "text/plain", b"", Verdict.later),
        (408, "text/plain", b"", Verdict.later),
        (413, "text/plain", b"", Verdict.too_large),
        (422, "text/plain", b"", Verdict.refused),
        (429, "text/plain", b"", Verdict.later),
        (500, "text/plain", b"", Verdict.later),
        (503, "text/plain", b"", Verdict.later),
    ],
)
def test_an_answer_is_judged(status: int, content_type: str, body: bytes, verdict: Verdict) -> None:
    headers = Message()
    if content_type:
        headers["Content-Type"] = content_type
    assert judge(status, headers, Body(body)).verdict is verdict


def test_retry_after_is_read_as_seconds_and_as_a_date() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert retry_after("7", now) == 7
    assert retry_after("Thu, 01 Jan 2026 00:01:00 GMT", now) == 60
    assert retry_after("Thu, 01 Jan 2015 00:00:00 GMT", now) == 0
    assert retry_after("soon", now) == retry_after("", now) == 0


def test_a_server_that_drips_is_not_waited_for(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "DEADLINE_S", 0.05)
    drip = threading.Event()
    sink.reply = lambda _: ok() if drip.wait(5) else rejecting(1)
    answer = far_away(Destination("far", "otlp", sink.url), {}, {}).send([TRACE])
    drip.set()
    assert (answer.verdict, answer.reason) == (Verdict.later, "no answer in time")


def test_a_large_request_that_a_collector_calls_bad_is_tried_in_pieces(sink: Sink) -> None:
    # That is how the OpenTelemetry Collector answers what is above its bound.
    sink.reply = lambda _: (400, {}, b"")
    far = far_away(Destination("far", "otlp", sink.url), {}, {})
    large = replace(SPAN, attributes={"a": "b" * (5 << 20)})
    answer = far.send([replace(TRACE, spans=(large,))])
    assert (answer.verdict, answer.reason) == (Verdict.too_large, "HTTP 400")
    assert far.send([TRACE]).verdict is Verdict.refused


def test_ids_times_and_attributes_arrive_unchanged(sink: Sink) -> None:
    far = far_away(Destination("far", "otlp", sink.url), {"service.name": "codex"}, {})
    assert far.send([TRACE]).verdict is Verdict.accepted
    (resource,) = sink.requests[0].resource_spans
    (span,) = resource.scope_spans[0].spans
    assert span.trace_id.hex() == SPAN.trace_id
    assert (span.span_id.hex(), span.parent_span_id.hex()) == (SPAN.span_id, SPAN.parent_id)
    assert (span.start_time_unix_nano, span.end_time_unix_nano) == (1, 2)
    assert {a.key: a.value.string_value for a in span.attributes} == {"a": "b"}
    assert {a.key for a in resource.resource.attributes} == {"service.name"}


def test_the_key_is_taken_from_the_environment_and_sent_in_its_header(sink: Sink) -> None:
    settings = Destination("far", "otlp", sink.url, api_key_env="MY_KEY")
    without = far_away(settings, {}, {})
    assert without.send([TRACE]).verdict is Verdict.later
    assert not sink.requests, "nothing is sent without the key"
    far_away(settings, {}, {"MY_KEY": "k1"}).send([TRACE])
    assert sink.headers[0]["authorization"] == "Bearer k1"


def test_a_new_key_changes_the_fingerprint() -> None:
    settings = Destination("far", "otlp", "http://h/v1/traces", api_key_env="MY_KEY")
    destination, other = (far_away(settings, {}, {"MY_KEY": key}) for key in ("a", "b"))
    assert destination.fingerprint != other.fingerprint


def test_a_redirect_is_not_followed(sink: Sink) -> None:
    sink.reply = lambda _: (307, {"Location": sink.url}, b"")
    far = far_away(Destination("far", "otlp", sink.url), {}, {})
    assert far.send([TRACE]).verdict is Verdict.paused
    assert len(sink.requests) == 1


def test_an_unreachable_host_is_tried_later() -> None:
    far = far_away(Destination("far", "otlp", "http://127.0.0.1:9/v1/traces"), {}, {})
    answer = far.send([TRACE])
    assert answer.verdict is Verdict.later
    assert "refused" in answer.reason.lower()


def test_odd_values_never_lose_a_span() -> None:
    odd = {
        "s": "lone \ud800 surrogate",
        "i": 2**70,
        "l": ["a", "\udfff"],
        "m": [{"x": float("nan")}],
    }
    span = Span("1" * 32, "2" * 16, "", "name \ud800", INTERNAL, 1, 2, odd)
    assert encode([span], {})


def test_a_policy_bars_a_destination_that_it_does_not_allow(
    locations: Locations, sink: Sink, tmp_path: Path
) -> None:
    record(locations, "plain")
    configure(locations, "local", f"far={sink.url}")
    policy = tmp_path / "policy.toml"
    policy.write_text("")  # empty: nothing may leave
    reports = deliver(replace(locations, policy_file=policy), {}, Clock())
    assert "policy" in reports["far"].problem
    assert not sink.requests
    assert reports["local"].delivered == 1


@pytest.mark.parametrize(
    ("address", "proxies", "verdict", "said"),
    [
        ("", {}, Verdict.accepted, ""),
        ("https://127.0.0.1:1/v1/traces", {}, Verdict.later, "the TLS files cannot be used"),
        ("", {"http": "https://127.0.0.1:1"}, Verdict.later, "the TLS files cannot be used"),
    ],
    ids=["plain", "over TLS", "plain by a proxy over TLS"],
)
def test_authorities_are_read_where_somebody_on_the_way_speaks_tls(
    tmp_path: Path, address: str, proxies: dict[str, str], verdict: Verdict, said: str
) -> None:
    way = Way(proxies, ca_file=str(tmp_path / "gone.pem"))
    with Sink() as sink:
        there = resolve(Destination("far", "otlp", address or sink.url), {})
        answer = OtlpDestination(there, {}, way=way).send([TRACE])
    assert answer.verdict is verdict
    assert answer.reason.startswith(said)
