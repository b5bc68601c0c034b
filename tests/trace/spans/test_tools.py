"""The table of Codex's tools: whatever a row says holds under every name that the tool ever had."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from codexctl.settings.capture import CaptureMode
from codexctl.trace import tools
from codexctl.trace.spans.placement import Links
from codexctl.trace.tools import BY_NAME, KNOWN_TOOLS, TOOLS
from tests.trace.recorded import pipeline
from tests.trace.writing import Rollout

CODE = Path(tools.__file__).parents[1]
# Every name under which a release of Codex runs a command: the model writes one, not several.
SHELLS = [
    *("exec_command", "write_stdin", "shell", "container.exec", "shell_command", "local_shell"),
]
# Words that mean something else elsewhere, too.
WORDS = {"exec", "wait", "sleep", "shell"}
# The kinds of calls that have a line of their own in a rollout, which names no tool.
KINDS = {"local_shell", "tool_search", "web_search", "image_generation"}


def told(name: str) -> str:
    """What a span's tool is called where no content may leave."""
    turn = Rollout().started("t").called("c", name).answered("c").ended().only()
    (*_, tool) = pipeline(CaptureMode.metadata).trace(turn, Links()).spans
    found: str = tool.attributes["gen_ai.tool.name"]
    return found


@pytest.mark.parametrize("name", SHELLS)
def test_a_shell_is_told_by_its_name_without_content(name: str) -> None:
    assert told(name) == name


def test_a_tool_that_codex_has_not_is_not_told_by_its_name() -> None:
    assert told("read_my_diary") == "other_tool"


@pytest.mark.parametrize("name", [*SHELLS, "apply_patch"])
def test_the_exit_code_that_an_output_tells_is_read(name: str) -> None:
    turn = Rollout().started("t").called("c", name).answered("c", "Exit code: 3\nOutput:\n")
    (tool,) = turn.ended().only().tools
    assert (tool.exit_code, tool.error_type) == (3, "exit_code")


@pytest.mark.parametrize("name", ["view_image", "update_plan", "no_tool_of_codex"])
def test_a_tool_that_runs_no_process_has_no_exit_code(name: str) -> None:
    turn = Rollout().started("t").called("c", name).answered("c", "Exit code: 3\nOutput:\n")
    (tool,) = turn.ended().only().tools
    assert tool.exit_code is None


@pytest.mark.parametrize("name", SHELLS)
def test_a_shell_that_wants_out_of_the_sandbox_waits_for_a_person(name: str) -> None:
    lines = Rollout().started("t")
    lines.add("turn_context", {"turn_id": "t", "approval_policy": "on-request"})
    lines.called("c", name, arguments='{"sandbox_permissions": "require_escalated"}')
    for _ in range(100):  # a second goes by
        lines.event("background_event")
    lines.answered("c", "Wall time: 0.1 seconds\nOutput:\n")
    (tool,) = lines.ended(duration_ms=60_000).only().tools
    assert tool.ended - tool.started == 100_000_000
    assert tool.waited > 0


def test_no_name_has_two_rows() -> None:
    names = [name for tool in TOOLS for name in (tool.name, *tool.aliases)]
    assert sorted(names) == sorted(BY_NAME)


def test_a_row_that_has_a_reader_says_which() -> None:
    assert [tool.name for tool in TOOLS if bool(tool.family) != bool(tool.act)] == []


def test_no_item_stands_for_two_tools() -> None:
    items = [tool.item for tool in TOOLS if tool.item]
    assert len(items) == len(set(items))


def test_no_other_module_lists_tools() -> None:
    found = {
        (path.relative_to(CODE).as_posix(), node.value)
        for room in ("trace", "view", "deliver")
        for path in (CODE / room).rglob("*.py")
        if path != Path(tools.__file__)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in KNOWN_TOOLS - WORDS
    }
    assert {name for path, name in found if path == "trace/read/response.py"} == KINDS
    assert {path for path, _ in found} == {"trace/read/response.py"}
