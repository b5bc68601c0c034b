"""Calls, outputs and executions of one turn, and whether they failed."""

from __future__ import annotations

import pytest

from codexctl.trace.turns import calls, toolcalls
from codexctl.trace.turns.turn import ToolCall
from tests.trace.writing import Rollout, at


def tool(rollout: Rollout) -> ToolCall:
    """The only tool call of the only turn."""
    (only,) = rollout.ended().only().tools
    return only


def test_codexs_own_times_count_where_it_recorded_them() -> None:
    call = tool(Rollout().started("t").called("c").command("c").answered("c"))
    assert (call.started, call.ended) == (at(4) - 5_000_000, at(4) - 1_000_000)
    assert not call.inferred


def test_without_a_record_a_tool_ran_from_its_call_to_its_output() -> None:
    call = tool(Rollout(paginated=False).started("t").called("c").answered("c"))
    assert (call.started, call.ended, call.inferred) == (at(3), at(4), True)


def test_a_call_without_output_was_cut_and_ran_until_the_turn_ended() -> None:
    call = tool(Rollout().started("t").called("c"))
    assert (call.error_type, call.ended, call.answered) == ("incomplete", at(4), False)


@pytest.mark.parametrize(
    ("name", "output", "code", "error"),
    [
        ("exec_command", "Chunk ID: 1\nProcess exited with code 0\nOutput:\nhi", 0, ""),
        ("exec_command", "Chunk ID: 1\nProcess exited with code 7\nOutput:\n", 7, "exit_code"),
        ("shell_command", "Exit code: 3\nWall time: 1 seconds\nOutput:\nhi", 3, "exit_code"),
        ("shell", '{"output":"x","metadata":{"exit_code":2}}', 2, "exit_code"),
        ("exec_command", "Chunk ID: 1\nOutput:\nExit code: 4\n", None, ""),
        ("my_tool", "Exit code: 4", None, ""),
        ("exec_command", "Wall time: 0.5 seconds\naborted by user", None, "interrupted"),
        ("exec_command", "aborted by user after 0.5s", None, "interrupted"),
        ("exec_command", "failed to parse function arguments: x", None, "_OTHER"),
        ("nope", "unsupported call: nope", None, "_OTHER"),
        ("apply_patch", "apply_patch verification failed: x", None, "_OTHER"),
        ("exec_command", "Command blocked by PreToolUse hook: no", None, "_OTHER"),
        ("view_image", "unable to locate image at `x`", None, "_OTHER"),
        ("update_plan", "Plan updated", None, ""),
        ("exec_command", '{"output":', None, ""),
        ("exec_command", "", None, ""),
    ],
)
def test_an_output_tells_how_it_went(name: str, output: str, code: int, error: str) -> None:
    call = tool(Rollout(paginated=False).started("t").called("c", name).answered("c", output))
    assert (call.exit_code, call.error_type) == (code, error)


def test_codexs_record_of_an_exit_code_counts_more_than_the_output() -> None:
    rollout = Rollout().started("t").called("c").command("c", 3)
    call = tool(rollout.answered("c", "Process exited with code 0"))
    assert (call.exit_code, call.error_type) == (3, "exit_code")


def test_a_patch_given_to_a_shell_has_an_envelope_within_the_shells() -> None:
    rollout = Rollout().started("t").called("c").item("FileChange", "c", status="completed")
    call = tool(rollout.answered("c", "Wall time: 1 seconds\nOutput:\nExit code: 0\nOutput:\nok"))
    assert (call.exit_code, call.error_type) == (0, "")


@pytest.mark.parametrize(
    ("item", "error"),
    [
        ({"result": {"content": []}, "status": "completed"}, ""),
        ({"result": {"isError": True}, "status": "completed"}, "tool_error"),
        ({"error": {"message": "gone"}, "status": "failed"}, "_OTHER"),
        ({"status": "failed", "result": {"isError": True}}, "tool_error"),
    ],
)
def test_an_mcp_server_that_answers_with_an_error_is_not_one_that_is_gone(
    item: dict[str, object], error: str
) -> None:
    rollout = Rollout().started("t").called("c", "echo", namespace="mcp__lab")
    rollout.item("McpToolCall", "c", server="lab", tool="echo", **item).answered("c")
    call = tool(rollout)
    assert (call.error_type, call.mcp_server) == (error, "lab")


def test_legacy_files_tell_of_patches_and_mcp_calls_in_events() -> None:
    rollout = Rollout(paginated=False).started("t")
    rollout.called("p", "apply_patch").event("patch_apply_end", call_id="p", success=False)
    rollout.called("m", "echo", namespace="mcp__lab")
    invocation = {"server": "lab", "tool": "echo"}
    end = {"invocation": invocation, "duration": {"secs": 0, "nanos": 5000000}}
    rollout.event("mcp_tool_call_end", call_id="m", result={"Ok": {"isError": True}}, **end)
    patch, mcp = rollout.ended().only().tools
    assert (patch.error_type, mcp.error_type) == ("_OTHER", "tool_error")
    assert (mcp.started, mcp.ended, mcp.inferred) == (at(6) - 5_000_000, at(6), False)


def test_calls_with_the_same_id_are_told_apart() -> None:
    rollout = Rollout().started("t").called("c").answered("c", "one").called("c").answered("c", "2")
    tools = rollout.ended().only().tools
    assert [(call.occurrence, call.output) for call in tools] == [(0, "one"), (1, "2")]


def test_a_hosted_search_needs_no_output() -> None:
    action = {"type": "search", "query": "x"}
    rollout = Rollout().started("t").item("WebSearch", "ws_1", query="x", action=action)
    call = tool(rollout.response("web_search_call", id="ws_1", status="completed", action=action))
    assert (call.name, call.call_id, call.error_type, call.inferred) == (
        *("web_search", "ws_1", ""),
        False,
    )


def test_an_old_search_is_named_by_the_event_before_it() -> None:
    rollout = Rollout(paginated=False).started("t").event("web_search_end", call_id="ws_1")
    assert tool(rollout.response("web_search_call", status="completed")).call_id == "ws_1"


def test_a_hosted_search_that_failed_did() -> None:
    rollout = Rollout().started("t").response("web_search_call", id="w", status="failed")
    assert tool(rollout).error_type == "_OTHER"


@pytest.mark.parametrize(
    ("output", "text"),
    [
        ("plain", "plain"),
        ([{"type": "input_text", "text": "a"}, {"type": "input_text", "text": "b"}], "a\nb"),
        ([{"type": "input_image", "image_url": "data:image/png;base64,AAAA"}], ""),
        ({"output": "old"}, "old"),
        (None, ""),
        (7, ""),
    ],
)  # fmt: skip
def test_outputs_are_text_in_every_form_and_pictures_are_none(output: object, text: str) -> None:
    assert tool(Rollout().started("t").called("c").answered("c", output)).output == text


def test_of_more_calls_than_a_turn_may_have_the_rest_is_counted_and_charged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(toolcalls, "MOST_CALLS", 3)
    monkeypatch.setattr(calls, "MOST_CALLS", 2)
    rollout = Rollout().started("t").prompt("go")
    for number in range(5):
        rollout.called(f"c{number}").spent(f"r{number}", 100).answered(f"c{number}")
    turn = rollout.ended().only()
    assert [tool.call_id for tool in turn.tools] == ["c0", "c1", "c2"]
    assert (turn.tools_left_out, turn.calls_left_out) == (2, 3)
    assert len(turn.calls) == 2
    assert turn.usage.input == 500
