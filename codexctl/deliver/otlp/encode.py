"""Spans as OTLP protobuf, encoded by OpenTelemetry's own encoder from finished spans.

The SDK's tracer is left out: it would cut attributes, queue and drop. `ReadableSpan` carries our
own ids and times through unchanged (opentelemetry-sdk 1.45.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import Link, SpanContext, SpanKind, Status, StatusCode, TraceFlags

from codexctl import __version__
from codexctl.settings.destinations.extras import NO_EXTRAS, Extras
from codexctl.trace.jsontext import plain_text
from codexctl.trace.spans.derived.extras import with_extras
from codexctl.trace.spans.derived.failure import EXCEPTION, Failure
from codexctl.trace.spans.otlp_json import SCHEMA_URL, SCOPE, final_attributes
from codexctl.trace.spans.span import Span

_SCOPE = InstrumentationScope(SCOPE, __version__, SCHEMA_URL)
_KINDS = {"INTERNAL": SpanKind.INTERNAL, "CLIENT": SpanKind.CLIENT}


def encode(spans: Iterable[Span], resource: Mapping[str, str], extras: Extras = NO_EXTRAS) -> bytes:
    """Give the bytes of one ExportTraceServiceRequest.

    `resource` are OpenTelemetry resource attributes; `extras` is what the backend reads besides.
    """
    # Not Resource.create(), because it adds a random service.instance.id to every process.
    shared = Resource(dict(resource))
    readable: Sequence[ReadableSpan] = [_readable(span, shared, extras, resource) for span in spans]
    encoded: bytes = encode_spans(readable).SerializeToString()
    return encoded


def _readable(
    span: Span, resource: Resource, extras: Extras, told: Mapping[str, str]
) -> ReadableSpan:
    failure = span.failure
    attributes: dict[str, Any] = with_extras(final_attributes(span), extras, told)
    return ReadableSpan(
        name=plain_text(span.name),
        context=_context(span.trace_id, span.span_id),
        parent=_context(span.trace_id, span.parent_id) if span.parent_id else None,
        resource=resource,
        attributes=attributes,
        events=[_event(failure)] if failure else [],
        links=[Link(_context(link.trace_id, link.span_id), link.attributes) for link in span.links],
        kind=_KINDS[span.kind],
        status=_status(failure),
        start_time=span.started,
        end_time=span.ended,
        instrumentation_scope=_SCOPE,
    )


def _status(failure: Failure | None) -> Status:
    if failure is None:
        return Status(StatusCode.UNSET)
    return Status(StatusCode.ERROR, plain_text(failure.message))


def _event(failure: Failure) -> Event:
    said = {name: plain_text(value) for name, value in failure.attributes.items()}
    return Event(EXCEPTION, said, failure.at)


def _context(trace_id: str, span_id: str) -> SpanContext:
    return SpanContext(
        int(trace_id, 16), int(span_id, 16), is_remote=False, trace_flags=TraceFlags(1)
    )
