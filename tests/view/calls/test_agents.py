"""Other agents, in both of Codex's ways (multi_agent_v1 and collaboration)."""

from __future__ import annotations

import pytest

from codexctl.view.calls.agents import AgentSpawn, AgentState, AgentStates
from tests.view.calls.material import NEWEST, VERSIONS, made, recorded

THREAD = "01a1fb29-db7e-7893-bcd9-50adf30dc6e1"


@pytest.mark.parametrize("version", VERSIONS)
def test_two_agents_are_spawned_messaged_waited_for_and_closed(version: str) -> None:
    records = recorded(version, "subagents-two")
    of = {name: [r for r in records if r.name == name] for name in {r.name for r in records}}
    east, west = of["spawn_agent"]
    assert (east.task, west.task) == ("Task east", "Task west")
    assert east.history == west.history == "none"
    assert len(east.agent) == len(THREAD)
    assert east.nickname
    assert [m.message for m in of["send_input"]] == ["Task south"]
    assert of["send_input"][0].target == west.agent
    said = {state.said for wait in of["wait_agent"] for state in wait.states}
    assert said <= {"East done.", "West done.", "South done."}
    closed = of["close_agent"][0]
    assert (closed.target, closed.state.status) == (west.agent, "completed")


def test_an_agent_may_be_given_the_history() -> None:
    spawned = recorded(NEWEST, "subagent-fork-context", "spawn_agent")[0]
    assert (spawned.task, spawned.history) == ("Carry on", "all")


def test_an_agent_that_broke_down_is_told_by_waiting() -> None:
    (wait,) = recorded(NEWEST, "subagent-failed", "wait_agent")
    assert [state.status for state in wait.states] == ["errored"]
    assert "high demand" in wait.states[0].said


def test_a_running_agent_can_be_closed() -> None:
    (closed,) = recorded(NEWEST, "subagent-closed", "close_agent")
    assert closed.state.status == "running"


def test_agents_of_the_newer_kind_have_paths() -> None:
    spawned = recorded(NEWEST, "subagent-v2", "spawn_agent")[0]
    assert isinstance(spawned, AgentSpawn)
    assert (spawned.agent, spawned.task, spawned.history) == (
        "/root/count",
        "Count the files",
        "none",
    )
    copied = recorded(NEWEST, "subagent-v2-copied", "spawn_agent")[0]
    assert copied.history == "all"
    (listed,) = recorded(NEWEST, "subagent-v2", "list_agents")
    assert listed.states == (
        AgentState("/root", "running"),
        AgentState("/root/count", "completed", "There are 0."),
    )
    (task,) = recorded(NEWEST, "subagent-v2", "followup_task")
    assert (task.target, task.message) == ("/root/count", "Count again")
    assert all(not wait.timed_out for wait in recorded(NEWEST, "subagent-v2", "wait_agent"))


def test_a_wait_that_timed_out_is_told_by_its_output_alone() -> None:
    wait = made("wait_agent", {"targets": [THREAD]}, {"status": {}, "timed_out": True})
    assert (wait.targets, wait.timed_out, wait.states, wait.error) == ((THREAD,), True, (), "")


def test_a_spawn_that_failed_has_no_agent() -> None:
    output = "collab spawn failed: agent thread limit reached (max 6)"
    spawned = made(
        "spawn_agent", {"message": "x", "agent_type": "worker"}, output, error_type="_OTHER"
    )
    assert (spawned.agent, spawned.role, spawned.output) == ("", "worker", output)


def test_a_message_may_interrupt_and_may_have_parts() -> None:
    sent = made(
        "send_input",
        {"target": THREAD, "items": [{"type": "text", "text": "stop"}], "interrupt": True},
        {"submission_id": "s"},
    )
    assert (sent.message, sent.interrupts) == ("stop", True)
    queued = made("send_message", {"target": "/root/a", "message": "hi"})
    assert (queued.target, queued.message, queued.interrupts) == ("/root/a", "hi", False)
    failed = made(
        "send_message", {"target": "a", "message": "hi"}, "agent not found", error_type="_OTHER"
    )
    assert failed.output == "agent not found"


def test_agents_are_resumed_and_interrupted() -> None:
    resumed = made("resume_agent", {"id": THREAD}, {"status": "running"})
    assert (resumed.target, resumed.state) == (THREAD, AgentState(THREAD, "running"))
    stopped = made("interrupt_agent", {"target": "/root/a"}, {"previous_status": "running"})
    assert (stopped.target, stopped.state) == ("/root/a", AgentState("/root/a", "running"))
    failed = made("resume_agent", {"id": THREAD}, "no such agent", error_type="_OTHER")
    assert (failed.target, failed.state, failed.output) == (THREAD, None, "no such agent")


def test_waiting_inside_a_script_is_waiting_for_agents() -> None:
    """Codex records it as `wait`, which in code mode also is the tool for scripts."""
    item = {
        "tool": "wait",
        "receiver_thread_ids": [THREAD],
        "agents_states": {THREAD: {"completed": "done"}},
    }
    wait = made("wait", kind="nested", item_kind="CollabAgentToolCall", item=item)
    assert isinstance(wait, AgentStates)
    assert wait.states == (AgentState(THREAD, "completed", "done"),)
