"""Trees: as a person judged them right, within the width, and safe for the terminal."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from codexctl.settings.capture import CaptureMode
from codexctl.view.node import Node, forest, node_of_span
from codexctl.view.terminal.screen import LEAST_WIDTH, Look
from codexctl.view.terminal.text import cells
from codexctl.view.tree import render
from tests.trace.recorded import KINDS, RECORDINGS, name_of, traces
from tests.view.golden import CASES, FOLDER, LOOKS, tree
from tests.view.handmade import traces_of
from tests.view.stories import STORIES

_SGR = re.compile(r"\x1b\[(?:0|1|2|31|32|33|36)m")


@pytest.mark.parametrize("name", CASES)
def test_views_look_as_a_person_judged_them_right(name: str) -> None:
    """`python -m tests.view.golden` writes them anew; then git diff is to be read."""
    assert CASES[name]() == (FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("\n")[:-1]


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(CASES)


def shown(folder: Path, look: Look) -> list[str]:
    nodes = [node_of_span(span) for trace in traces(folder) for span in trace.spans]
    return list(render(nodes, look))


def test_traces_that_a_trace_is_linked_to_are_named() -> None:
    lines = shown(RECORDINGS / "0.169.0" / "native-trace", LOOKS["80"])
    assert "→ Codex's own trace 0af7651916cd43dd8448eb211c80319c" in lines[2]


@pytest.mark.parametrize("folder", KINDS, ids=name_of)
def test_every_recorded_session_fits_any_width(folder: Path) -> None:
    for width in (24, 61, 80, 200):
        assert all(cells(line) <= width for line in shown(folder, Look(width=width)))


@pytest.mark.parametrize("width", [1, 24, 25, 40, 80, 300])
@pytest.mark.parametrize("story", sorted(STORIES))
def test_every_story_fits_any_width(story: str, width: int) -> None:
    for look in (Look(width=width), Look(width=width, full=True)):
        lines = tree(story, look)
        assert max(map(cells, lines)) <= max(width, LEAST_WIDTH)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_hostile_text_reaches_no_terminal(look: Look) -> None:
    for line in tree("hostile", replace(look, full=True)):
        ours = _SGR.sub("", line) if look.color else line
        assert all(unicodedata.category(char)[0] != "C" for char in ours)
        assert not look.ascii or line.isascii()


def test_colours_end_where_they_begin() -> None:
    for line in tree("hostile", LOOKS["color"]):
        codes = _SGR.findall(line)
        assert codes[1::2] == ["\x1b[0m"] * (len(codes) // 2)
        assert len(codes) % 2 == 0


def test_without_content_only_figures_and_names_are_shown(tmp_path: Path) -> None:
    traces = traces_of(STORIES["work"](), tmp_path, CaptureMode.metadata)
    text = "\n".join(
        render([node_of_span(span) for trace in traces for span in trace.spans], Look())
    )
    assert "exec_command" in text
    assert "in 12,480" in text
    for word in ("basket", "pytest", "prices", "git", "/home", "npm"):
        assert word not in text


def test_a_failed_turn_shows_what_codex_said_of_it_and_metadata_does_not() -> None:
    folder = RECORDINGS / "0.169.0" / "usage-limit"
    shown = {
        mode: "\n".join(
            render(
                [node_of_span(span) for one in traces(folder, mode) for span in one.spans], Look()
            )
        )
        for mode in (CaptureMode.redacted, CaptureMode.metadata)
    }
    assert "You’ve hit your usage limit." in shown[CaptureMode.redacted]
    assert "usage limit" not in shown[CaptureMode.metadata]
    assert all("usage_limit_exceeded" in text for text in shown.values())


def test_a_long_text_is_shown_whole_when_it_is_wanted() -> None:
    assert "test_15" not in "\n".join(tree("work", Look()))
    assert "test_15" in "\n".join(tree("work", Look(full=True)))


def node(span_id: str, parent_id: str = "", **attributes: str) -> Node:
    return Node("t", span_id, parent_id, f"execute_tool {span_id}", 0, 1, "", attributes)


def test_spans_without_their_parent_and_circles_are_no_obstacle() -> None:
    orphan, circle = node("a", "gone"), node("b", "b")
    assert [root.span_id for root in forest([orphan, circle]).roots] == ["a", "b"]
    assert len(list(render([orphan, circle], Look()))) == 3


def test_agents_nest_as_deep_as_they_like() -> None:
    chain = [node(f"{i:05}", f"{i - 1:05}") for i in range(3000)]
    lines = list(render(chain, Look(width=40)))
    assert len(lines) == 3001
    assert max(map(cells, lines)) <= 40


def test_an_answer_is_told_once() -> None:
    assert sum("It is called Kiosk now." in line for line in tree("people", Look())) == 1
