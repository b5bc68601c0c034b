"""The wizard on a terminal: drawn on the screen, or line by line."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence

from codexctl.wizard import words
from codexctl.wizard.question import Ask

_DUMB = ("", "dumb", "unknown")


def asker(environ: Mapping[str, str]) -> Ask:
    """The function that asks questions: line by line on a dumb terminal (TERM=dumb)."""
    if sys.platform != "win32" and environ.get("TERM", "") in _DUMB:
        from codexctl.wizard.screen.plain import ask as plain

        return plain
    from codexctl.wizard.screen.asking import ask as drawn

    return drawn


def introduce(count: int) -> None:
    """Say what will happen, and how many steps there are."""
    for text in words.INTRO:
        say(text.format(count=count))
    say("")


def sum_up(answers: Sequence[tuple[str, str]]) -> None:
    """List the questions with their answers; the list stays on the screen."""
    from codexctl.wizard.screen.drawing import answer_lines

    say(words.SUMMARY_TITLE)
    for line in answer_lines(answers, _width()):
        _write(line)
    say("")


def say(text: str) -> None:
    """Write a text, wrapped between words."""
    from codexctl.wizard.screen.wrapping import wrapped

    for line in wrapped(text, _width()):
        _write(line)


def _write(line: str) -> None:
    from codexctl.wizard.screen.signs import writable

    sys.stdout.write(writable(line, sys.stdout.encoding) + "\n")


def _width() -> int:
    return shutil.get_terminal_size().columns - 1
