"""The recipes for a Codex tool and for a rollout line do what they say, and no more is due."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.recipes import add_before, add_row, blocks, codexctl, copied, run_tests
from tests.trace.writing import Rollout

TABLE = Path("codexctl/trace/tools.py")
CALLS = Path("codexctl/view/calls")
MESSAGES = Path("codexctl/trace/read/event_messages.py")
DRAWN = {"title": "Sales by month", "columns": ["month", "sum"]}


def written(rollout: Rollout, folder: Path) -> str:
    """The rollout as a file."""
    path = folder / "rollout-2026-11-20T12-00-00-thread.jsonl"
    path.write_bytes(b"".join(rollout.lines))
    return str(path)


def tree(code: Path, rollout: str, capture: str = "full") -> list[str]:
    """A rollout as the copy shows it."""
    shown = codexctl(code, "trace", "convert", rollout, "--capture", capture, "--format", "tree")
    return [line.strip(" │├└─") for line in shown.splitlines()]


@pytest.fixture(scope="module")
def with_tool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code with the tool of the recipe: one row, one file."""
    row, file = blocks("A Codex tool")
    code = copied(tmp_path_factory.mktemp("code"))
    add_row(code / TABLE, "TOOLS", row)
    (code / CALLS / "charts.py").write_text(file, "utf-8")
    return code


@pytest.mark.parametrize("name", ["draw_chart", "plot"])
def test_a_tool_that_was_added_is_shown_by_its_card(
    with_tool: Path, tmp_path: Path, name: str
) -> None:
    rollout = Rollout().started("t").called("c", name, arguments=json.dumps(DRAWN))
    rollout.answered("c", json.dumps({"path": "/srv/chart.png"})).ended()
    lines = tree(with_tool, written(rollout, tmp_path))
    at = next(number for number, line in enumerate(lines) if name in line)
    assert lines[at + 1 : at + 3] == ["Sales by month  /srv/chart.png", "of month, sum"]


def test_a_tool_that_was_added_is_told_by_its_name_without_content(
    with_tool: Path, tmp_path: Path
) -> None:
    rollout = Rollout().started("t").called("c", "plot").answered("c").called("d", "splot")
    lines = tree(with_tool, written(rollout.answered("d").ended(), tmp_path), "metadata")
    assert [word for line in lines for word in line.split() if "plot" in word] == ["plot"]
    assert any("other_tool" in line for line in lines)


def test_a_tool_that_was_added_breaks_no_test(with_tool: Path) -> None:
    about_tools = ("tests/trace/spans/test_tools.py", "tests/view/calls/test_read.py")
    run_tests(with_tool, *about_tools, "-k", "test_tools or every_tool or every_reader or alike")


def test_a_line_that_was_added_is_read(tmp_path: Path) -> None:
    row, function = blocks("A rollout line")
    code = copied(tmp_path / "code")
    add_before(code / MESSAGES, "_EVENT_MESSAGES", function)
    add_row(code / MESSAGES, "_EVENT_MESSAGES", row)
    rollout = Rollout().started("t").event("tier_changed", tier="flex").said("a").spent("r").ended()
    shown = [line for line in tree(code, written(rollout, tmp_path)) if "gpt-5.5" in line]
    assert len(shown) == 1
    assert "flex" in shown[0].split()
