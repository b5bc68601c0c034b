"""The page of spans names whatever a span, an event, a link or a resource of ours holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codexctl.deliver.routes.resource import resource
from codexctl.policy.file.read import from_bytes
from codexctl.policy.limits.effective import under
from codexctl.settings.capture import CaptureMode
from codexctl.settings.labels import LABELS
from codexctl.settings.model import Settings
from codexctl.trace.spans.otlp_json import span_json
from tests.checks.reference import spans
from tests.reference.sections import rows, sections
from tests.trace.conventions import table
from tests.trace.recorded import KINDS, name_of, traces

SECTIONS = {head: rows(body) for head, body in sections(spans.text()).items()}
MODES = {"metadata": ("every",), "redacted": ("every", "`redacted`"), "full": ("every", "`")}


def keys(pairs: list[dict[str, Any]]) -> set[str]:
    return {pair["key"] for pair in pairs}


@pytest.mark.parametrize("folder", KINDS, ids=name_of)
@pytest.mark.parametrize("mode", list(CaptureMode), ids=lambda mode: mode.name)
def test_a_recorded_span_holds_nothing_that_the_page_does_not_name(
    folder: Path, mode: CaptureMode
) -> None:
    for span in (span for trace in traces(folder, mode) for span in trace.spans):
        data, known = span_json(span), SECTIONS[f"`{span.name.partition(' ')[0]}`"]
        for name in keys(data["attributes"]):
            assert known[name][2].startswith(MODES[mode.name]), f"{name} in {mode.name}"
        for event in data.get("events", []):
            assert keys(event["attributes"]) <= SECTIONS[f"Event `{event['name']}`"].keys()
        for link in data.get("links", []):
            (pair,) = link["attributes"]
            assert pair["key"] in SECTIONS["Links"]
            assert pair["value"]["stringValue"] in SECTIONS["Links"]


def test_every_attribute_of_the_table_is_on_the_page_with_a_meaning() -> None:
    for operation, rule in table()["spans"].items():
        names = {*rule["required"], *rule["conditional"], *rule["allowed"]}
        shown = SECTIONS[f"`{operation}`"]
        assert shown.keys() == names
        assert all(cells[4].endswith(".") for cells in shown.values())


def test_what_an_unknown_name_becomes_is_on_the_page() -> None:
    assert "`other_tool`" in SECTIONS["`execute_tool`"]["gen_ai.tool.name"][2]


def test_the_resource_holds_nothing_that_the_page_does_not_name(tmp_path: Path) -> None:
    labels = tuple((label.attribute, "one") for label in LABELS.values())
    policy = from_bytes(b'version = 1\n[capture]\nexclude = ["paths"]\n', tmp_path)
    limits = under(policy, Settings(resource=labels), {})
    said = resource(Settings(resource=labels), limits, {}) | limits.resource()
    assert said.keys() == SECTIONS["Resource"].keys()
