"""Metrics of a destination of the administrator's: no variable of a person's has a say."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from codexctl.deliver.clock import Clock
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import Locations
from tests.deliver.conftest import record
from tests.deliver.metrics.counted import deltas, points, sums
from tests.deliver.sink import Sink
from tests.deliver.worker.test_administered import governed

pytestmark = pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0, reason="only root can place a policy"
)


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"OTEL_METRICS_EXPORTER": "none"},
        {"OTEL_SDK_DISABLED": "true"},
        {"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://127.0.0.1:9/v1/metrics"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"},
        {"OTEL_RESOURCE_ATTRIBUTES": "team.name=mine"},
    ],
    ids=lambda environ: next(iter(environ), "no variable"),
)
def test_they_arrive_whatever_the_environment_says(
    locations: Locations, sink: Sink, environ: dict[str, str]
) -> None:
    where = governed(locations, sink, "metrics = true", '[user]\nteam = "blue"\n')
    record(where, "tools-mixed")
    deliver(where, environ, Clock())
    assert sums(deltas(sink.metrics))["codex.turns"] == 1
    said = {
        pair.key: pair.value.string_value
        for pair in sink.metrics[0].resource_metrics[0].resource.attributes
    }
    assert said["team.name"] == "blue"
    policies = [
        said["codexctl.policy.id"]
        for name, said, _ in points(sink.metrics)
        if name == "codexctl.policy.info"
    ]
    assert len(policies) == 1
    assert policies[0]


def test_an_address_for_metrics_that_the_policy_does_not_allow_gets_none(
    locations: Locations, sink: Sink
) -> None:
    """The cap is on addresses, and theirs is another one than that of traces."""
    path = locations.data_dir.parent / "etc" / "policy.toml"
    path.parent.mkdir()
    path.write_text(f'version = 1\n[destinations]\nallow = ["{sink.url}"]\n')
    locations.settings_toml.parent.mkdir(parents=True, exist_ok=True)
    locations.settings_toml.write_text(
        f'version = 1\n[[destinations]]\nname = "far"\nkind = "otlp"\nendpoint = "{sink.url}"\n'
        "metrics = true\n"
    )
    os.utime(locations.settings_toml, (0, 0))
    record(locations, "plain")
    deliver(replace(locations, policy_file=path), {}, Clock())
    assert sink.spans
    assert sink.bodies == []
