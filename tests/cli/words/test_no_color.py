"""Colours are off wherever they are not wanted: by flag, by NO_COLOR, on a dumb terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import click
import pytest

from tests.cli.conftest import Shell
from tests.cli.words.tree import commands

WAYS = {
    "the flag": (("{}", "--no-color"), {}),
    "the flag before the command": (("--no-color", "{}"), {}),
    "NO_COLOR": (("{}",), {"NO_COLOR": "1"}),
    "a dumb terminal": (("{}",), {"TERM": "dumb"}),
}


def in_a_terminal(shell: Shell, *words: str, **environ: str) -> bytes:
    """Everything that a command writes to a terminal of 60 columns."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "codexctl", *words],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env={**shell.environ, "TERM": "xterm-256color", "COLUMNS": "60", **environ},
        cwd=shell.cwd,
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the command has closed its side
            break
        if not piece:
            break
        written += piece
    os.close(ours)
    process.wait()
    return written


def test_every_command_takes_the_flag() -> None:
    without = [
        ctx.command_path
        for ctx in commands()
        if not any(
            "--no-color" in param.opts
            for param in ctx.command.params
            if isinstance(param, click.Option)
        )
    ]
    assert without == []


def test_where_they_are_wanted_there_are_colours(shell: Shell) -> None:
    assert b"\x1b[" in in_a_terminal(shell, "status")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("line", ["status", "providers list", "setup --yes --dry-run --no-proof"])
def test_no_colour_is_written(shell: Shell, line: str, way: str) -> None:
    words, environ = WAYS[way]
    typed = [part for word in words for part in (line.split() if word == "{}" else [word])]
    written = in_a_terminal(shell, *typed, **environ)
    assert b"\x1b[" not in written
    assert written


def test_a_narrow_terminal_tears_no_word(shell: Shell) -> None:
    """Every line of `status` fits, or is one word that does not."""
    written = in_a_terminal(shell, "status", "--no-color").decode()
    lines = written.replace("\r", "").splitlines()
    assert len(lines) > 10
    assert [line for line in lines if len(line) > 60 and len(line.split()) > 1] == []
