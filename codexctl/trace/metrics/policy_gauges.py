"""Which capture mode and which policy are in force, as gauges of the value 1."""

from __future__ import annotations

from collections.abc import Mapping

from codexctl.trace.metrics import metric_names as metric
from codexctl.trace.metrics.measures import Measures, series

_GAUGES: Mapping[str, str] = {
    metric.CODEXCTL_CAPTURE_INFO: metric.CODEXCTL_CAPTURE_MODE,
    metric.CODEXCTL_POLICY_INFO: metric.CODEXCTL_POLICY_ID,
}


def gauges(resource: Mapping[str, str]) -> Measures:
    """The gauges of what a resource says of its limits; what it does not say has none."""
    return {
        series(name, {key: resource[key]}): 1 for name, key in _GAUGES.items() if key in resource
    }
