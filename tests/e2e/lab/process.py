"""Run one Codex process to its end, or stop it at a chosen moment."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tests.e2e.lab.model.asked import Json

TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True)
class Finished:
    """What a Codex process left: exit code (negative: killed by that signal), output, times."""

    argv: tuple[str, ...]
    rc: int
    stdout: str
    stderr: str
    started: float
    ended: float
    stopped_by: signal.Signals | None = None

    @property
    def events(self) -> list[Json]:
        """The JSON lines of `exec --json`."""
        return [json.loads(line) for line in self.stdout.splitlines() if line.startswith('{"')]

    def of(self, kind: str) -> list[Json]:
        """The events of one type."""
        return [event for event in self.events if event.get("type") == kind]


@dataclass(slots=True)
class Live:
    """A running process, for a condition that decides when to stop it."""

    process: subprocess.Popen[str]
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)

    def tool_started(self) -> bool:
        """True once `--json` has announced that a tool is running."""
        said = ('"item.started"', '"exec_command_begin"')  # the second up to 0.43
        return any(word in line for line in list(self.out) for word in said)


def run(
    argv: Sequence[str],
    cwd: Path,
    env: Mapping[str, str],
    stop: signal.Signals | None = None,
    when: Callable[[Live], bool] = Live.tool_started,
) -> Finished:
    """Run `argv` with stdin from /dev/null; with `stop`, send that signal once `when` is true."""
    started = time.time()
    process = subprocess.Popen(
        argv, cwd=cwd, env=dict(env), text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    live = Live(process)
    readers = [_reader(process.stdout, live.out), _reader(process.stderr, live.err)]
    sent = stop if stop is not None and _stop(live, stop, when) else None
    rc = exit_code(process)
    ended = time.time()
    for reader in readers:
        reader.join(5.0)
    return Finished(tuple(argv), rc, "".join(live.out), "".join(live.err), started, ended, sent)


def exit_code(process: subprocess.Popen[str]) -> int:
    """Wait without polling, so that the moment of the exit is exact; kill what hangs."""
    timer = threading.Timer(TIMEOUT_S, process.kill)
    timer.start()
    try:
        return process.wait()
    finally:
        timer.cancel()


def is_anybody_in(home: Path) -> bool:
    """Whether a process has this home; where the system does not list them, there may be one."""
    processes = Path("/proc")
    if not (processes / "self" / "environ").exists():
        return True
    home_of = f"HOME={home}\0".encode()
    for environ in processes.glob("[0-9]*/environ"):
        with suppress(OSError):  # it has ended, or is not ours to look at
            if home_of in environ.read_bytes():
                return True
    return False


def _stop(live: Live, signal_number: signal.Signals, when: Callable[[Live], bool]) -> bool:
    deadline = time.monotonic() + TIMEOUT_S
    while live.process.poll() is None and time.monotonic() < deadline:
        if when(live):
            live.process.send_signal(signal_number)
            return True
        time.sleep(0.01)
    return False


def _reader(stream: IO[str] | None, lines: list[str]) -> threading.Thread:
    def read() -> None:
        if stream is not None:
            with stream:
                lines.extend(stream)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    return thread
