"""Annotations: whatever a text holds, it is one line, and no command of its own."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.cli.github.step import tell, without_files
from codexctl.cli.github.workflow_commands import Annotation, Level, lines, pause, written

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")
HOSTILE = "x\n::set-output name=a::b\r\n::error::%0A,file=/etc/passwd::##[error]"


def _read(line: str) -> tuple[dict[str, str], str]:
    """As the runner reads a command: properties up to the second `::`, each unescaped."""
    found = COMMAND.fullmatch(line)
    assert found, line
    facts = dict(part.split("=", 1) for part in found[2].split(","))
    return {name: _unescaped(value) for name, value in facts.items()}, _unescaped(found[3])


def _unescaped(text: str) -> str:
    for code, char in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, char)
    return text


def test_a_remark_has_its_title_file_and_line() -> None:
    remark = Annotation(Level.error, "Codex turn", "failed", "/w/a/b.toml", 3)
    assert written(remark) == "::error file=/w/a/b.toml,title=Codex turn,line=3::failed"


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_no_text_makes_a_second_line_or_another_property(title: str, what: str, file: str) -> None:
    line = written(Annotation(Level.warning, title, what, file))
    assert len(line.splitlines()) == 1
    facts, _ = _read(line)
    assert facts.keys() == ({"file", "title"} if file else {"title"})


def test_a_hostile_text_is_read_back_as_text_and_as_nothing_else() -> None:
    line = written(Annotation(Level.error, HOSTILE, HOSTILE))
    facts, message = _read(line)
    assert "set-output" in message
    assert facts.keys() == {"title"}


def test_of_each_kind_as_many_are_written_as_are_shown() -> None:
    remarks = [Annotation(level, "t", str(n)) for level in Level for n in range(30)]
    assert len(lines(remarks)) == 30
    assert lines(remarks)[0].endswith("::0")


def test_nobody_can_know_the_word_that_ends_a_pause() -> None:
    (before, after), (_, other) = pause(), pause()
    token = after.strip(":")
    assert before == f"::stop-commands::{token}"
    assert len(token) == 32
    assert after != other


def test_a_summary_is_added_to_what_is_there(tmp_path: Path) -> None:
    file = tmp_path / "summary"
    file.write_text("before\n")
    tell("after\n", (), {"GITHUB_STEP_SUMMARY": str(file)})
    assert file.read_text() == "before\nafter\n"


def test_a_summary_without_room_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "summary"
    tell("x" * (1 << 20) + "y", (), {"GITHUB_STEP_SUMMARY": str(file)})
    assert "no room" in file.read_text()


def test_outside_of_a_workflow_it_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    tell("the summary", [Annotation(Level.notice, "t", "m")], {})
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "::notice title=t::m\nthe summary\n"


@pytest.mark.parametrize("kind", ["no folder", "a folder", "a pipe", "read only", "no name"])
def test_a_summary_that_cannot_be_written_goes_to_stderr_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    file = tmp_path / "summary"
    if kind == "a folder":
        file.mkdir()
    elif kind == "a pipe":
        os.mkfifo(file)
    elif kind == "read only":
        if os.geteuid() == 0:
            pytest.skip("root may write everything")
        file.touch(0o400)
    named = {"no folder": f"{file}/none", "no name": f"{file}\0"}.get(kind, str(file))
    tell("### the summary", (), {"GITHUB_STEP_SUMMARY": named, "HOME": "/nowhere"})
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("codexctl: GITHUB_STEP_SUMMARY: ")
    assert str(file) in first
    assert second == "### the summary"


def test_codex_is_not_told_of_the_files_that_steer_later_steps() -> None:
    environ = {"GITHUB_ENV": "x", "GITHUB_PATH": "x", "GITHUB_OUTPUT": "x", "GITHUB_SHA": "y"}
    assert without_files(environ) == {"GITHUB_SHA": "y"}
