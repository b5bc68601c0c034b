"""Broken rollouts: no crash, no hang, and every turn whose lines are whole is exact."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tracemalloc
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codexctl.deliver.otlp.encode import encode
from codexctl.deliver.rollouts.convert import convert
from codexctl.settings.capture import CaptureMode
from codexctl.trace.read.decode import decode
from codexctl.trace.read.lines import Tally, read_lines
from codexctl.trace.spans.otlp_json import export_request
from codexctl.trace.spans.span import TurnTrace
from codexctl.trace.turns.fold import ThreadFold, fold
from tests.bench.support import rollout_file
from tests.trace.mutations import MUTATIONS, ODD_VALUES, Mutation, session
from tests.trace.recorded import RECORDINGS, Json, pipeline, rollouts
from tests.trace.writing import Rollout

SCENARIOS = ("resumed", "recovered", "model-changed", "mixed-versions", "legacy-thread")
PATHS = [
    path
    for folder in sorted(RECORDINGS.glob("*/*"))
    if folder.name in SCENARIOS
    for path in rollouts(folder)
]
# Lines of a turn that are broken, one at a time: a hundred releases have the same kinds of line.
LINES = 2
each_session = pytest.mark.parametrize(
    "path", PATHS, ids=[str(p.parents[4].name) + "/" + p.parents[5].name for p in PATHS]
)


def read(path: Path, **how: Any) -> list[TurnTrace]:
    """Convert one file all the way to what is sent."""
    traces = list(convert([path], pipeline(CaptureMode.redacted), lambda _: None, **how))
    spans = [span for trace in traces for span in trace.spans]
    json.loads(b"".join(export_request(spans, {}, "0")))
    encode(spans, {})
    return traces


def summaries(traces: list[TurnTrace]) -> dict[str, Json]:
    assert len({trace.turn_id for trace in traces}) == len(traces)
    return {trace.turn_id: dict(trace.summary) for trace in traces}


@each_session
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_a_broken_line_touches_no_other_turn(
    path: Path, mutation: Mutation, tmp_path: Path
) -> None:
    whole, right = session(path), summaries(read(path))
    broken = tmp_path / path.name
    rng = random.Random(f"{path.name}{mutation.__name__}")
    for turn, span in whole.turns.items():
        for index in rng.sample(span, min(len(span), LINES)):
            lines = [whole.lines[i] for i in span]
            lines[index - span.start : index - span.start + 1] = mutation(rng, whole.lines[index])
            broken.write_bytes(whole.with_turn(turn, lines))
            for how in ({}, {"want_spans": False}):
                got = summaries(read(broken, **how))
                others = right.keys() - {turn}
                assert {key: got[key] for key in others} == {key: right[key] for key in others}


@each_session
def test_lines_in_another_order_touch_no_other_turn(path: Path, tmp_path: Path) -> None:
    whole, right = session(path), summaries(read(path))
    broken, rng = tmp_path / path.name, random.Random(path.name)
    for turn, span in whole.turns.items():
        lines = [whole.lines[i] for i in span]
        rng.shuffle(lines)
        broken.write_bytes(whole.with_turn(turn, lines))
        got = summaries(read(broken))
        others = right.keys() - {turn}
        assert {key: got[key] for key in others} == {key: right[key] for key in others}


@each_session
def test_a_session_that_was_written_twice_is_counted_once(path: Path, tmp_path: Path) -> None:
    doubled = tmp_path / path.name
    doubled.write_bytes(path.read_bytes() * 2)
    assert summaries(read(doubled)) == summaries(read(path))


@each_session
def test_a_file_that_ends_anywhere_gives_the_turns_that_ended_before(
    path: Path, tmp_path: Path
) -> None:
    whole, right = session(path), summaries(read(path))
    short, raw, rng = tmp_path / path.name, path.read_bytes(), random.Random(path.name)
    for _ in range(12):
        size = rng.randrange(len(raw))
        short.write_bytes(raw[:size])
        got = summaries(read(short))
        done = [turn for turn, span in whole.turns.items() if _end(whole.lines, span) <= size]
        assert {turn: got[turn] for turn in done} == {turn: right[turn] for turn in done}


def _end(lines: list[bytes], span: range) -> int:
    return sum(map(len, lines[: span.stop]))


def peak(turns: int) -> int:
    """The most memory that reading so many turns takes, in bytes."""
    endless = rollout_file.lines(calls_a_turn=3, output="x" * 300, cipher="x" * 300)
    lines = takewhile(lambda line: rollout_file.turn_id(turns + 1).encode() not in line, endless)
    tracemalloc.start()
    try:
        assert sum(1 for _ in fold(decode(read_lines(lines, Tally())), ThreadFold())) == turns
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_session_of_any_length_needs_the_memory_of_its_turns() -> None:
    assert peak(600) - peak(100) < 200_000


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel for the peak of memory")
@pytest.mark.parametrize("kind", ["custom_tool_call_output", "world_state", "garbage"])
def test_a_huge_line_costs_a_small_multiple_of_itself(kind: str, tmp_path: Path) -> None:
    size = 20_000_000
    rollout = Rollout().started("a").script("c", "x")
    if kind == "world_state":
        rollout.add(kind, {"state": "x" * size})
    elif kind == "garbage":
        rollout.lines.append(b'{"a":' + b"[" * size + b"\n")
    else:
        rollout.response(kind, call_id="c", output="x" * size)
    path = tmp_path / "rollout-x.jsonl"
    path.write_bytes(b"".join(rollout.started("b").ended().lines))
    assert [trace.turn_id for trace in read(path)] == ["a", "b"]
    assert most_memory(path) < 60_000_000 + 5 * size


_MEASURED = """
import sys
from codexctl.__main__ import main
try:
    main()
