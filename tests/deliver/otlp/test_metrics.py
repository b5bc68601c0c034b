"""What is sent as metrics, decoded with OpenTelemetry's own classes."""

from __future__ import annotations

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.metrics.v1.metrics_pb2 import AGGREGATION_TEMPORALITY_DELTA, Metric

from codexctl.deliver.otlp.metrics import Window, encode_metrics
from codexctl.trace.metrics.measures import Measures, observed, series

WINDOW = Window(1_000, 2_000)
SHELL = series("codex.tool.calls", {"gen_ai.tool.name": "shell"})
INPUT = series("gen_ai.client.token.usage", {"gen_ai.token.type": "input"})
BACKLOG = series("codexctl.delivery.backlog", {})
MEASURES: Measures = {
    SHELL: 3,
    INPUT: observed("gen_ai.client.token.usage", 5, 2),
    BACKLOG: 0,
}


def decoded(body: bytes) -> dict[str, Metric]:
    request = ExportMetricsServiceRequest.FromString(body)
    (resource,) = request.resource_metrics
    (scope,) = resource.scope_metrics
    assert scope.scope.name == "codexctl"
    return {metric.name: metric for metric in scope.metrics}


def test_a_counter_is_a_monotonic_delta_sum_of_its_window() -> None:
    metric = decoded(encode_metrics(MEASURES, WINDOW, {}))["codex.tool.calls"]
    assert metric.unit == "{call}"
    assert metric.sum.is_monotonic
    assert metric.sum.aggregation_temporality == AGGREGATION_TEMPORALITY_DELTA
    (point,) = metric.sum.data_points
    assert (point.start_time_unix_nano, point.time_unix_nano, point.as_int) == (1_000, 2_000, 3)
    assert [(pair.key, pair.value.string_value) for pair in point.attributes] == [
        ("gen_ai.tool.name", "shell")
    ]


def test_a_histogram_has_one_bucket_more_than_bounds() -> None:
    metric = decoded(encode_metrics(MEASURES, WINDOW, {}))["gen_ai.client.token.usage"]
    assert metric.unit == "{token}"
    assert metric.histogram.aggregation_temporality == AGGREGATION_TEMPORALITY_DELTA
    (point,) = metric.histogram.data_points
    assert (point.count, point.sum) == (2, 10)
    assert len(point.bucket_counts) == len(point.explicit_bounds) + 1
    # 5 lies above 4 and up to 16: the third bucket
    assert list(point.bucket_counts)[:4] == [0, 0, 2, 0]


def test_a_gauge_holds_at_the_end_of_the_window_and_zero_is_said() -> None:
    metric = decoded(encode_metrics(MEASURES, WINDOW, {}))["codexctl.delivery.backlog"]
    (point,) = metric.gauge.data_points
    assert (point.start_time_unix_nano, point.time_unix_nano) == (0, 2_000)
    assert point.WhichOneof("value") == "as_int"
    assert point.as_int == 0


def test_the_resource_stands_with_the_metrics() -> None:
    body = encode_metrics(MEASURES, WINDOW, {"service.name": "codex", "team.name": "payments"})
    (resource,) = ExportMetricsServiceRequest.FromString(body).resource_metrics
    said = {pair.key: pair.value.string_value for pair in resource.resource.attributes}
    assert said == {"service.name": "codex", "team.name": "payments"}


def test_the_same_measures_are_the_same_bytes_in_whichever_order_they_came() -> None:
    other_way: Measures = dict(sorted(MEASURES.items(), reverse=True))
    one = encode_metrics(MEASURES, WINDOW, {"b": "2", "a": "1"})
    assert encode_metrics(other_way, WINDOW, {"a": "1", "b": "2"}) == one


def test_what_utf8_cannot_hold_does_not_stop_a_request() -> None:
    name = series("codex.tool.calls", {"gen_ai.tool.name": "a\ud800b"})
    metric = decoded(encode_metrics({name: 1}, WINDOW, {}))["codex.tool.calls"]
    assert metric.sum.data_points[0].as_int == 1
