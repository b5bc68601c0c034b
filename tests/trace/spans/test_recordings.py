"""Every recorded scenario of every release: turns, tools, tokens and parents, exact.

What is expected was derived from what the laboratory's model server served, never from a rollout.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from codexctl.trace import ids
from codexctl.trace.spans.span import Span
from tests.trace.recorded import (
    FOLDERS,
    RECORDINGS,
    Json,
    exited_with,
    expected,
    name_of,
    records,
    rollouts,
    traces,
    version,
)

# Before 0.102 the server is not told a turn's id, and before 0.100 no file has it.
TOLD = [folder for folder in FOLDERS if version(folder) >= (0, 102)]
UNTOLD = [folder for folder in FOLDERS if version(folder) < (0, 102)]

each_recording = pytest.mark.parametrize("folder", TOLD, ids=map(name_of, TOLD))

TOKENS = ("input_tokens", "cached_input_tokens", "output_tokens", "reasoning_output_tokens")
# Codex tells the server when its turn began some milliseconds before it writes the rollout's line.
START_TOLERANCE_MS = 100


@each_recording
def test_turn_summaries_are_exact(folder: Path) -> None:
    got = _summaries(folder)
    for turn in expected(folder)["turns"]:
        summary = got[turn["turn_id"]]
        unrecorded = turn.get("unrecorded", [])
        known = summary.keys() & turn.keys() - {"started_at", *unrecorded}
        assert {key: summary[key] for key in known} == {key: turn[key] for key in known}
        if "started_at" in turn:
            later = _instant(summary["started_at"]) - _instant(turn["started_at"])
            assert 0 <= later.total_seconds() * 1000 <= START_TOLERANCE_MS


@each_recording
def test_what_a_release_did_not_write_is_told_as_far_as_its_file_goes(folder: Path) -> None:
    """Errors before 0.145 are of an unknown kind; usage that never reached the disk is missing."""
    got = _summaries(folder)
    for turn in expected(folder)["turns"]:
        summary, unrecorded = got[turn["turn_id"]], turn.get("unrecorded", [])
        if "error" in unrecorded:
            assert (summary["status"], summary["error"]) == ("failed", "other")
        if "llm_calls" in unrecorded:
            on_disk = _on_disk(folder, turn)
            assert {key: summary[key] for key in on_disk} == on_disk


@each_recording
def test_every_turn_is_given_once_and_no_other(folder: Path) -> None:
    given = [trace.turn_id for trace in traces(folder)]
    named = {turn["turn_id"] for turn in expected(folder)["turns"]}
    assert len(given) == len(set(given))
    assert named <= set(given)
    # Old releases name a review's outer turn to nobody but the rollout.
    unnamed = {turn for turn in given if turn not in named}
    if expected(folder)["turns_complete"]:
        assert unnamed == set()
    else:
        outer = {trace.summary["parent_turn_id"] for trace in traces(folder)}
        assert unnamed == outer - {None}


@each_recording
def test_a_sessions_tokens_are_what_the_server_billed(folder: Path) -> None:
    turns = expected(folder)["turns"]
    if any("llm_calls" in turn.get("unrecorded", []) for turn in turns):
        return  # compared turn by turn above
    bill = [response["usage"] for response in expected(folder)["responses"] if response["usage"]]
    summaries = _summaries(folder).values()
    given = {key: sum(summary[key] for summary in summaries) for key in ("llm_calls", *TOKENS)}
    assert given == _sum(bill)


@each_recording
def test_tool_spans_are_the_calls_that_the_model_made(folder: Path) -> None:
    for turn_id, served in _calls(folder).items():
        spans = _tools(folder, turn_id)
        outer = [span for span in spans if span.parent_id == _agent(folder, turn_id).span_id]
        calls = [_as_on_disk(folder, call) for call in served]
        assert Counter(map(_called, outer)) == Counter(map(_call, calls))
        for call in calls:
            span = next(span for span in outer if _called(span) == _call(call))
            if "exit_code" in call:
                assert span.attributes.get("process.exit.code") == exited_with(call)
                assert bool(span.error_type) == bool(call["exit_code"])
            nested = [other for other in spans if other.parent_id == span.span_id]
            assert len(nested) == call.get("nested", 0)
        assert len(spans) == len(calls) + sum(call.get("nested", 0) for call in calls)


@each_recording
def test_nested_calls_carry_the_ids_that_hooks_saw(folder: Path) -> None:
    seen = {(hook["turn_id"], hook["call_id"]) for hook in expected(folder)["nested_calls"]}
    given = {
        (trace.turn_id, _called(span)[0])
        for trace in traces(folder)
        for span in trace.spans
        if _called(span)[0].startswith("exec-")
    }
    assert given == seen


@each_recording
def test_tool_spans_have_the_times_exit_codes_and_failures_that_codex_recorded(
    folder: Path,
) -> None:
    spans = {
        (trace.thread_id, trace.turn_id, _called(span)[0]): span
        for trace in traces(folder)
        for span in trace.spans
    }
    turns = {(trace.thread_id, trace.turn_id) for trace in traces(folder)}
    for path in rollouts(folder):
        thread_id = next(records(path))["payload"]["id"]
        for payload in _executions(path):
            if (thread_id, payload["turn_id"]) in turns:
                span = spans[thread_id, payload["turn_id"], payload["item"]["id"]]
                _assert_as_recorded(span, payload)


def _assert_as_recorded(span: Span, payload: Json) -> None:
    item = payload["item"]
    if "started_at_ms" in payload:
        own = item.get("duration")  # how long it ran itself, without what came before
        took = own["secs"] * 1e3 + own["nanos"] / 1e6 if own else None
        begun = payload["started_at_ms"] if took is None else payload["completed_at_ms"] - took
        assert abs(span.started / 1e6 - begun) <= 2
        assert abs(span.ended / 1e6 - payload["completed_at_ms"]) <= 2
        assert "codex.time.inferred" not in span.attributes
    if "exit_code" in item:
        assert span.attributes.get("process.exit.code") == exited_with(item)
    if item.get("status") in ("failed", "declined"):
        assert span.error_type
    if item.get("status") == "completed" and not (item.get("result") or {}).get("isError"):
        assert not span.error_type


@each_recording
def test_every_span_but_a_root_lies_under_a_span_of_its_trace(folder: Path) -> None:
    spans = [span for trace in traces(folder) for span in trace.spans]
    known = {(span.trace_id, span.span_id) for span in spans}
    assert len(known) == len(spans)
    for span in spans:
        assert not span.parent_id or (span.trace_id, span.parent_id) in known
        assert span.started <= span.ended


@each_recording
def test_subagents_lie_under_the_call_that_started_them(folder: Path) -> None:
    by_turn = {trace.turn_id: trace for trace in traces(folder)}
    for trace in traces(folder):
        parent = trace.summary["parent_turn_id"]
        if parent is None:
            assert trace.spans[0].parent_id == ""
            continue
        above = {span.span_id: span for span in by_turn[parent].spans}[trace.spans[0].parent_id]
        is_review = trace.spans[0].name == "invoke_agent review"
        assert above.name.split()[0] == ("invoke_agent" if is_review else "execute_tool")
        assert trace.summary["session_id"] == by_turn[parent].summary["session_id"]
        assert trace.summary["trace_id"] == by_turn[parent].summary["trace_id"]


def _summaries(folder: Path) -> dict[str, Json]:
    return {trace.turn_id: dict(trace.summary) for trace in traces(folder)}


def _on_disk(folder: Path, turn: Json) -> dict[str, int]:
    """The turn's usage without incomplete responses, or, when it was killed, without its last."""
    served = [
        response
        for response in expected(folder)["responses"]
        if response["turn_id"] == turn["turn_id"]
    ]
    if turn["status"] == "incomplete":
        served = served[:-1]
    bill = [
        response["usage"]
        for response in served
        if response["usage"] and response["outcome"] != "incomplete"
    ]
    return _sum(bill)


