"""Spans as OTLP/JSON: the JSON encoding of ExportTraceServiceRequest, the same bytes every time.

Ids are hexadecimal and 64-bit integers are text, as the OTLP specification has it (1.9.0,
"JSON Protobuf Encoding").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from codexctl.trace.jsontext import json_text, plain_text
from codexctl.trace.spans.attribute_names import ERROR_TYPE
from codexctl.trace.spans.derived.failure import EXCEPTION, Failure
from codexctl.trace.spans.span import CLIENT, Span, SpanLink
from codexctl.trace.values import INT64_MAX

# The numbers of SpanKind and StatusCode in OTLP's trace.proto.
_KIND_INTERNAL, _KIND_CLIENT = 1, 3
_STATUS_ERROR = 2
SCOPE = "codexctl"
SCHEMA_URL = "https://opentelemetry.io/schemas/gen-ai-dev/1.42.0-dev"


def export_request(
    spans: Iterable[Span], resource: Mapping[str, str], version: str
) -> Iterator[bytes]:
    """Give one ExportTraceServiceRequest piece by piece, so that any number of spans fits.

    `resource` are OpenTelemetry resource attributes, `version` is codexctl's own. The pieces
    together are one JSON text, a span on each line.
    """
    head = {"attributes": attributes(resource)}
    scope = {"name": SCOPE, "version": version}
    yield b'{"resourceSpans":[{"resource":' + orjson.dumps(head)
    yield b',"scopeSpans":[{"scope":' + orjson.dumps(scope) + b',"spans":['
    separator = b"\n"
    for span in spans:
        yield separator + orjson.dumps(span_json(span))
        separator = b",\n"
    yield b'\n],"schemaUrl":' + orjson.dumps(SCHEMA_URL) + b"}]}]}\n"


def span_json(span: Span) -> dict[str, Any]:
    """One span in OTLP/JSON."""
    data: dict[str, Any] = {"traceId": span.trace_id, "spanId": span.span_id}
    if span.parent_id:
        data["parentSpanId"] = span.parent_id
    data |= {
        "name": plain_text(span.name),
        "kind": _KIND_CLIENT if span.kind == CLIENT else _KIND_INTERNAL,
        "startTimeUnixNano": str(span.started),
        "endTimeUnixNano": str(span.ended),
        "attributes": attributes(final_attributes(span)),
    }
    if span.links:
        data["links"] = [_link(link) for link in span.links]
    failure = span.failure
    if failure:
        data["events"] = [_event(failure)]
    data["status"] = (
        {"message": plain_text(failure.message), "code": _STATUS_ERROR} if failure else {}
    )
    return data


def _event(failure: Failure) -> dict[str, Any]:
    said = {name: plain_text(value) for name, value in failure.attributes.items()}
    return {
        "timeUnixNano": str(failure.at),
        "name": EXCEPTION,
        "attributes": attributes(said),
    }


def _link(link: SpanLink) -> dict[str, Any]:
    found = {"traceId": link.trace_id, "spanId": link.span_id}
    return {**found, "attributes": attributes(link.attributes)}


def final_attributes(span: Span) -> dict[str, Any]:
    """The attributes as they are sent: structures as JSON text, the error's type among them.

    JSON text is the form that every backend reads; some take no structured attributes.
    """
    final = {key: _scalar(value) for key, value in span.attributes.items()}
    if span.error_type:
        final[ERROR_TYPE] = span.error_type
    return final


def attributes(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Key-value pairs in OTLP/JSON.

    Lists become arrays; anything that is not a number, boolean or list becomes text.
    """
    return [{"key": key, "value": _any_value(value)} for key, value in values.items()]


def _scalar(value: Any) -> Any:
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        # Numbers in OTLP have 64 bits; the whole request would be refused because of a larger one.
        return max(-INT64_MAX, min(value, INT64_MAX))
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return [plain_text(item) for item in value]
    return json_text(value)


def _any_value(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value}
    if isinstance(value, list):
        return {"arrayValue": {"values": [_any_value(item) for item in value]}}
    return {"stringValue": str(value)}
