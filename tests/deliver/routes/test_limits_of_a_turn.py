"""What the environment of a turn forbade stays forbidden, whoever delivers the turn and when."""

from __future__ import annotations

import json
import sqlite3

import pytest

from codexctl.deliver.clock import Clock
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import Locations
from codexctl.settings.capture import CATEGORIES, CaptureLimits, CaptureMode, Source, Voice
from codexctl.trace.capture.noted import read_limits
from tests.deliver.conftest import configure, record
from tests.deliver.sink import Sink

TURN = "019ab3f0-0000-7000-8000-000000000001"
BY_ENVIRONMENT = Source(Voice.environment)


def texts(locations: Locations) -> dict[str, str]:
    """All attributes of each stored turn, as one text, by the turn's id."""
    db = sqlite3.connect(locations.traces_db)
    try:
        rows = db.execute(
            "SELECT turns.turn_id, group_concat(spans.attributes)"
            " FROM turns JOIN spans USING (trace_id) GROUP BY turns.turn_id"
        ).fetchall()
    finally:
        db.close()
    return {turn: str(text) for turn, text in rows}


def turn_ids(locations: Locations, *scenarios: str) -> list[str]:
    """Place recordings; gives the turns' ids in the order of the files."""
    found = []
    for path in record(locations, *scenarios):
        for line in path.read_text().splitlines():
            payload = json.loads(line)["payload"]
            if payload.get("type") == "task_started":
                found.append(payload["turn_id"])
    return found


def test_a_worker_of_another_environment_keeps_to_what_the_turn_was_begun_with(
    locations: Locations,
) -> None:
    private, usual = turn_ids(locations, "shell-ok", "plain")
    configure(locations, "local")
    locations.traceparents_file.parent.mkdir(parents=True, exist_ok=True)
    locations.traceparents_file.write_text(f"{private} capture metadata;;\n")
    deliver(locations, {}, Clock())
    held = texts(locations)
    assert "gen_ai.input.messages" not in held[private]
    assert "gen_ai.input.messages" in held[usual]


def test_a_backend_that_is_back_days_later_gets_no_more(locations: Locations, sink: Sink) -> None:
    (turn,) = turn_ids(locations, "shell-ok")
    configure(locations, f"far={sink.url}")
    locations.traceparents_file.parent.mkdir(parents=True, exist_ok=True)
    locations.traceparents_file.write_text(f"{turn} capture ;tool_arguments;\n")
    deliver(locations, {"CODEXCTL_CAPTURE": "full"}, Clock())
    keys = {
        attribute.key
        for request in sink.requests
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
        for attribute in span.attributes
    }
    assert "gen_ai.tool.call.result" in keys
    assert "gen_ai.tool.call.arguments" not in keys


def test_a_subagent_keeps_to_what_its_root_turn_was_begun_with(locations: Locations) -> None:
    turns = turn_ids(locations, "subagent")
    configure(locations, "local")
    locations.traceparents_file.parent.mkdir(parents=True, exist_ok=True)
    locations.traceparents_file.write_text(f"{turns[0]} capture metadata;;\n")
    deliver(locations, {}, Clock())
    held = texts(locations)
    assert len(turns) >= 2
    assert not any("gen_ai.input.messages" in text for text in held.values())


@pytest.mark.parametrize(
    ("note", "limits"),
    [
        ("metadata;;", CaptureLimits(CaptureMode.metadata, frozenset(), BY_ENVIRONMENT)),
        (";prompts, paths;", CaptureLimits(
            CaptureMode.full, frozenset({"prompts", "paths"}), BY_ENVIRONMENT)),
        (";;false", CaptureLimits(CaptureMode.metadata, frozenset(), BY_ENVIRONMENT)),
        ("?;;", CaptureLimits(CaptureMode.metadata, frozenset(), BY_ENVIRONMENT)),
        ("", CaptureLimits(CaptureMode.metadata, frozenset(), BY_ENVIRONMENT)),
        ("full;a;b;c", CaptureLimits(CaptureMode.metadata, frozenset(), BY_ENVIRONMENT)),
        (";nonsense;", CaptureLimits(CaptureMode.full, CATEGORIES, BY_ENVIRONMENT)),
        (";;1", None),
    ],
)  # fmt: skip
def test_a_note_is_read_as_the_variables_are(note: str, limits: CaptureLimits | None) -> None:
    assert read_limits(f"{TURN} capture {note}\n".encode()).get(TURN) == limits


def test_of_two_notes_the_strictest_counts() -> None:
    raw = f"{TURN} capture metadata;;\n{TURN} capture full;prompts;\n".encode()
    limits = read_limits(raw)[TURN]
    assert (limits.mode, limits.exclude) == (CaptureMode.metadata, frozenset({"prompts"}))
