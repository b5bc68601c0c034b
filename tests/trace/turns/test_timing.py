"""How long a tool ran, and how long a person was waited for before it: apart from each other."""

from __future__ import annotations

from typing import Any

import pytest

from codexctl.trace.turns.turn import ToolCall, Turn
from tests.trace.writing import BEGIN, Rollout, at

_BEGIN_MS = int(BEGIN.timestamp()) * 1000
_MS = 1_000_000
ESCALATED = '{"cmd": "make", "sandbox_permissions": "require_escalated"}'
REJECTED = 'exec_command failed: CreateProcess { message: "Rejected(\\"rejected by user\\")" }'


def rollout(policy: Any = "on-request", *, paginated: bool = True, **context: Any) -> Rollout:
    """A turn in which Codex may ask."""
    lines = Rollout(paginated=paginated).started("t")
    return lines.add("turn_context", {"turn_id": "t", "approval_policy": policy, **context})


def ran(lines: Rollout, call_id: str, span_ms: int, own: Any, **item: Any) -> Rollout:
    """Codex's record of a call that it took up with the line before."""
    begun = _BEGIN_MS + len(lines.lines) * 10
    duration = {} if own is None else {"duration": {"secs": own // 10**9, "nanos": own % 10**9}}
    record = {"type": "CommandExecution", "id": call_id, "status": "completed", **duration, **item}
    times = {"started_at_ms": begun, "completed_at_ms": begun + span_ms}
    return lines.event("item_completed", turn_id="t", item=record, **times)


def turn_of(lines: Rollout) -> Turn:
    return lines.ended(duration_ms=60_000).only()


def tool_of(lines: Rollout) -> ToolCall:
    (tool,) = turn_of(lines).tools
    return tool


def took(tool: ToolCall) -> int:
    return tool.ended - tool.started


def test_a_command_approved_after_six_seconds_took_what_codex_recorded() -> None:
    lines = rollout().called("c", arguments=ESCALATED)
    turn = turn_of(ran(lines, "c", 6_100, 19_000))
    (tool,) = turn.tools
    assert took(tool) == 19_000
    assert tool.waited == 6_100 * _MS - 19_000
    assert tool.ended == at(5) + 6_100 * _MS
    assert turn.waited == tool.waited
    assert not tool.inferred


@pytest.mark.parametrize("policy", ["untrusted", "on-failure", {"granular": {"rules": True}}])
def test_every_policy_that_asks_can_make_a_command_wait(policy: Any) -> None:
    assert tool_of(ran(rollout(policy).called("c"), "c", 3_000, 0)).waited == 3_000 * _MS


@pytest.mark.parametrize(
    ("policy", "context"), [("never", {}), ("on-request", {"approvals_reviewer": "auto_review"})]
)
def test_where_nobody_is_asked_nobody_is_waited_for(policy: str, context: Any) -> None:
    tool = tool_of(ran(rollout(policy, **context).called("c"), "c", 3_000, 5 * _MS))
    assert (took(tool), tool.waited) == (5 * _MS, 0)


def test_codexs_own_work_around_a_command_is_no_wait() -> None:
    tool = tool_of(ran(rollout().called("c"), "c", 41, 15_583))
    assert (took(tool), tool.waited) == (15_583, 0)


def test_a_patch_waited_for_as_long_as_its_output_does_not_account_for() -> None:
    """A FileChange has no duration of its own; its output says it to a tenth of a second."""
    lines = rollout().response("custom_tool_call", call_id="c", name="apply_patch", input="*** x")
    ran(lines, "c", 2_698, None, type="FileChange")
    text = "Exit code: 0\nWall time: 0.2 seconds\nOutput:\nSuccess."
    lines.response("custom_tool_call_output", call_id="c", output=text)
    tool = tool_of(lines)
    assert (took(tool), tool.waited) == (200 * _MS, 2_498 * _MS)


def test_a_declined_patch_took_no_time_at_all() -> None:
    lines = rollout().response("custom_tool_call", call_id="c", name="apply_patch", input="*** x")
    ran(lines, "c", 2_507, None, type="FileChange", status="declined")
    lines.response("custom_tool_call_output", call_id="c", output="patch rejected by user")
    tool = tool_of(lines)
    assert (took(tool), tool.waited, tool.error_type) == (0, 2_507 * _MS, "_OTHER")


@pytest.mark.parametrize(
    "output",
    [
        REJECTED,
        "exec command rejected by user",
        "patch rejected by user",
        "user rejected MCP tool call",
        "Wall time: 2.6 seconds\naborted by user",
    ],
)
def test_a_call_that_a_person_refused_was_all_waiting(output: str) -> None:
    tool = tool_of(rollout().called("c", arguments=ESCALATED).answered("c", output))
    assert (tool.started, tool.ended, tool.waited) == (at(5), at(5), 10 * _MS)


def test_a_running_command_that_was_interrupted_was_not_waited_for() -> None:
    text = "Wall time: 2.6 seconds\naborted by user"
    lines = rollout().called("c").answered("c", text)
    assert (took(tool_of(lines)), tool_of(rollout().called("c").answered("c", text)).waited) == (
        10 * _MS,
        0,
    )


@pytest.mark.parametrize("name", ["request_user_input", "request_permissions"])
@pytest.mark.parametrize("policy", ["never", "on-request"])
def test_the_time_of_a_question_is_the_persons(name: str, policy: str) -> None:
    tool = tool_of(rollout(policy).called("c", name).answered("c", '{"answers": {}}'))
    assert (took(tool), tool.waited) == (0, 10 * _MS)


def test_a_question_that_was_never_put_was_not_waited_for() -> None:
    text = "request_user_input is unavailable in Default mode"
    tool = tool_of(rollout().called("c", "request_user_input").answered("c", text))
    assert (took(tool), tool.waited) == (10 * _MS, 0)


def later(lines: Rollout, seconds: int) -> Rollout:
    """Lines between two others, a second for a hundred."""
    for _ in range(seconds * 100):
        lines.add("world_state", {})
    return lines


@pytest.mark.parametrize("arguments", [ESCALATED, '{"with_escalated_permissions": true}'])
def test_older_files_tell_a_wait_by_what_the_output_says_of_the_command(arguments: str) -> None:
    """Up to 0.147 there is no record of a command, only its call and its output."""
    lines = later(rollout(paginated=False).called("c", arguments=arguments), 3)
    text = "Chunk ID: 1\nWall time: 0.8860 seconds\nProcess exited with code 0\nOutput:\nhi\n"
    turn = lines.answered("c", text).ended_as_of_old("x").only()
    (tool,) = turn.tools
    assert (took(tool), tool.waited) == (886 * _MS, 3_010 * _MS - 886 * _MS)
    assert tool.inferred


def test_older_files_say_of_a_patch_that_it_waited() -> None:
    lines = rollout(paginated=False)
    lines.response("custom_tool_call", call_id="c", name="apply_patch", input="*** x")
    later(lines, 2).event("patch_apply_end", call_id="c", turn_id="t", success=True)
    text = '{"output":"Success.","metadata":{"exit_code":0,"duration_seconds":0.5}}'
    lines.response("custom_tool_call_output", call_id="c", output=text)
    (tool,) = lines.ended_as_of_old("x").only().tools
    assert (took(tool), tool.waited) == (500 * _MS, 2_010 * _MS - 500 * _MS)


def test_what_a_command_printed_says_nothing_of_its_time() -> None:
    lines = later(rollout(paginated=False).called("c", arguments=ESCALATED), 3)
    text = "x" * 500 + "\nWall time: 0.1 seconds\n"
    (tool,) = lines.answered("c", text).ended_as_of_old("x").only().tools
    assert (took(tool), tool.waited) == (3_010 * _MS, 0)


def test_two_questions_at_a_time_are_one_wait_of_the_turn() -> None:
    lines = rollout().called("a", arguments=ESCALATED).called("b", arguments=ESCALATED)
    ran(lines, "a", 5_000, 0)
    ran(lines, "b", 5_000, 0)  # taken up 10 ms later
    turn = turn_of(lines)
    assert [tool.waited for tool in turn.tools] == [5_000 * _MS, 5_000 * _MS]
    assert turn.waited == 5_010 * _MS


def test_a_nested_command_of_a_script_waits_like_any_other() -> None:
    lines = rollout().script("s", "tools.exec_command({cmd: 'make'})")
    ran(lines, "exec-1", 3_568, 881 * _MS, command=["bash", "-lc", "make"])
    _, nested = turn_of(lines.answered("s", "Script completed")).tools
    assert (took(nested), nested.waited) == (881 * _MS, 2_687 * _MS)


def test_a_script_says_how_much_of_its_time_its_commands_waited_for_a_person() -> None:
    lines = rollout().script("s", "tools.exec_command({cmd: 'make'})")
    ran(lines, "exec-1", 3_568, 881 * _MS, command=["bash", "-lc", "make"])
    turn = turn_of(later(lines, 4).answered("s", "Script completed"))
    script, nested = turn.tools
    assert (script.waited, script.waited_within) == (0, 2_687 * _MS)
    assert (nested.waited, nested.waited_within) == (2_687 * _MS, 0)
    assert turn.waited == 2_687 * _MS


def test_of_two_commands_that_a_script_asks_about_at_once_the_wait_counts_once() -> None:
    lines = rollout().script("s", "tools.exec_command({cmd: 'a'}); tools.exec_command({cmd: 'b'})")
    ran(lines, "exec-1", 3_000, 0, command=["bash", "-lc", "a"])
    ran(lines, "exec-2", 3_000, 0, command=["bash", "-lc", "b"])  # taken up 10 ms later
    script, *_ = turn_of(later(lines, 4).answered("s", "Script completed")).tools
    assert script.waited_within == 3_010 * _MS


def test_a_script_that_ends_before_the_answer_says_only_what_it_lived_through() -> None:
    lines = rollout().script("s", "tools.exec_command({cmd: 'make'})")
    lines = later(lines, 1).answered("s", "Script running with cell ID 1")
    ran(lines, "exec-1", 5_000, 0, command=["bash", "-lc", "make"])
    script, *_ = turn_of(lines).tools
    assert script.waited_within <= script.ended - script.started


def test_a_command_beside_a_script_takes_none_of_its_waiting() -> None:
    lines = rollout().called("c").script("s", "tools.exec_command({cmd: 'make'})")
    ran(lines, "exec-1", 3_000, 0, command=["bash", "-lc", "make"])
    lines = later(lines, 4).answered("s", "Script completed").answered("c")
    assert {tool.name: tool.waited_within for tool in turn_of(lines).tools}["exec_command"] == 0


def test_a_command_during_which_the_clock_was_set_back_took_its_own_time() -> None:
    tool = tool_of(ran(rollout().called("c"), "c", -3_600_000, 2_000 * _MS))
    assert (tool.started, took(tool), tool.waited) == (at(5), 2_000 * _MS, 0)
