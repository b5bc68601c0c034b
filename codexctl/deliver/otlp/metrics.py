"""Measures as OTLP protobuf: sums and histograms of one time window, and gauges of one moment.

Encoded directly (opentelemetry-proto 1.45.2, metrics.proto): the SDK keeps its own state and its
own clock. Temporality is delta throughout; the same measures and window give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.metrics.v1.metrics_pb2 import (
    AGGREGATION_TEMPORALITY_DELTA,
    HistogramDataPoint,
    Metric,
    NumberDataPoint,
)

from codexctl import __version__
from codexctl.trace.jsontext import plain_text
from codexctl.trace.metrics.instruments import INSTRUMENTS, Kind
from codexctl.trace.metrics.measures import Distribution, Measures, Series, Value
from codexctl.trace.spans.otlp_json import SCHEMA_URL, SCOPE


@dataclass(frozen=True, slots=True)
class Window:
    """The time that measures are of, in nanoseconds since 1970; the start is not within it."""

    start_ns: int
    end_ns: int


def encode_metrics(measures: Measures, window: Window, resource: Mapping[str, str]) -> bytes:
    """Give the bytes of one ExportMetricsServiceRequest.

    `measures` may be of every instrument in the table; a gauge's value holds at the window's end.
    `resource` are OpenTelemetry resource attributes.
    """
    request = ExportMetricsServiceRequest()
    ours = request.resource_metrics.add(schema_url=SCHEMA_URL)
    ours.resource.attributes.extend(_attributes(sorted(resource.items())))
    scope = ours.scope_metrics.add(schema_url=SCHEMA_URL)
    scope.scope.name, scope.scope.version = SCOPE, __version__
    by_metric: dict[str, Metric] = {}
    for name, value in sorted(measures.items()):
        if name.metric not in by_metric:
            by_metric[name.metric] = _begun(scope.metrics.add(), name.metric)
        _add_point(by_metric[name.metric], name, value, window)
    encoded: bytes = request.SerializeToString(deterministic=True)
    return encoded


def _begun(found: Metric, name: str) -> Metric:
    """A metric without points."""
    instrument = INSTRUMENTS[name]
    found.name, found.unit, found.description = name, instrument.unit, instrument.meaning
    if instrument.kind is Kind.counter:
        found.sum.aggregation_temporality = AGGREGATION_TEMPORALITY_DELTA
        found.sum.is_monotonic = True
    elif instrument.kind is Kind.histogram:
        found.histogram.aggregation_temporality = AGGREGATION_TEMPORALITY_DELTA
    return found


def _add_point(found: Metric, name: Series, value: Value, window: Window) -> None:
    point: HistogramDataPoint | NumberDataPoint
    if isinstance(value, Distribution):
        point = found.histogram.data_points.add(
            count=value.count,
            sum=value.total,
            bucket_counts=value.buckets,
            explicit_bounds=INSTRUMENTS[name.metric].bounds,
        )
    else:
        is_gauge = INSTRUMENTS[name.metric].kind is Kind.gauge
        point = (found.gauge if is_gauge else found.sum).data_points.add(as_int=value)
    if INSTRUMENTS[name.metric].kind is not Kind.gauge:
        point.start_time_unix_nano = window.start_ns
    point.time_unix_nano = window.end_ns
    point.attributes.extend(_attributes(name.attributes))


def _attributes(pairs: Iterable[tuple[str, str]]) -> Iterable[KeyValue]:
    for key, value in pairs:
        pair = KeyValue(key=key)
        pair.value.string_value = plain_text(value)
        yield pair
