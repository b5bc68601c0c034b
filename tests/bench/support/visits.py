"""A running view as a client sees it: its start, its answers, its memory."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Served:
    """A view that runs: where, with which cookie, and how many milliseconds its start took."""

    origin: str
    cookie: str
    started_ms: float
    pid: int

    def first_byte(self, path: str) -> float:
        """Milliseconds from a request on a new connection to the first byte of its answer."""
        return self._asked(path)[0]

    def whole(self, path: str) -> float:
        """Milliseconds to the last byte."""
        return self._asked(path)[1]

    def _asked(self, path: str) -> tuple[float, float]:
        connection = http.client.HTTPConnection(urlsplit(self.origin).netloc, timeout=120)
        connection.connect()
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": self.cookie})
        answer = connection.getresponse()
        answer.read(1)
        first = time.perf_counter()
        answer.read()
        ended = time.perf_counter()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return (first - began) * 1000, (ended - began) * 1000

    def most_memory_mb(self) -> float:
        """The most memory that the server has had, in megabytes."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1000
        raise RuntimeError("the system does not say how much memory a process has had")


@contextmanager
def served(home: Path, person: Path | None = None) -> Iterator[Served]:
    """Have the view of a home running.

    `home` is our own files' folder, `person` the home folder with Codex's in it: without one there
    is no Codex.
    """
    environ = {"HOME": str(person or home), "CODEXCTL_HOME": str(home)}
    environ["CODEX_HOME"] = str((person or home) / ".codex")
    environ["PATH"] = os.environ["PATH"]
    command = [sys.executable, "-m", "codexctl", "view", "--no-open"]
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        started = (time.perf_counter() - began) * 1000
        address = urlsplit(line[line.index("http") :].strip())
        connection = http.client.HTTPConnection(address.netloc, timeout=60)
        connection.request("GET", f"{address.path}?{address.query}")
        cookie = str(connection.getresponse().headers["set-cookie"]).partition(";")[0]
        connection.close()
        yield Served(f"http://{address.netloc}", cookie, started, process.pid)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def long_turns(home: Path) -> dict[str, str]:
    """The trace ids of the long turns of a made-up store, by how many spans they have."""
    return dict(json.loads((home / "long-turns.json").read_text()))


def copied(home: Path, target: Path) -> Path:
    """A copy of a home, cheap where the file system shares blocks; what is measured changes it."""
    if not target.exists():
        shutil.copytree(home, target.with_suffix(".part"), dirs_exist_ok=True)
        target.with_suffix(".part").rename(target)
    return target
