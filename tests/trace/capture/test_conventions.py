"""Every span of every recording keeps to the conventions, in every capture mode."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from codexctl.settings.capture import CaptureMode
from codexctl.trace.capture.allowed import CONTENT, MESSAGES, METADATA, NAMES
from codexctl.trace.spans.span import Span
from tests.trace.conventions import findings, table
from tests.trace.recorded import FOLDERS, KINDS, name_of, traces
from tests.trace.recorded import RECORDINGS as ROOT


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_spans_keep_to_the_conventions(folder: Path) -> None:
    check(folder, CaptureMode.full)


@pytest.mark.parametrize("folder", KINDS, ids=name_of)
@pytest.mark.parametrize("mode", [CaptureMode.metadata, CaptureMode.redacted])
def test_spans_keep_to_the_conventions_in_every_mode(folder: Path, mode: CaptureMode) -> None:
    check(folder, mode)


def check(folder: Path, mode: CaptureMode) -> None:
    """No span of a recording has anything that the conventions do not know."""
    spans = [span for trace in traces(folder, mode) for span in trace.spans]
    assert [finding for span in spans for finding in findings(span)] == []


def test_what_capture_lets_through_is_what_the_table_knows() -> None:
    named = {*METADATA, *NAMES, *CONTENT, *MESSAGES, "error.type"}
    assert named == set(table()["attributes"])


def test_the_table_is_consistent() -> None:
    for rule in table()["spans"].values():
        names = [*rule["required"], *rule["conditional"], *rule["allowed"]]
        assert len(names) == len(set(names))
        assert set(names) <= set(table()["attributes"])
    gen_ai = {name for name in table()["attributes"] if name.startswith("gen_ai.")}
    assert gen_ai <= set(table()["gen_ai"])
    assert not set(table()["gen_ai"]) & set(table()["deprecated"])


def span(name: str) -> Span:
    spans = [span for trace in traces(ROOT / "0.169.0" / "tools-mixed") for span in trace.spans]
    return next(span for span in spans if span.name.startswith(name))


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("chat", {"gen_ai.provider.name": None}),
        ("chat", {"gen_ai.usage.input_tokens": "7"}),
        ("chat", {"gen_ai.usage.input_tokens": -7}),
        ("chat", {"gen_ai.usage.prompt_tokens": 7}),
        ("chat", {"gen_ai.usage.cost": 7}),
        ("chat", {"gen_ai.response.finish_reasons": ["tired"]}),
        ("chat", {"server.port": None}),
        ("chat", {"gen_ai.output.messages": [{"role": "assistant", "parts": [{"type": "text"}]}]}),
        ("chat", {"gen_ai.output.messages": [{"role": "assistant", "parts": []}]}),
        ("chat", {"gen_ai.output.messages": [{"role": "robot", "parts": [{"type": "x"}]}]}),
        ("invoke_agent", {"codex.turn.status": "fine"}),
        ("execute_tool", {"gen_ai.tool.name": "another"}),
    ],
)
def test_the_judge_finds_what_is_wrong(name: str, changes: dict[str, object]) -> None:
    good = span(name)
    assert findings(good) == []
    attributes = {**good.attributes, **changes}
    kept = {key: value for key, value in attributes.items() if value is not None}
    assert findings(replace(good, attributes=kept))


def test_the_judge_sees_kinds_errors_and_times() -> None:
    good = span("chat")
    assert findings(replace(good, kind="INTERNAL"))
    assert findings(replace(good, started=good.ended + 10**18))
    assert findings(replace(good, attributes={**good.attributes, "error.type": "x"}))
    assert findings(replace(good, attributes={"gen_ai.operation.name": "guess"}))
