"""Follows a page: its command lines, one after the other, as somebody types them.

Where a command would ask, nobody is there to answer, so it is told yes. One that goes on until
Ctrl-C gets that after its first words.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

_ASKING = re.compile(r"^(?:\w+=\S+ )*codexctl (?:setup|uninstall|undo|doctor --fix)\b")
_ANSWERED = re.compile(r" --(?:yes|dry-run|help)\b")
_GOES_ON = re.compile(r"codexctl (?:view|trace watch)\b")


def unattended(line: str) -> str:
    """The line as it is typed where nobody can answer."""
    return f"{line} --yes" if _ASKING.match(line) and not _ANSWERED.search(line) else line


def follow(lines: Iterable[str], environ: Mapping[str, str], cwd: Path) -> list[str]:
    """Execute the lines; gives what each wrote. The first that fails is an AssertionError."""
    return [executed(unattended(line), environ, cwd) for line in lines]


def executed(line: str, environ: Mapping[str, str], cwd: Path) -> str:
    """What a line wrote to both streams. Raises AssertionError with it if the line failed."""
    running = subprocess.Popen(
        ["/bin/sh", "-c", line], env=dict(environ), cwd=cwd, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    assert running.stdout
    if _GOES_ON.search(line):
        first = running.stdout.readline()
        os.killpg(running.pid, signal.SIGINT)
        rest, _ = running.communicate(timeout=30)
        assert first, rest
        assert running.returncode in (0, 130, -signal.SIGINT), first + rest
        return first + rest
    out, _ = running.communicate(timeout=120)
    assert running.returncode == 0, f"{line}\nexits {running.returncode}\n{out}"
    return out
