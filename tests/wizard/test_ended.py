"""The wizard's terminal after it was told to end from elsewhere."""

from __future__ import annotations

import os
import signal
import sys
import termios
from pathlib import Path

import pytest

# `make compat` has other releases of what draws them, and no terminal in memory.
pytest.importorskip("pyte")

from tests.pictures.home import CODEXCTL, environ_of
from tests.pictures.terminal import Terminal

# The shell stays, as a person's does: it keeps the terminal, and says how the wizard ended.
SHELL = ("sh", "-c", 'trap : HUP TERM; "$@"; echo "ended with $?"; sleep 30', "sh")


def child_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists a process's children")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_terminal_is_as_it_was(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / ".codex").mkdir()
    with Terminal([*SHELL, *CODEXCTL, "setup"], environ_of(tmp_path)) as terminal:
        before = termios.tcgetattr(terminal.handle)
        terminal.wait_for("Where should traces")
        assert termios.tcgetattr(terminal.handle) != before
        os.kill(child_of(terminal.pid), number)
        terminal.wait_for(f"ended with {128 + number}")
        assert termios.tcgetattr(terminal.handle) == before
        assert not terminal.screen.cursor.hidden
