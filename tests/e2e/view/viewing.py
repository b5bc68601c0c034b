"""`codexctl view` as a person starts it: a process that prints an address."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from codexctl.deliver.worker.freshness import catch_up
from codexctl.locations import Locations
from tests.view.web.conftest import located, write_settings


@dataclass(frozen=True, slots=True)
class Viewing:
    """A running view: what it printed, and the process."""

    address: str
    process: subprocess.Popen[str]

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def port(self) -> int:
        """The port that it listens on."""
        port = urlsplit(self.address).port
        assert port is not None
        return port


@contextmanager
def viewing(home: Path, *arguments: str) -> Iterator[Viewing]:
    """Have the view of a home running (one that `filled` made, or that is laid out like it)."""
    environ = {
        "HOME": str(home),
        "CODEX_HOME": str(home / "codex"),
        "CODEXCTL_HOME": str(home / "ctl"),
        "PATH": os.environ["PATH"],
    }
    command = [sys.executable, "-m", "codexctl", "view", "--no-open", *arguments]
    with running_view(command, environ) as view:
        yield view


@contextmanager
def running_view(command: list[str], environ: Mapping[str, str]) -> Iterator[Viewing]:
    """Have a command running that views, in an environment."""
    process = subprocess.Popen(command, env=dict(environ), stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Viewing(_address(process.stdout.readline()), process)
    finally:
        process.terminate()
        process.communicate(timeout=10)


def filled(home: Path, *, mode: str = "full") -> Locations:
    """Store what lies in a home's Codex sessions, content included; gives where everything is."""
    where = located(home)
    write_settings(where, mode)
    catch_up(where, {}, lambda _: None, within_s=120)
    return where


def _address(line: str) -> str:
    assert "/open?key=" in line, line
    return line[line.index("http") :].strip()
