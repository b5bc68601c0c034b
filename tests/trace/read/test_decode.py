"""Lines to events: every version's names, and whatever else a file may hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from codexctl.trace.read.decode import decode, decode_line
from codexctl.trace.read.events import (
    Event,
    ReviewMode,
    ThreadMeta,
    ToolCalled,
    ToolRan,
    TurnStarted,
)
from codexctl.trace.read.lines import Line, Tally, read_lines
from tests.trace.recorded import FOLDERS, rollouts


def events(kind: str, payload: Mapping[str, Any], **metadata: Any) -> list[Event]:
    return list(decode_line(Line(0, 1, 7, 3, kind, payload, metadata)))


def only(kind: str, payload: Mapping[str, Any], **metadata: Any) -> Any:
    (event,) = events(kind, payload, **metadata)
    return event


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("exec", "exec"),
        ({"subagent": "review"}, "review"),
        ({"subagent": {"thread_spawn": {"parent_thread_id": "p"}}}, "thread_spawn"),
        ({"subagent": {"other": "agent_job:j"}}, "other"),
        ({}, ""),
        (None, ""),
        (7, ""),
    ],
)
def test_a_source_is_a_word_or_an_object_with_one_key(source: object, word: str) -> None:
    assert only("session_meta", {"id": "t", "source": source}).source == word


def test_what_a_session_meta_lacks_is_found_where_older_releases_wrote_it() -> None:
    spawn = {"parent_thread_id": "p", "agent_nickname": "N", "agent_role": "explorer"}
    old = only("session_meta", {"id": "t", "source": {"subagent": {"thread_spawn": spawn}}})
    assert isinstance(old, ThreadMeta)
    assert (old.parent_thread_id, old.nickname, old.role) == ("p", "N", "explorer")
    assert old.session_id == "t"
    assert old.is_child
    batch = only("session_meta", {"id": "t", "source": {"subagent": {"other": "agent_job:j"}}})
    assert batch.job_id == "j"


def test_a_session_meta_without_an_id_says_nothing() -> None:
    assert events("session_meta", {"cwd": "/"}) == []


def test_a_turns_parents_are_named_beside_it_or_in_its_attribution() -> None:
    attribution = {"parent_turn_id": "p", "root_turn_id": "r"}
    event = only(
        "event_msg", {"type": "task_started", "turn_id": "t", "turn_attribution": attribution}
    )
    assert event == TurnStarted(at=7, ordinal=3, turn_id="t", root_turn_id="r", parent_turn_id="p")


@pytest.mark.parametrize("kind", ["task_started", "turn_started"])
def test_turns_were_called_tasks(kind: str) -> None:
    assert only("event_msg", {"type": kind, "turn_id": "t"}).turn_id == "t"


@pytest.mark.parametrize(
    ("payload", "name", "kind"),
    [
        ({"type": "function_call", "name": "x", "call_id": "c"}, "x", "function"),
        ({"type": "custom_tool_call", "name": "exec", "call_id": "c"}, "exec", "custom"),
        ({"type": "local_shell_call", "call_id": "c", "action": {}}, "local_shell", "local_shell"),
        ({"type": "tool_search_call", "call_id": "c"}, "tool_search", "tool_search"),
        ({"type": "web_search_call", "id": "c"}, "web_search", "web_search"),
        ({"type": "image_generation_call", "id": "c"}, "image_generation", "image_generation"),
    ],
)
def test_every_kind_of_call_has_a_name(payload: dict[str, Any], name: str, kind: str) -> None:
    event = only("response_item", payload, sampled_through_sequence=4)
    assert isinstance(event, ToolCalled)
    assert (event.name, event.kind, event.call_id, event.sampled) == (name, kind, "c", 4)


def test_arguments_are_text_whatever_they_are() -> None:
    call = {"type": "function_call", "name": "x", "call_id": "c"}
    assert only("response_item", {**call, "arguments": "{"}).arguments == "{"
    assert only("response_item", {**call, "arguments": {"a": 1}}).arguments == '{"a":1}'
    assert only("response_item", {**call, "arguments": {"a": "\ud800"}}).arguments == '{"a": "?"}'
    assert only("response_item", {**call, "arguments": None}).arguments == ""


def test_reviews_are_told_by_items_and_by_events() -> None:
    item = {"type": "item_completed", "turn_id": "t", "item": {"type": "EnteredReviewMode"}}
    assert only("event_msg", item) == ReviewMode(at=7, ordinal=3, turn_id="t", entered=True)
    assert only("event_msg", {"type": "exited_review_mode"}).entered is False


@pytest.mark.parametrize("duration", [None, {}, {"secs": 1}, {"secs": -1, "nanos": 0}, "1s"])
def test_an_old_execution_without_a_duration_has_no_bounds(duration: object) -> None:
    event = only("event_msg", {"type": "patch_apply_end", "call_id": "c", "duration": duration})
    assert isinstance(event, ToolRan)
    assert (event.started, event.completed) == (None, None)


def test_a_migrated_execution_began_its_duration_before_its_end() -> None:
    item = {"type": "McpToolCall", "id": "c", "duration": {"secs": 1, "nanos": 5}}
    payload = {"type": "item_completed", "turn_id": "t", "item": item}
    event = only("event_msg", {**payload, "completed_at_ms": 5000})
    assert (event.started, event.completed) == (3_999_999_995, 5_000_000_000)
    assert only("event_msg", payload).started is None


def test_a_duration_that_no_turn_can_have_does_not_count() -> None:
    end = {"type": "task_complete", "turn_id": "t"}
    assert only("event_msg", {**end, "duration_ms": 5}).duration_ms == 5
    assert only("event_msg", {**end, "duration_ms": -5}).duration_ms is None
    assert only("event_msg", {**end, "duration_ms": 2**62}).duration_ms is None


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("news", {}),
        ("event_msg", {}),
        ("event_msg", {"type": "news"}),
        ("event_msg", {"type": "item_completed"}),
        ("event_msg", {"type": "item_completed", "item": {"type": "AgentMessage"}}),
        ("response_item", {"type": "news"}),
        ("response_item", {"type": "message", "role": "user", "content": []}),
    ],
)
def test_what_is_unknown_or_of_no_use_is_nothing(kind: str, payload: dict[str, Any]) -> None:
    assert events(kind, payload) == []


def test_every_recorded_line_type_is_known_or_passed_over() -> None:
    seen = set()
    for folder in FOLDERS:
        for path in rollouts(folder):
            if path.suffix == ".jsonl":
                with path.open("rb") as stream:
                    seen |= {type(event) for event in decode(read_lines(stream, Tally()))}
    assert {kind.__name__ for kind in seen} == {
        "AgentLinked", "Compacted", "ResponseUsage", "ReviewMode", "SettingsApplied", "StateKept",
        "ThreadMeta", "ToolAnswered",
        "ToolCalled", "ToolRan", "TurnContext", "TurnEnded", "TurnStarted", "UsageTotal",
        "Utterance",
    }  # fmt: skip
