"""Spans as OTLP/JSON: what OpenTelemetry's own decoder makes of it, and of the protobuf form."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from codexctl import __version__
from codexctl.deliver.otlp.encode import encode
from codexctl.settings.capture import CaptureMode
from codexctl.trace.spans.otlp_json import export_request, span_json
from codexctl.trace.spans.span import CLIENT, INTERNAL, Span, SpanLink
from tests.trace.recorded import KINDS, name_of, traces

Json = dict[str, Any]
RESOURCE = {"service.name": "codex", "codexctl.capture.mode": "full"}


def written(spans: list[Span]) -> Json:
    """The JSON form."""
    document: Json = json.loads(b"".join(export_request(spans, RESOURCE, __version__)))
    return document


def decoded(spans: list[Span]) -> Json:
    """The protobuf form, decoded by OpenTelemetry and written as JSON by protobuf."""
    request = ExportTraceServiceRequest.FromString(encode(spans, RESOURCE))
    document: Json = MessageToDict(request, use_integers_for_enums=True)
    return document


def spans_of(document: Json) -> list[Json]:
    return [
        span
        for resource in document.get("resourceSpans", [])
        for scope in resource["scopeSpans"]
        for span in scope.get("spans", [])
    ]


def comparable(span: Json) -> Json:
    """Without what the two forms say differently: hexadecimal ids, flags, unset members."""
    known = {key: value for key, value in span.items() if key not in ("flags", "status", "links")}
    known["status"] = span.get("status", {})
    known["links"] = [{**link, "flags": 0} for link in span.get("links", [])]
    return known


def hexadecimal(span: Json) -> Json:
    """Protobuf writes bytes as base64 where OTLP/JSON wants hexadecimal digits."""
    ids: Json = {
        key: base64.b64decode(span[key]).hex()
        for key in ("traceId", "spanId", "parentSpanId")
        if key in span
    }
    links = [hexadecimal(link) for link in span.get("links", [])]
    return {**span, **ids, **({"links": links} if links else {})}


@pytest.mark.parametrize("folder", KINDS, ids=name_of)
def test_the_json_form_says_what_the_protobuf_form_says(folder: Path) -> None:
    spans = [span for trace in traces(folder, CaptureMode.full) for span in trace.spans]
    ours, theirs = written(spans), decoded(spans)
    assert [comparable(span) for span in spans_of(ours)] == [
        comparable(hexadecimal(span)) for span in spans_of(theirs)
    ]
    (our_resource,), (their_resource,) = ours["resourceSpans"], theirs["resourceSpans"]
    assert our_resource["resource"] == their_resource["resource"]
    (our_scope,), (their_scope,) = our_resource["scopeSpans"], their_resource["scopeSpans"]
    assert {**our_scope, "spans": 0} == {**their_scope, "spans": 0}


def span(**attributes: Any) -> Span:
    return Span("a" * 32, "b" * 16, "", "chat m", CLIENT, 1, 2, attributes)


def values(of: Span) -> Json:
    return {pair["key"]: pair["value"] for pair in span_json(of)["attributes"]}


def test_values_keep_their_types_and_structures_become_json_text() -> None:
    given = span(t="x", i=2**63 - 1, b=True, f=0.5, l=["a"], d=[{"a": "ü"}], n=[1, "a"])
    assert values(given) == {
        "t": {"stringValue": "x"},
        "i": {"intValue": "9223372036854775807"},
        "b": {"boolValue": True},
        "f": {"doubleValue": 0.5},
        "l": {"arrayValue": {"values": [{"stringValue": "a"}]}},
        "d": {"stringValue": '[{"a":"ü"}]'},
        "n": {"stringValue": '[1,"a"]'},
    }


def test_what_no_encoder_takes_is_made_harmless() -> None:
    odd = span(s="\ud800x", big=2**70, deep={"a": "\ud800", "b": 2**70})
    assert values(odd)["s"] == {"stringValue": "?x"}
    assert values(odd)["big"] == {"intValue": str(2**63 - 1)}
    assert json.loads(values(odd)["deep"]["stringValue"]) == {"a": "?", "b": 2**70}
    assert spans_of(written([odd]))[0]["name"] == spans_of(decoded([odd]))[0]["name"]


def test_an_error_is_its_type_a_status_with_words_and_an_event() -> None:
    code = {"process.exit.code": 7}
    failed = Span("a" * 32, "b" * 16, "c" * 16, "x", INTERNAL, 1, 2, code, "exit_code")
    data = span_json(failed)
    assert data["status"] == {"message": "exit code 7", "code": 2}
    (event,) = data["events"]
    assert (event["name"], event["timeUnixNano"]) == ("exception", "2")
    assert event["attributes"] == [
        {"key": "exception.type", "value": {"stringValue": "exit_code"}},
        {"key": "exception.message", "value": {"stringValue": "exit code 7"}},
    ]
    assert data["parentSpanId"] == "c" * 16
    assert values(failed)["error.type"] == {"stringValue": "exit_code"}


def test_a_link_to_a_trace_whose_span_is_unknown_says_what_it_is() -> None:
    linked = Span("a" * 32, "b" * 16, "", "x", INTERNAL, 1, 2, {}, "", (SpanLink("d" * 32, "n"),))
    (link,) = span_json(linked)["links"]
    assert (link["traceId"], link["spanId"]) == ("d" * 32, "0" * 16)
    assert link["attributes"] == [{"key": "codex.link.kind", "value": {"stringValue": "n"}}]


def test_no_spans_are_a_request_all_the_same() -> None:
    assert spans_of(written([])) == []
