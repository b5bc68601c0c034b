"""How much room the model's context has, as Codex writes it when a turn begins."""

from __future__ import annotations

import json
from typing import Any

import pytest

from codexctl.trace.spans.attribute_names import CODEX_MODEL_CONTEXT_WINDOW
from tests.trace.recorded import RECORDINGS, traces


@pytest.mark.parametrize("release", ["0.101.0", "0.130.0", "0.169.0"])
def test_the_turn_tells_it_as_its_first_line_does(release: str) -> None:
    folder = RECORDINGS / release / "shell-ok"
    (rollout,) = folder.rglob("rollout-*.jsonl")
    records: list[dict[str, Any]] = [json.loads(line) for line in rollout.read_text().splitlines()]
    (started,) = [
        record["payload"] for record in records if record["payload"].get("type") == "task_started"
    ]
    (trace,) = traces(folder)
    told = trace.spans[0].attributes[CODEX_MODEL_CONTEXT_WINDOW]
    assert told == started["model_context_window"] > 0


def test_releases_that_do_not_write_it_leave_it_untold() -> None:
    (trace,) = traces(RECORDINGS / "0.20.0" / "shell-ok")
    assert CODEX_MODEL_CONTEXT_WINDOW not in trace.spans[0].attributes