def _sum(bill: list[Json]) -> dict[str, int]:
    tokens = {key: sum(usage[key] for usage in bill) for key in TOKENS}
    return {"llm_calls": len(bill), **tokens}


def _calls(folder: Path) -> dict[str, list[Json]]:
    calls: dict[str, list[Json]] = {trace.turn_id: [] for trace in traces(folder)}
    for call in expected(folder)["calls"]:
        calls[call["turn_id"]].append(call)
    return calls


def _agent(folder: Path, turn_id: str) -> Span:
    trace = next(trace for trace in traces(folder) if trace.turn_id == turn_id)
    assert trace.spans[0].span_id == ids.agent_span_id(trace.thread_id, turn_id)
    return trace.spans[0]


def _tools(folder: Path, turn_id: str) -> list[Span]:
    trace = next(trace for trace in traces(folder) if trace.turn_id == turn_id)
    return [span for span in trace.spans if span.name.startswith("execute_tool ")]


def _called(span: Span) -> tuple[str, str]:
    attributes = span.attributes
    return attributes.get("gen_ai.tool.call.id", ""), attributes.get("gen_ai.tool.name", "")


def _call(call: Json) -> tuple[str, str]:
    return call["call_id"], call["name"]


def _as_on_disk(folder: Path, call: Json) -> Json:
    """Before 0.130 no line tells the id of a call that the model's own side executed."""
    hosted = call["kind"] == "web_search_call" and version(folder) < (0, 130)
    return {**call, "call_id": ""} if hosted else call


def _executions(path: Path) -> list[Json]:
    """What Codex executed for the model; a person's own commands are no calls."""
    payloads = [line["payload"] for line in records(path) if line["type"] == "event_msg"]
    items = [p for p in payloads if p["type"] == "item_completed" and "status" in p["item"]]
    return [payload for payload in items if payload["item"].get("source") != "user_shell"]


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_process_that_was_stopped_has_no_exit_code() -> None:
    """Codex writes -1 for one that a signal ended (`kill -9 $$`): no process exits with that."""
    spans = [
        span
        for trace in traces(RECORDINGS / "0.117.0" / "shell-failed")
        for span in trace.spans
        if span.attributes.get("gen_ai.operation.name") == "execute_tool"
    ]
    codes = [span.attributes.get("process.exit.code") for span in spans]
    assert None in codes
    assert all(code is None or code >= 0 for code in codes)
    stopped = spans[codes.index(None)]
    assert stopped.error_type
