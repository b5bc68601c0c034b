"""The wizard on terminals of all sorts: narrow, resized, without colours, without signs, dumb."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

# `make compat` has other releases of what draws them, and no terminal in memory.
pytest.importorskip("pyte")

from tests.pictures.commands import broken_in
from tests.pictures.home import CODEXCTL, environ_of
from tests.pictures.terminal import Terminal

WHERE, CONTENT, SUMMARY = "Where should traces", "How much may a trace contain", "Is that right?"
INTERRUPTED = "interrupted: nothing changed"
REST = (
    "What should Codex call",
    "Codex runs only trusted hooks",
    "Update the hook",
    "Change more settings: content",
)


@pytest.fixture
def environ(tmp_path: Path) -> Mapping[str, str]:
    made = environ_of(tmp_path)
    Path(made["CODEX_HOME"]).mkdir()
    return made


def setup(environ: Mapping[str, str], columns: int = 80, rows: int = 24, **more: str) -> Terminal:
    return Terminal(
        [*CODEXCTL, "setup"], {**environ, **more}, columns=columns, rows=rows,
        cwd=Path(environ["HOME"]),
    )  # fmt: skip


def files(environ: Mapping[str, str]) -> list[str]:
    """What there is in the homes of Codex and of ours."""
    folders = (environ["CODEX_HOME"], environ["CODEXCTL_HOME"])
    return [str(path) for folder in folders for path in Path(folder).rglob("*") if path.is_file()]


def to_the_summary(terminal: Terminal) -> None:
    for question in (WHERE, CONTENT, *REST):
        terminal.wait_for(question)
        terminal.press("enter")
    terminal.wait_for(SUMMARY)


def interrupted(terminal: Terminal) -> None:
    terminal.press("ctrl-c")
    assert terminal.finish() == 130
    lines = [line for line in terminal.lines if line]
    assert lines[-1] == f"codexctl: {INTERRUPTED}"


@pytest.mark.parametrize("columns", [40, 60, 120])
def test_no_word_is_broken_from_the_first_question_to_the_summary(
    environ: Mapping[str, str], columns: int
) -> None:
    with setup(environ, columns) as terminal:
        for question in (WHERE, CONTENT, *REST):
            terminal.wait_for(question.split()[0])
            # What the terminal itself broke would fill its last column.
            assert all(len(line) < columns for line in terminal.lines)
            terminal.press("enter")
        terminal.wait_for(SUMMARY)
        interrupted(terminal)
    assert files(environ) == []


def test_enter_on_a_backend_that_is_not_chosen_says_what_it_does_first(
    environ: Mapping[str, str],
) -> None:
    with setup(environ) as terminal:
        terminal.wait_for(WHERE)
        terminal.press("down", "down", "enter")
        terminal.wait_for("Space selects Langfuse. Enter again continues with: this machine.")
        terminal.press("space", "enter")
        terminal.wait_for("langfuse: host")
        terminal.press("escape")
        terminal.wait_for(WHERE)
        terminal.press("down", "enter")
        terminal.wait_for("Space selects W&B Weave. Enter again continues with: this machine,")
        terminal.press("enter")
        terminal.wait_for("langfuse: host")
        interrupted(terminal)


def test_a_question_that_letters_answer_names_them(environ: Mapping[str, str]) -> None:
    with setup(environ) as terminal:
        for question in (WHERE, CONTENT, *REST):
            terminal.wait_for(question)
            terminal.press("enter")
        terminal.wait_for(SUMMARY)
        terminal.press("escape")
        terminal.wait_for(REST[-1])
        terminal.wait_for("or press y or n")
        interrupted(terminal)


def test_a_question_is_drawn_anew_for_another_size(environ: Mapping[str, str]) -> None:
    with setup(environ, 120) as terminal:
        terminal.wait_for(WHERE)
        terminal.press("enter")
        terminal.wait_for("contains: curl -H 'Authorization: Bearer [redacted:…]'")
        terminal.resize(50, 24)
        terminal.wait_for("    as patterns find them")
        terminal.press("down")
        terminal.wait_for("› Full")
        interrupted(terminal)


def test_without_colours_the_cursor_is_still_to_be_seen(environ: Mapping[str, str]) -> None:
    with setup(environ, NO_COLOR="1") as terminal:
        terminal.wait_for(WHERE)
        assert any(line.startswith("› ● This machine") for line in terminal.lines)
        colours = {cell.fg for row in terminal.screen.buffer.values() for cell in row.values()}
        assert colours == {"default"}
        interrupted(terminal)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_where_the_encoding_has_no_such_signs_they_are_ascii(
    environ: Mapping[str, str], encoding: str
) -> None:
    with setup(environ, PYTHONIOENCODING=encoding) as terminal:
        terminal.wait_for("> [x] This machine")
        terminal.wait_for("Up/Down move")
        interrupted(terminal)


def test_a_dumb_terminal_gets_the_same_questions_line_by_line(environ: Mapping[str, str]) -> None:
    with setup(environ, rows=120, TERM="dumb") as terminal:
        terminal.wait_for("1. This machine")
        terminal.press("enter")
        terminal.wait_for("2. Redacted")
        terminal.press("<", "enter")
        terminal.wait_for("2. Redacted")
        terminal.press("enter", "enter", "enter", "enter", "enter", "enter")
        terminal.wait_for("1. Continue")
        assert not any("\x1b" in line for line in terminal.lines)
        interrupted(terminal)
    assert files(environ) == []


def test_a_difference_that_is_longer_than_the_screen_opens_in_the_pager(
    environ: Mapping[str, str], tmp_path: Path
) -> None:
    config = Path(environ["CODEX_HOME"], "config.toml")
    config.write_text('[mcp_servers.x.env]\nOPENAI_API_KEY = "sk-live-51HxQw8Z1bT4mC2yJ7pN"\n')
    pager = tmp_path / "pager"
    pager.write_text(f"#!/bin/sh\ncat > {tmp_path}/paged\n")
    pager.chmod(0o700)
    with setup(environ, PAGER=str(pager)) as terminal:
        to_the_summary(terminal)
        terminal.press("enter")
        terminal.wait_for("Apply this?")
        first = " ".join((tmp_path / "paged").read_text().split())
        terminal.press("s")
        terminal.wait_for("Apply this?")
        terminal.press("escape")
        terminal.wait_for(SUMMARY)
        interrupted(terminal)
    whole = (tmp_path / "paged").read_text()
    assert "Nothing has changed yet" in first
    assert first.index("hooks.json") < first.index("hook.sh: new file")
    assert "settings.toml: new file" in first
    assert "+mode = " not in first
    assert '+mode = "redacted"' in whole
    assert "sk-live" not in first + whole
    assert files(environ) == [str(config)]


@pytest.mark.parametrize(("said", "wanted"), [({}, "-"), ({"LESSHISTFILE": "/x/y"}, "/x/y")])
def test_the_pager_keeps_no_history_unless_the_person_has_said_where(
    environ: Mapping[str, str], tmp_path: Path, said: Mapping[str, str], wanted: str
) -> None:
    pager = tmp_path / "pager"
    pager.write_text(f'#!/bin/sh\ncat >/dev/null\nprintf %s "$LESSHISTFILE" >{tmp_path}/said\n')
    pager.chmod(0o700)
    with setup({**environ, **said}, PAGER=str(pager)) as terminal:
        to_the_summary(terminal)
        terminal.press("enter")
        terminal.wait_for("Apply this?")
        interrupted(terminal)
    assert (tmp_path / "said").read_text() == wanted


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_no_word_of_the_difference_is_broken(
    environ: Mapping[str, str], tmp_path: Path, columns: int
) -> None:
    pager = tmp_path / "pager"
    pager.write_text(f"#!/bin/sh\ncat > {tmp_path}/paged\n")
    pager.chmod(0o700)
    with setup(environ, columns, PAGER=str(pager)) as terminal:
        to_the_summary(terminal)
        terminal.press("enter")
        terminal.wait_for("Apply this?")
        terminal.press("s")
        terminal.wait_for("Apply this?")
        interrupted(terminal)
    paged = (tmp_path / "paged").read_bytes()
    assert b"codexctl/hook.sh" in paged
    assert broken_in(paged, columns) == []


def test_ctrl_c_in_the_pager_changes_nothing(environ: Mapping[str, str], tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\ncat >/dev/null\necho paging\nexec sleep 100\n")
    pager.chmod(0o700)
    with setup(environ, PAGER=str(pager)) as terminal:
        to_the_summary(terminal)
        terminal.press("enter")
        terminal.wait_for("paging")
        terminal.press("ctrl-c")
        terminal.wait_for("Apply this?")
        interrupted(terminal)
    assert files(environ) == []


def test_a_dumb_terminal_has_no_pager(environ: Mapping[str, str], tmp_path: Path) -> None:
    with setup(environ, rows=50, TERM="dumb", PAGER=f"touch {tmp_path}/paged;") as terminal:
        terminal.wait_for("1. This machine")
        terminal.press(*("enter",) * 7)
        terminal.wait_for("Apply this?")
        interrupted(terminal)
    assert not (tmp_path / "paged").exists()
