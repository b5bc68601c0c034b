"""What was new in each request of a model, by recordings of the real Codex."""

from __future__ import annotations

from typing import Any

import pytest

from codexctl.deliver.rollouts.convert import convert
from codexctl.settings.capture import CaptureMode
from tests.trace.recorded import FOLDERS, RECORDINGS, pipeline, traces


def given(name: str, mode: CaptureMode = CaptureMode.full, *exclude: str) -> list[Any]:
    """What was new in each request of a recording, as (role, type of part, what it holds)."""
    found = convert([RECORDINGS / "0.169.0" / name], pipeline(mode, *exclude), print)
    chats = [s for trace in found for s in trace.spans if s.name.startswith("chat")]
    return [
        [
            (m["role"], p["type"], p.get("content", p.get("response")))
            for m in chat.attributes.get("gen_ai.input.messages", [])
            for p in m["parts"]
        ]
        for chat in chats
    ]


def test_a_request_brings_the_prompt_and_then_what_tools_answered() -> None:
    first, second = given("shell-ok")
    *told, asked = [(role, kind) for role, kind, _ in first]
    assert set(told) == {("system", "text")}
    assert asked == ("user", "text")
    ((role, kind, answer),) = second
    assert (role, kind) == ("tool", "tool_call_response")
    (tool,) = (
        span
        for trace in traces(RECORDINGS / "0.169.0" / "shell-ok")
        for span in trace.spans
        if span.name.startswith("execute_tool")
    )
    assert answer == tool.attributes["gen_ai.tool.call.result"]


def test_every_answer_of_a_tool_comes_in_one_request() -> None:
    for name in ("tools-mixed", "tools-parallel", "code-mode"):
        spans = [s for t in traces(RECORDINGS / "0.169.0" / name) for s in t.spans]
        chats = [s for s in spans if s.name.startswith("chat")]
        brought = [
            part["id"]
            for chat in chats
            for message in chat.attributes.get("gen_ai.input.messages", [])
            for part in message["parts"]
            if part["type"] == "tool_call_response"
        ]
        asked = [
            part["id"]
            for chat in chats[:-1]
            for message in chat.attributes.get("gen_ai.output.messages", [])
            for part in message["parts"]
            if part["type"] == "tool_call"
        ]
        assert sorted(brought) == sorted(asked)
        assert len(brought) > 0


def test_after_a_compaction_the_summary_takes_the_place_of_what_was_before() -> None:
    *_, after, last = given("compaction")
    assert ("user", "text", "Fill the context") in after
    assert [kind for _, kind, _ in after][-1] == "compaction"
    assert "something big was echoed" in str(after[-1][2])
    assert [(role, kind) for role, kind, _ in last] == [("tool", "tool_call_response")]


@pytest.mark.parametrize("category", ["prompts", "responses", "tool_results", "paths"])
def test_a_summary_of_everything_goes_with_any_part_of_it(category: str) -> None:
    requests = given("compaction", CaptureMode.full, category)
    kinds = [kind for request in requests for _, kind, _ in request]
    assert "compaction" not in kinds


def test_the_instructions_are_told_once_a_turn_and_only_in_full() -> None:
    modes = {CaptureMode.full: 1, CaptureMode.redacted: 0, CaptureMode.metadata: 0}
    for mode, wanted in modes.items():
        (trace,) = traces(RECORDINGS / "0.169.0" / "shell-ok", mode)
        chats = [s for s in trace.spans if s.name.startswith("chat")]
        told = [s for s in chats if "gen_ai.system_instructions" in s.attributes]
        assert told == chats[:wanted]


def test_in_metadata_a_request_brings_nothing_that_is_told() -> None:
    assert [
        said for request in given("tools-mixed", CaptureMode.metadata) for said in request
    ] == []


def test_an_answer_is_masked_alike_on_the_tool_and_in_the_request() -> None:
    for folder in FOLDERS[::9]:
        for trace in traces(folder, CaptureMode.redacted):
            results = {
                span.attributes["gen_ai.tool.call.id"]: span.attributes["gen_ai.tool.call.result"]
                for span in trace.spans
                if {"gen_ai.tool.call.id", "gen_ai.tool.call.result"} <= span.attributes.keys()
            }
            for span in trace.spans:
                if not span.name.startswith("chat"):
                    continue
                for message in span.attributes.get("gen_ai.input.messages", []):
                    for part in message["parts"]:
                        if part["type"] == "tool_call_response" and part["id"] in results:
                            assert part["response"] == results[part["id"]]