except SystemExit:
    pass
with open("/proc/self/status") as status:
    peak = next(line for line in status if line.startswith("VmHWM:"))
sys.stderr.write("peak " + peak.split()[1])
"""


def most_memory(path: Path) -> int:
    """The most memory that converting a file takes, in bytes, with all of Python."""
    ended = subprocess.run(
        [sys.executable, "-c", _MEASURED, "trace", "convert", str(path), "--format", "otlp-json"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "CODEXCTL_HOME": str(path.parent)},
        check=True,
    )
    return int(ended.stderr.rpartition(b"peak ")[2]) * 1024


KEYS = sorted(
    {
        "type", "payload", "timestamp", "ordinal", "metadata", "turn_id", "id", "call_id", "name",
        "namespace", "arguments", "input", "output", "content", "text", "role", "item", "status",
        "exit_code", "result", "isError", "error", "codex_error_info", "usage", "info", "action",
        "total_token_usage", "last_token_usage", "input_tokens", "output_tokens", "summary",
        "started_at_ms", "completed_at_ms", "duration", "secs", "nanos", "changes", "command",
        "server", "tool", "receiver_thread_ids", "agent_thread_id", "kind", "query", "path",
        "turn_attribution", "root_turn_id", "parent_turn_id", "response_id", "model", "effort",
        "internal_chat_message_metadata_passthrough", "create_time", "sampled_through_sequence",
    }
)  # fmt: skip
TYPES = [
    "session_meta", "turn_context", "token_usage_record", "compacted", "event_msg",
    "response_item", "world_state", "task_started", "task_complete", "turn_aborted",
    "token_count", "user_message", "item_completed", "entered_review_mode", "exited_review_mode",
    "patch_apply_end", "mcp_tool_call_end", "exec_command_end", "web_search_end", "message",
    "reasoning", "agent_message", "function_call", "custom_tool_call", "local_shell_call",
    "tool_search_call", "web_search_call", "image_generation_call", "function_call_output",
    "custom_tool_call_output", "tool_search_output", "CommandExecution", "FileChange",
    "McpToolCall", "WebSearch", "ImageView", "CollabAgentToolCall", "SubAgentActivity",
    "UserMessage", "EnteredReviewMode", "ExitedReviewMode", "exec", "wait", "spawn_agent",
]  # fmt: skip
IDS = ["call_1", "exec-1", "", "01a1fb35-c50d-7210-ae75-c8eb2412985d", "resp_1", "mcp__lab"]
leaves = st.one_of(
    st.sampled_from(TYPES),
    st.sampled_from(IDS),
    st.sampled_from(ODD_VALUES),
    st.integers(),
    st.text(max_size=8),
)
documents = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=20,
)
payloads = st.builds(
    lambda kind, rest: {**rest, "type": kind},
    st.sampled_from(TYPES),
    st.dictionaries(st.sampled_from(KEYS), documents, max_size=8),
)
times = st.one_of(
    st.just("2026-11-20T23:06:07.506Z"),
    st.sampled_from(
        ["2026-11-20T23:06:08Z", "x", "9999-12-31T23:59:59.999Z", "1900-01-01T00:00:00Z"]
    ),
)
lines = st.builds(
    lambda time, kind, ordinal, payload: {
        "timestamp": time,
        "ordinal": ordinal,
        "type": kind,
        "payload": payload,
    },
    times,
    st.sampled_from(TYPES[:7]),
    st.one_of(st.integers(), st.none()),
    st.one_of(payloads, documents),
)
META = {"timestamp": "2026-11-20T23:06:07.506Z", "type": "session_meta", "payload": {"id": IDS[3]}}
START = {
    "timestamp": "2026-11-20T23:06:07.507Z",
    "type": "event_msg",
    "payload": {"type": "task_started", "turn_id": "t"},
}


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(lines, max_size=25))
def test_no_rollout_crashes_the_conversion(tmp_path_factory: Any, body: list[Json]) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "rollout-x.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in [META, START, *body]))
    for trace in read(path):
        for span in trace.spans:
            assert span.started <= span.ended
            assert (len(span.span_id), len(span.trace_id)) == (16, 32)
    shutil.rmtree(path.parent)
