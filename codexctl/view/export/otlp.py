"""A stored trace as OTLP/JSON, as it would be delivered under the current limits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from codexctl import __version__
from codexctl.deliver.routes.resource import SERVICE_NAME
from codexctl.policy.limits.effective import POLICY_ID
from codexctl.trace.labels import LABELS
from codexctl.trace.spans.otlp_json import export_request
from codexctl.trace.spans.span import Span, SpanLink


def otlp(
    rows: Iterable[Mapping[str, Any]], labels: Mapping[str, str], policies: Collection[str] = ()
) -> Iterator[bytes]:
    """Yield an ExportTraceServiceRequest in OTLP/JSON, in pieces.

    `rows` are spans as `spans_shown` returns them, after capture. `labels` are the labels of their
    turns, by the names that the command line uses. `policies` are the ids of the policies that
    applied to them; a resource has room for one.
    """
    resource = {"service.name": SERVICE_NAME} | {
        LABELS[word]: value for word, value in labels.items()
    }
    if len(policies) == 1:
        resource[POLICY_ID] = next(iter(policies))
    return export_request(map(_span, rows), resource, __version__)


def _span(row: Mapping[str, Any]) -> Span:
    links = (SpanLink(link["trace_id"], link["kind"], link["span_id"]) for link in row["links"])
    return Span(
        trace_id=row["trace_id"],
        span_id=row["span_id"],
        parent_id=row["parent_id"],
        name=row["name"],
        kind=row["kind"],
        started=row["started_ns"],
        ended=row["ended_ns"],
        attributes=row["attributes"],
        error_type=row["error_type"],
        links=tuple(links),
    )
