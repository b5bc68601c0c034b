"""Nested operations of code mode find their script."""

from __future__ import annotations

from tests.trace.writing import Rollout

DONE = "Script completed\nWall time 0.1 seconds\nOutput:\n"
YIELDED = "Script running with cell ID 1\nWall time 0.1 seconds\nOutput:\n"


def parents(rollout: Rollout) -> dict[str, str]:
    """Every nested call of the only turn and the script that it was given to."""
    tools = rollout.ended().only().tools
    return {tool.call_id: tool.parent_call_id for tool in tools if tool.kind == "nested"}


def finish(rollout: Rollout, call_id: str, output: str = DONE) -> Rollout:
    """The script's output."""
    return rollout.response("custom_tool_call_output", call_id=call_id, output=output)


def test_an_operation_belongs_to_the_script_that_runs() -> None:
    rollout = Rollout().started("t").script("a", "x()").command("exec-1", 2)
    finish(rollout, "a").script("b", "y()").command("exec-2")
    finish(rollout, "b")
    assert parents(rollout) == {"exec-1": "a", "exec-2": "b"}


def test_of_scripts_side_by_side_the_one_that_says_it_did_it() -> None:
    rollout = Rollout().started("t")
    rollout.script("a", 'tools.exec_command({cmd: "echo one"}); tools.mcp__lab__echo({})')
    rollout.script("b", "tools.exec_command({cmd: 'echo two'}); tools.apply_patch(`new.txt`)")
    rollout.command("exec-2", words="echo two").command("exec-1", words="echo one")
    rollout.item("McpToolCall", "exec-3", server="lab", tool="echo", arguments={})
    rollout.item("FileChange", "exec-4", changes={"/home/dev/new.txt": {"type": "add"}})
    finish(finish(rollout, "a"), "b")
    assert parents(rollout) == {"exec-1": "a", "exec-2": "b", "exec-3": "a", "exec-4": "b"}


def test_words_that_are_part_of_other_words_do_not_mislead() -> None:
    rollout = Rollout().started("t").script("a", 'run("sleep 1; ls")').script("b", 'run("ls")')
    rollout.command("exec-1", words="ls").command("exec-2", words="sleep 1; ls")
    assert parents(rollout) == {"exec-1": "b", "exec-2": "a"}


def test_the_same_words_in_two_scripts_are_shared_out() -> None:
    rollout = Rollout().started("t").script("a", 'run("ls")').script("b", 'run("ls")')
    rollout.command("exec-1", words="ls").command("exec-2", words="ls")
    assert sorted(parents(rollout).values()) == ["a", "b"]


def test_words_are_found_as_they_are_written_in_a_script() -> None:
    rollout = Rollout().started("t").script("a", r'run("echo \"hi\"")').script("b", "run(x)")
    rollout.command("exec-1", words='echo "hi"')
    assert parents(rollout) == {"exec-1": "a"}


def test_a_script_that_yielded_runs_on_until_a_wait_says_that_it_ended() -> None:
    rollout = Rollout().started("t").script("a", "slow(x)")
    finish(rollout, "a", YIELDED).called("w1", "wait", arguments='{"cell_id":"1"}')
    rollout.command("exec-1").answered("w1", YIELDED)
    rollout.called("w2", "wait", arguments='{"cell_id":"1"}').command("exec-2")
    rollout.answered("w2", DONE).script("b", "fast(x)").command("exec-3")
    finish(rollout, "b")
    assert parents(rollout) == {"exec-1": "a", "exec-2": "a", "exec-3": "b"}


def test_nothing_is_found_without_a_script() -> None:
    assert parents(Rollout().started("t").command("exec-1")) == {"exec-1": ""}


def test_nested_calls_are_named_by_what_they_did() -> None:
    rollout = Rollout().started("t").script("a", "")
    rollout.command("exec-1").item("FileChange", "exec-2").item("WebSearch", "exec-3")
    rollout.item("McpToolCall", "exec-4", tool="echo", server="lab").item("Novelty", "exec-5")
    names = [tool.name for tool in rollout.ended().only().tools if tool.kind == "nested"]
    assert names == ["exec_command", "apply_patch", "web_search", "echo", "Novelty"]


def test_a_wait_that_names_no_script_ends_none() -> None:
    rollout = Rollout().started("t").script("a", "slow(x)")
    finish(rollout, "a", YIELDED).called("w1", "wait", arguments="not JSON").answered("w1", DONE)
    rollout.called("w2", "wait", arguments="[1]").answered("w2", DONE).command("exec-1")
    assert parents(rollout) == {"exec-1": "a"}


def test_a_nested_call_is_told_by_the_tool_that_its_script_names() -> None:
    rollout = Rollout().started("t").script("a", "use(mcp__lab__echo)").script("b", "run(x)")
    rollout.item("McpToolCall", "exec-1", tool="echo", server="lab")
    assert parents(rollout) == {"exec-1": "a"}
