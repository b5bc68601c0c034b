"""What a sink was sent as metrics, added up: as sent, and by a backend that keeps a point once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.metrics.v1.metrics_pb2 import HistogramDataPoint, NumberDataPoint

Identity = tuple[str, tuple[tuple[str, str], ...], int, int]
Point = tuple[str, dict[str, str], HistogramDataPoint | NumberDataPoint]


def points(requests: Iterable[ExportMetricsServiceRequest]) -> Iterator[Point]:
    """Every data point, with its metric and attributes."""
    for request in requests:
        for resource in request.resource_metrics:
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    held = getattr(metric, str(metric.WhichOneof("data")))
                    for point in held.data_points:
                        said = {pair.key: pair.value.string_value for pair in point.attributes}
                        yield metric.name, said, point


def deltas(requests: Iterable[ExportMetricsServiceRequest]) -> Iterator[Point]:
    """Those that add up: gauges have no start."""
    return (found for found in points(requests) if found[2].start_time_unix_nano)


def identity(found: Point) -> Identity:
    """By what a backend knows a point again: its series and its times."""
    name, said, point = found
    return name, tuple(sorted(said.items())), point.start_time_unix_nano, point.time_unix_nano


def value(point: HistogramDataPoint | NumberDataPoint) -> float:
    return point.sum if isinstance(point, HistogramDataPoint) else point.as_int


def once(requests: Iterable[ExportMetricsServiceRequest]) -> list[Point]:
    """What a backend has that keeps a point once; one that comes again must be the same."""
    kept: dict[Identity, Point] = {}
    for found in deltas(requests):
        known = kept.setdefault(identity(found), found)
        assert known[2] == found[2], "the same window with another value"
    return list(kept.values())


def sums(found: Iterable[Point]) -> dict[str, float]:
    """The sum of every metric; tokens by their type."""
    total: defaultdict[str, float] = defaultdict(float)
    for name, said, point in found:
        total[f"{name} {said.get('gen_ai.token.type', '')}".strip()] += value(point)
    return total


def by_status(found: Iterable[Point]) -> dict[str, int]:
    """How many turns there are of each status."""
    total: Counter[str] = Counter()
    for name, said, point in found:
        if name == "codex.turns":
            total[said["codex.turn.status"]] += int(value(point))
    return dict(total)


def assert_windows_follow_one_another(requests: Iterable[ExportMetricsServiceRequest]) -> None:
    """No two windows overlap, and none is empty."""
    windows = sorted({(f[2].start_time_unix_nano, f[2].time_unix_nano) for f in deltas(requests)})
    assert all(start < end for start, end in windows)
    assert all(before[1] <= after[0] for before, after in pairwise(windows))
