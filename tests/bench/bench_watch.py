"""What `trace watch` costs while nothing happens: memory, processor, wake-ups.

`python -m tests.bench.bench_watch [SECONDS]`: beside a Python that only sleeps, with no session
on disk and with thousands.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from codexctl.locations import locate
from tests.bench.support.measure import table
from tests.bench.support.processes import cpu_s, memory_mb, wakeups
from tests.deliver.conftest import RECORDINGS, configure

SECONDS = 30
SESSIONS = 3000
_ASLEEP = "import time\nwhile True: time.sleep(1)"
_START_S = 15.0


def main(seconds: float) -> None:
    """Start them all, let them settle, look twice."""
    with ExitStack() as stack:
        processes = {"a Python that sleeps": _start(stack, ["-c", _ASLEEP], {})}
        for sessions in (0, SESSIONS):
            environ = _home(Path(stack.enter_context(tempfile.TemporaryDirectory())), sessions)
            watch = ["-m", "codexctl", "trace", "watch"]
            processes[f"trace watch, {sessions} old sessions"] = _start(stack, watch, environ)
        time.sleep(_START_S)
        before = {name: (cpu_s(pid), wakeups(pid)) for name, pid in processes.items()}
        time.sleep(seconds)
        rows = [_row(name, pid, seconds, *before[name]) for name, pid in processes.items()]
    heads = (f"idle for {seconds:.0f} s", "memory MB", "processor %", "wake-ups a second")
    table(heads, rows)


def _row(name: str, pid: int, seconds: float, cpu: float, woken: int) -> tuple[str, ...]:
    share = 100 * (cpu_s(pid) - cpu) / seconds
    often = (wakeups(pid) - woken) / seconds
    return name, f"{memory_mb(pid):.1f}", f"{share:.2f}", f"{often:.1f}"


def _start(stack: ExitStack, words: list[str], environ: dict[str, str]) -> int:
    quiet = subprocess.DEVNULL
    command = [sys.executable, *words]
    process = subprocess.Popen(command, env=environ, stdin=quiet, stdout=quiet, stderr=quiet)
    stack.callback(process.wait)
    stack.callback(process.kill)
    return process.pid


def _home(root: Path, sessions: int) -> dict[str, str]:
    """So many sessions that were there before the setup; gives what a process there is told."""
    folder = root / "codex" / "sessions" / "2026" / "11" / "20"
    folder.mkdir(parents=True)
    source = next((RECORDINGS / "plain").rglob("rollout-*"))
    for number in range(sessions):
        shutil.copyfile(source, folder / f"rollout-{number}.jsonl")
    places = {"HOME": root, "CODEX_HOME": root / "codex", "CODEXCTL_HOME": root / "ctl"}
    environ = {name: str(path) for name, path in places.items()}
    locations = locate(environ)
    configure(locations, "local")
    locations.settings_toml.touch()
    return environ


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
