"""What tools answered stands once in the store, and whole in what is given away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from codexctl.deliver.store.local_store import LocalStore
from codexctl.settings.capture import CaptureMode
from codexctl.trace.answers import with_results, without_results
from codexctl.trace.spans.otlp_json import final_attributes
from tests.trace.recorded import FOLDERS, NAMES, RECORDINGS, traces


@pytest.mark.parametrize("folder", FOLDERS[::5], ids=NAMES[::5])
@pytest.mark.parametrize("mode", [CaptureMode.redacted, CaptureMode.full], ids=lambda m: m.name)
def test_what_comes_out_of_the_store_is_what_was_sent(folder: Path, mode: CaptureMode) -> None:
    store = LocalStore.in_memory()
    found = traces(folder, mode)
    store.send(found)
    sent = {
        span.span_id: {k: v for k, v in final_attributes(span).items() if k != "error.type"}
        for trace in found
        for span in trace.spans
    }
    ids = {span.trace_id for trace in found for span in trace.spans}
    rows = [row for trace_id in ids for row in with_results(store.spans(trace_id))]
    assert {row["span_id"]: row["attributes"] for row in rows} == sent


def test_an_answer_is_stored_once() -> None:
    (trace,) = traces(RECORDINGS / "0.169.0" / "tools-mixed", CaptureMode.full)
    tool = next(s for s in trace.spans if "gen_ai.tool.call.result" in s.attributes)
    said = tool.attributes["gen_ai.tool.call.result"]
    assert _with(trace.spans, said) == 2
    assert _with(without_results(trace.spans), said) == 1


def _with(spans: Any, said: str) -> int:
    return sum(json.dumps(said)[1:-1] in json.dumps(dict(span.attributes)) for span in spans)
