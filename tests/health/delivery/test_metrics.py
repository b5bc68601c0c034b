"""What `status` says of metrics: nothing where nobody asked for them."""

from __future__ import annotations

from dataclasses import replace

from codexctl.checks import Check, State
from codexctl.deliver.clock import Clock
from codexctl.deliver.worker.deliver import deliver
from codexctl.health.delivery import metrics
from codexctl.health.here import Here, look_around
from codexctl.locations import Locations
from tests.deliver.conftest import configure, locations, record, sink
from tests.deliver.sink import Sink

__all__ = ["locations", "sink"]


def here(locations: Locations, **environ: str) -> Here:
    return replace(look_around(locations, asking=False), environ=environ)


def said(locations: Locations, **environ: str) -> list[Check]:
    return list(metrics.CHECK.look(here(locations, **environ)))


def test_nothing_is_said_where_nobody_asked(locations: Locations, sink: Sink) -> None:
    configure(locations, "local", f"far={sink.url}")
    assert said(locations) == []


def test_a_destination_that_takes_them_is_well(locations: Locations, sink: Sink) -> None:
    record(locations, "plain")
    configure(locations, "local", f"far={sink.url}", metrics=True)
    deliver(locations, {}, Clock())
    (check,) = said(locations)
    assert (check.id, check.state) == ("destination.far.metrics", State.ok)


def test_an_answer_that_is_no_yes_is_said(locations: Locations, sink: Sink) -> None:
    record(locations, "plain")
    configure(locations, f"far={sink.url}", metrics=True)
    sink.reply_metrics = lambda _: (404, {}, b"")
    deliver(locations, {}, Clock())
    (check,) = said(locations)
    assert check.state is State.problem
    assert "HTTP 404: is the address complete (…/v1/metrics)?" in check.summary


def test_an_address_that_names_no_place_for_them_is_said(locations: Locations) -> None:
    configure(locations, "far=http://localhost:9/ingest", metrics=True)
    (check,) = said(locations)
    assert check.state is State.problem
    assert "the address for its metrics is unknown" in check.summary


def test_a_variable_that_keeps_them_back_is_named(locations: Locations, sink: Sink) -> None:
    configure(locations, f"far={sink.url}", metrics=True)
    (check,) = said(locations, OTEL_METRICS_EXPORTER="none")
    assert "OTEL_METRICS_EXPORTER is none" in check.summary
