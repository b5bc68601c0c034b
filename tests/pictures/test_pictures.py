"""Pictures in README and docs are what a person sees; a terminal in memory is as a real one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# `make compat` has other releases of what draws them, and no terminal in memory.
pytest.importorskip("pyte")

from tests.pictures.drawing import svg
from tests.pictures.gallery import drawn
from tests.pictures.terminal import Terminal


def test_the_pictures_are_what_the_commands_print_now(tmp_path: Path) -> None:
    stale = [path.name for path, text in drawn(tmp_path) if path.read_text("utf-8") != text]
    assert stale == [], "renew them: python -m tests.pictures"


def _python(code: str, columns: int = 40) -> Terminal:
    return Terminal([sys.executable, "-c", code], {"LANG": "C.UTF-8"}, columns=columns, rows=5)


def test_a_program_knows_how_wide_its_window_is() -> None:
    with _python("import os; print(os.get_terminal_size().columns)", columns=61) as terminal:
        assert terminal.finish() == 0
        assert terminal.lines[0] == "61"


def test_keys_reach_the_program_and_ctrl_c_interrupts_it() -> None:
    code = "print('name?'); print('hello', input()); print('now'); input()"
    with _python(code) as terminal:
        terminal.wait_for("name?")
        terminal.press("Ada", "enter")
        terminal.wait_for("hello Ada")
        terminal.press("ctrl-c")
        assert terminal.finish() != 0
        assert "KeyboardInterrupt" in "\n".join(terminal.lines)


def test_waiting_for_what_never_comes_shows_what_is_there_instead() -> None:
    with _python("print('something else')") as terminal, pytest.raises(TimeoutError) as raised:
        terminal.wait_for("this", seconds=5)
    assert "something else" in str(raised.value)


def test_colours_and_faint_text_are_in_the_picture_and_nothing_is_fetched_for_it() -> None:
    with _python(r"print('\033[31mred\033[0m \033[2mfaint\033[22m plain')") as terminal:
        terminal.finish()
        drawing = svg(terminal.screen)
    assert "#ff8a80" in drawing
    assert "#8c929e" in drawing
    assert "url(http" not in drawing
