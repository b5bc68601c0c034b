"""Real Phoenix and MLflow report the tokens, errors and sessions of recordings, exactly."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from codexctl.trace.spans.span import Span
from tests.e2e.backends import shown
from tests.e2e.lab import backends
from tests.e2e.lab.backends import MLFLOW, PHOENIX

pytestmark = pytest.mark.e2e


def needs(server: str) -> pytest.MarkDecorator:
    """Skip where that server is neither installed nor to be installed."""
    why = backends.obstacle(server)
    return pytest.mark.skipif(bool(why), reason=why)


def figures() -> list[Mapping[str, Any]]:
    """What `trace convert --format summary-json` says of every turn."""
    return [turn.summary for turn in shown.recorded()]


def tokens_by_trace(turns: Iterable[Mapping[str, Any]]) -> dict[str, tuple[int, int]]:
    """What each trace cost, subagents included; those that cost nothing are left out."""
    taken, given = Counter[str](), Counter[str]()
    for turn in turns:
        taken[turn["trace_id"]] += turn["input_tokens"]
        given[turn["trace_id"]] += turn["output_tokens"]
    return {one: (taken[one], given[one]) for one in taken if taken[one]}


def spans() -> list[Span]:
    return [span for turn in shown.recorded() for span in turn.spans]


def sent(operation: str) -> list[Span]:
    """The spans of one operation."""
    return [span for span in spans() if span.name.startswith(operation)]


@needs(PHOENIX)
def test_phoenix_reports_what_was_recorded(tmp_path: Path) -> None:
    turns, mine = figures(), spans()
    with backends.phoenix(tmp_path) as server:
        shown.send(server, PHOENIX, shown.recorded())
        found = shown.in_phoenix(server, len(mine))
        sessions = server.ask(f"/v1/projects/{shown.PROJECT}/sessions?limit=1000")["data"]
    assert Counter(one.kind for one in found) == {
        "AGENT": len(turns),
        "LLM": len(sent("chat")),
        "TOOL": len(sent("execute_tool")),
    }
    assert sum(one.tokens for one in found) == sum(turn["input_tokens"] for turn in turns)
    assert {s["session_id"] for s in sessions} == {turn["session_id"] for turn in turns}
    assert sum(s["token_count_prompt"] for s in sessions) == sum(t["input_tokens"] for t in turns)
    assert_shown(found, {"chat": "LLM", "execute_tool": "TOOL"})


def assert_shown(found: list[shown.Shown], kinds: Mapping[str, str]) -> None:
    """Inputs, outputs and reasons of errors are there, where the spans that were sent have them."""
    said = [span.failure.message for span in spans() if span.failure]
    assert Counter(one.error for one in found if one.error) == Counter(said)
    assert "exit code 7" in said
    for operation, kind in kinds.items():
        mine = sent(operation)
        keys = {
            "chat": ("gen_ai.input.messages", "gen_ai.output.messages"),
            "execute_tool": ("gen_ai.tool.call.arguments", "gen_ai.tool.call.result"),
        }[operation]
        theirs = [one for one in found if one.kind == kind]
        assert sum(bool(one.input) for one in theirs) >= sum(keys[0] in s.attributes for s in mine)
        assert sum(bool(one.output) for one in theirs) >= sum(keys[1] in s.attributes for s in mine)


@needs(MLFLOW)
def test_mlflow_reports_what_was_recorded(tmp_path: Path) -> None:
    turns = figures()
    ids = {turn["trace_id"] for turn in turns}
    with backends.mlflow(tmp_path) as server:
        shown.send(server, MLFLOW, shown.recorded())
        there = shown.mlflow_traces(server, len(ids))
        found = [one for trace_id in ids for one in shown.in_mlflow(server, trace_id)]
    costs = {
        trace["trace_id"].removeprefix("tr-"): json.loads(
            trace["trace_metadata"].get("mlflow.trace.tokenUsage", "{}")
        )
        for trace in there
    }
    assert {
        trace_id: (cost["input_tokens"], cost["output_tokens"])
        for trace_id, cost in costs.items()
        if cost.get("input_tokens")
    } == tokens_by_trace(turns)
    assert {trace["trace_metadata"]["mlflow.trace.session"] for trace in there} == {
        turn["session_id"] for turn in turns
    }
    assert_shown(found, {"chat": "CHAT_MODEL", "execute_tool": "TOOL"})
