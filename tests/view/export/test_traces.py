"""A trace as OTLP/JSON and as trace events: what other programs open."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from codexctl.settings.capture import CaptureMode
from codexctl.trace.spans.attribute_names import (
    CODEX_PERSON_WAIT_MS,
    CODEX_THREAD_ID,
    EXECUTE_TOOL,
    GEN_AI_OPERATION_NAME,
    INVOKE_AGENT,
)
from codexctl.trace.spans.otlp_json import final_attributes, span_json
from codexctl.trace.spans.span import Span
from codexctl.view.export.otlp import otlp
from codexctl.view.export.perfetto import perfetto
from codexctl.view.node import Node, node_of_span
from tests.trace.recorded import FOLDERS, NAMES, traces

US = 1_000  # nanoseconds
BEGAN = 1_795_000_000_000_000_000  # 2026-11-18 11:06:40 UTC


def row_of(span: Span) -> dict[str, Any]:
    """A span as the local store gives it back."""
    attributes = {k: v for k, v in final_attributes(span).items() if k != "error.type"}
    return {
        "trace_id": span.trace_id,
        "span_id": span.span_id,
        "parent_id": span.parent_id,
        "name": span.name,
        "kind": span.kind,
        "started_ns": span.started,
        "ended_ns": span.ended,
        "error_type": span.error_type,
        "attributes": attributes,
        "links": [link.figures for link in span.links],
    }


@pytest.mark.parametrize("folder", FOLDERS[::12], ids=NAMES[::12])
def test_a_stored_trace_is_the_otlp_that_was_delivered(folder: Path) -> None:
    for trace in traces(folder):
        body = json.loads(b"".join(otlp(map(row_of, trace.spans), {"workspace": "shop"})))
        (resource,) = body["resourceSpans"]
        said = {a["key"]: a["value"]["stringValue"] for a in resource["resource"]["attributes"]}
        assert said["service.name"] == "codex"
        assert "shop" in said.values()
        (scope,) = resource["scopeSpans"]
        assert scope["spans"] == [json.loads(json.dumps(span_json(span))) for span in trace.spans]


def step(span_id: str, parent: str, begins: int, ends: int, **more: Any) -> Node:
    """A tool call from one microsecond to another."""
    operation = more.pop("operation", EXECUTE_TOOL)
    attributes = {GEN_AI_OPERATION_NAME: operation, **more.pop("attributes", {})}
    times = (BEGAN + begins * US, BEGAN + ends * US)
    return Node(
        "t" * 32,
        span_id,
        parent,
        f"{operation} {span_id}",
        *times,
        more.pop("error", ""),
        attributes,
    )


def turn(span_id: str, parent: str, begins: int, ends: int) -> Node:
    thread = {CODEX_THREAD_ID: f"thread of {span_id}"}
    return step(span_id, parent, begins, ends, operation=INVOKE_AGENT, attributes=thread)


def drawn(*nodes: Node) -> dict[str, tuple[int, int, float, float]]:
    """Process, line, begin and duration of each event, by its name."""
    events = perfetto(nodes)["traceEvents"]
    return {e["name"]: (e["pid"], e["tid"], e["ts"], e["dur"]) for e in events if e["ph"] == "X"}


def test_times_are_microseconds_from_the_first_span() -> None:
    document = perfetto([turn("root", "", 0, 10), step("ls", "root", 2, 5)])
    assert document["otherData"] == {"started": "2026-11-18T11:06:40.000Z", "trace_id": "t" * 32}
    found = drawn(turn("root", "", 0, 10), step("ls", "root", 2, 5))
    assert found == {"root": (1, 1, 0, 10), "ls": (1, 1, 2, 3)}


def test_calls_that_overlap_are_drawn_on_lines_of_their_own() -> None:
    found = drawn(
        turn("root", "", 0, 10),
        *(step("a", "root", 1, 5), step("b", "root", 2, 6), step("c", "root", 5, 7)),
    )
    assert {name: tid for name, (_, tid, *_) in found.items()} == {
        "root": 1,
        "a": 1,
        "b": 2,
        "c": 1,
    }


def test_every_agent_is_a_process_with_its_name() -> None:
    nodes = (turn("root", "", 0, 10), step("spawn", "root", 1, 2), turn("child", "spawn", 2, 9))
    found = drawn(*nodes, step("ls", "child", 3, 4))
    assert {name: pid for name, (pid, *_) in found.items()} == {
        "root": 1,
        "spawn": 1,
        "child": 2,
        "ls": 2,
    }
    named = [e for e in perfetto(nodes)["traceEvents"] if e["ph"] == "M"]
    assert [(e["name"], e["pid"], e["args"]["name"]) for e in named] == [
        ("process_name", 1, "root"),
        ("process_name", 2, "child"),
    ]


def test_waiting_for_a_person_lies_right_before_the_call() -> None:
    asked = {CODEX_PERSON_WAIT_MS: 2}
    found = drawn(turn("root", "", 0, 9_000), step("rm", "root", 5_000, 6_000, attributes=asked))
    assert found["waiting for a person"] == (1, 1, 3_000, 2_000)


def test_a_failure_says_its_kind_and_stands_out() -> None:
    (event,) = perfetto([step("ls", "", 0, 1, error="exit_code")])["traceEvents"][1:]
    assert event["args"]["error.type"] == "exit_code"
    assert event["cname"] == "terrible"


def test_a_trace_of_nothing_is_an_empty_document() -> None:
    assert perfetto([])["traceEvents"] == []


@pytest.mark.parametrize("folder", FOLDERS[::6], ids=NAMES[::6])
def test_events_of_recordings_nest_as_the_format_demands(folder: Path) -> None:
    spans = [span for trace in traces(folder) for span in trace.spans]
    document = json.loads(json.dumps(perfetto(map(node_of_span, spans))))
    events = [event for event in document["traceEvents"] if event["ph"] == "X"]
    shown = [event for event in events if event["cat"] != "waiting"]
    assert {event["args"]["span_id"] for event in shown} == {span.span_id for span in spans}
    lines: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for event in events:
        assert event["dur"] >= 0
        line = lines.setdefault((event["pid"], event["tid"]), [])
        line.append((event["ts"], event["ts"] + event["dur"]))
    for line in lines.values():
        for (begins, ends), (later, its_end) in pairwise(sorted(line, key=lambda e: (e[0], -e[1]))):
            assert begins <= later
            assert later >= ends - 0.001 or its_end <= ends + 0.001


def test_without_content_the_events_hold_none() -> None:
    folder = next(folder for folder in FOLDERS if folder.name == "plain")
    spans = [span for trace in traces(folder, CaptureMode.metadata) for span in trace.spans]
    said = json.dumps(perfetto(map(node_of_span, spans)))
    assert "messages" not in said
    assert '"input.value"' not in said
