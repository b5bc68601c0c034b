"""The table of metrics is what the conventions and the schema say."""

from __future__ import annotations

import ast
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from codexctl.trace.metrics import metric_names
from codexctl.trace.metrics.instruments import INSTRUMENTS, Kind

CODE = Path(metric_names.__file__).parents[2]
OF_ATTRIBUTES = {
    "gen_ai.token.type",
    "gen_ai.token.modality",
    "codexctl.capture.mode",
    "codexctl.policy.id",
    "codexctl.policy.finding.id",
    "codexctl.policy.finding.kind",
}


@cache
def table() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        (files("codexctl.schemas") / "metrics.json").read_text("utf-8")
    )
    return loaded


def test_code_and_schema_name_the_same_metrics() -> None:
    assert list(INSTRUMENTS) == list(table()["metrics"])


def test_code_and_schema_say_the_same_of_every_metric() -> None:
    for name, instrument in INSTRUMENTS.items():
        said = table()["metrics"][name]
        assert (instrument.kind, instrument.unit) == (said["kind"], said["unit"])
        assert instrument.meaning == said["meaning"]
        assert set(instrument.attributes) == {*said["required"], *said["conditional"]}
        assert list(instrument.bounds) == said.get("bounds", [])


def test_every_metric_has_a_constant_and_none_is_left_over() -> None:
    names = {value for name, value in vars(metric_names).items() if name.isupper()}
    assert names - OF_ATTRIBUTES == set(INSTRUMENTS)


def test_no_other_module_spells_a_metric_out() -> None:
    found = {
        path.relative_to(CODE).as_posix()
        for path in CODE.rglob("*.py")
        if path != Path(metric_names.__file__)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in INSTRUMENTS
    }
    assert found == set()


def test_bucket_boundaries_are_those_that_the_conventions_advise() -> None:
    """As the text of v1.41.1 has them, written here by hand."""
    tokens = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304]
    tokens += [16777216, 67108864]
    seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48]
    seconds += [40.96, 81.92]
    assert list(INSTRUMENTS["gen_ai.client.token.usage"].bounds) == tokens
    assert list(INSTRUMENTS["gen_ai.client.operation.duration"].bounds) == seconds


def test_only_histograms_have_buckets() -> None:
    assert all(
        bool(instrument.bounds) == (instrument.kind is Kind.histogram)
        for instrument in INSTRUMENTS.values()
    )
