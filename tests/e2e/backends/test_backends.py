"""Real Phoenix and MLflow: set up by preset, a turn, read back through their own API."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.installed import Installed
from tests.e2e.lab import backends
from tests.e2e.lab.model.items import say, shell
from tests.e2e.lab.runner import Lab
from tests.e2e.lab.truth.expected import expected_turns

pytestmark = pytest.mark.e2e


def needs(server: str) -> pytest.MarkDecorator:
    """Skip where that server is neither installed nor to be installed."""
    why = backends.obstacle(server)
    return pytest.mark.skipif(bool(why), reason=why)


PROMPT, FINAL = "Run the greeting", "It says hi."


def turn(lab: Lab) -> dict[str, Any]:
    lab.script(shell("echo hi"), say(FINAL))
    assert lab.exec(PROMPT).rc == 0
    (expected,) = expected_turns(lab)
    return expected


@needs(backends.PHOENIX)
def test_phoenix_shows_messages_tokens_session_and_times(lab: Lab, tmp_path: Path) -> None:
    with backends.phoenix(tmp_path) as server:
        installed = Installed(lab)
        where = ("--destination", "local", "--destination", "phoenix", "--endpoint", server.url)
        installed.run("setup", *where, "--project", "lab", "--capture", "full", "--yes")
        assert "✓ phoenix" in installed.run("auth", "test")
        expected = turn(lab)
        (mine,) = installed.turns_when(lambda turns: len(turns) == 1)
        answer = server.ask_until(
            "/v1/projects/lab/spans?limit=100", None, lambda found: len(spans_of(found, mine)) == 4
        )
        spans = {span["name"].split()[0]: span for span in spans_of(answer, mine)}
        root, chat = spans["invoke_agent"], spans["chat"]
        assert (root["span_kind"], chat["span_kind"]) == ("AGENT", "LLM")
        assert spans["execute_tool"]["span_kind"] == "TOOL"
        assert root["attributes"]["session.id"] == expected["session_id"]
        assert started(root["start_time"]) == started(mine["started_at"])
        assert PROMPT in json.dumps(root["attributes"])
        assert FINAL in json.dumps([span["attributes"] for span in spans_of(answer, mine)])
        assert total(spans_of(answer, mine), "prompt") == expected["input_tokens"]
        assert total(spans_of(answer, mine), "completion") == expected["output_tokens"]


def spans_of(answer: Any, turn: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for row in answer["data"] if row["context"]["trace_id"] == turn["trace_id"]]


def started(text: str) -> int:
    """Milliseconds since 1970."""
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def total(spans: list[dict[str, Any]], kind: str) -> int:
    name = f"llm.token_count.{kind}"
    return sum(span["attributes"].get(name, 0) for span in spans if span["span_kind"] == "LLM")


@needs(backends.MLFLOW)
def test_mlflow_shows_messages_tokens_session_and_times(lab: Lab, tmp_path: Path) -> None:
    with backends.mlflow(tmp_path) as server:
        installed = Installed(lab)
        where = ("--destination", "local", "--destination", "mlflow", "--endpoint", server.url)
        installed.run("setup", *where, "--capture", "full", "--yes")
        expected = turn(lab)
        (mine,) = installed.turns_when(lambda turns: len(turns) == 1)
        place = {"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": "0"}}
        answer = server.ask_until(
            "/api/3.0/mlflow/traces/search",
            {"locations": [place], "max_results": 50},
            lambda found: bool(trace_of(found, mine)),
        )
        (trace,) = trace_of(answer, mine)
        meta = trace["trace_metadata"]
        assert meta["mlflow.trace.session"] == expected["session_id"]
        tokens = json.loads(meta["mlflow.trace.tokenUsage"])
        assert tokens["input_tokens"] == expected["input_tokens"]
        assert tokens["output_tokens"] == expected["output_tokens"]
        assert started(trace["request_time"]) == started(mine["started_at"])
        assert PROMPT in trace["request_preview"]
        assert FINAL in trace["response_preview"]


def trace_of(answer: Any, turn: dict[str, Any]) -> list[dict[str, Any]]:
    return [trace for trace in answer.get("traces", ()) if turn["trace_id"] in trace["trace_id"]]
