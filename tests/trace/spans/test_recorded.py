"""What spans hold of Codex's own record, and what keeps it from leaving."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from codexctl.settings.capture import CaptureMode
from codexctl.trace.spans.placement import Links
from codexctl.trace.spans.recorded import path_of
from codexctl.trace.turns.turn import ToolCall, Turn
from tests.trace.recorded import RECORDINGS, pipeline
from tests.view.calls.material import NEWEST, turns

PATCHES = RECORDINGS / NEWEST / "apply-patch"
SECRET = "ghp_" + "a1B2c3D4" * 4 + "e5F6"


def attributes(turn: Turn, mode: CaptureMode, *exclude: str) -> list[dict[str, Any]]:
    """The attributes of a turn's tool spans."""
    spans = pipeline(mode, *exclude).trace(turn, Links()).spans
    return [
        dict(span.attributes)
        for span in spans
        if span.attributes["gen_ai.operation.name"] == "execute_tool"
    ]


def with_tool(tool: ToolCall) -> Turn:
    """A recorded turn whose only tool call is this one."""
    return replace(next(turns(PATCHES)), tools=(tool,))


def test_changed_files_are_told_with_their_diffs() -> None:
    found = attributes(next(turns(PATCHES)), CaptureMode.full)
    assert found[1]["codex.file_changes"] == [
        {
            "path": "/home/dev/project/old.txt",
            "kind": "update",
            "added": 1,
            "removed": 1,
            "diff": "@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three\n",
        }
    ]


@pytest.mark.parametrize("category", ["tool_arguments", "tool_results", "paths"])
def test_changed_files_are_what_was_given_what_came_of_it_and_where(category: str) -> None:
    for found in attributes(next(turns(PATCHES)), CaptureMode.full, category):
        assert "codex.file_changes" not in found


def test_without_content_nothing_of_the_record_leaves() -> None:
    for found in attributes(next(turns(PATCHES)), CaptureMode.metadata):
        assert not found.keys() & {
            "codex.file_changes",
            "codex.tool.stdout",
            "codex.tool.stderr",
            "process.working_directory",
        }


def test_secrets_in_changed_files_are_masked() -> None:
    change = {"/srv/.env": {"type": "delete", "content": f"TOKEN={SECRET}\n"}}
    tool = ToolCall(
        call_id="c",
        name="apply_patch",
        started=0,
        ended=0,
        item_kind="FileChange",
        item={"changes": change},
    )
    assert SECRET in str(attributes(with_tool(tool), CaptureMode.full))
    masked = str(attributes(with_tool(tool), CaptureMode.redacted))
    assert SECRET not in masked
    assert "[redacted:" in masked


def test_separate_outputs_are_results_and_the_folder_is_a_path() -> None:
    item = {"cwd": "file:///srv", "stdout": "a", "stderr": "b"}
    tool = ToolCall(
        call_id="c",
        name="shell",
        started=0,
        ended=0,
        item_kind="CommandExecution",
        item=item,
    )
    (whole,) = attributes(with_tool(tool), CaptureMode.full)
    assert (
        whole["codex.tool.stdout"],
        whole["codex.tool.stderr"],
        whole["process.working_directory"],
    ) == ("a", "b", "/srv")
    (less,) = attributes(with_tool(tool), CaptureMode.full, "tool_results")
    assert not less.keys() & {"codex.tool.stdout", "codex.tool.stderr"}
    (without,) = attributes(with_tool(tool), CaptureMode.full, "paths")
    assert "process.working_directory" not in without


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("file:///home/a%20b/%C3%BC", "/home/a b/ü"),
        ("file://server/share", "/share"),
        ("file:///C:/Users/x", "C:/Users/x"),
        ("/plain/path%20", "/plain/path%20"),
        ("file:///bad%ff", "/bad\ufffd"),
        ("", ""),
    ],
)
def test_urls_of_files_are_their_paths(url: str, path: str) -> None:
    assert path_of(url) == path
