"""1,000 machines after an outage of an hour (simulated), and 50 real workers at a real gateway.

`python -m tests.bench.fleet.bench_herd [MACHINES]`
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from codexctl.deliver.cursors.destination_state import SPREAD
from tests.bench.fleet.herd import Plan, simulate
from tests.bench.support.measure import compiled, table
from tests.deliver.conftest import RECORDINGS
from tests.deliver.sink import Reply, Sink, ok

# The gateway is away until every worker has failed three times on average.
WORKERS, RATE, BURST, FAILURES = 50, 10.0, 10.0, 3


def simulated() -> None:
    """With and without chance: the same machines, the same outage."""
    plans = {
        "by their turns": Plan(eager=False),
        "as soon as they may": Plan(),
        "the same, all in step": Plan(in_step=True),
        "the same, gateway takes 5/s": Plan(in_step=True, rate=5, burst=20),
    }
    rows = []
    for name, plan in plans.items():
        for said, chance in {"no": lambda: 0.0, "yes": random.Random(3).random}.items():
            told = simulate(plan, 1, chance)
            back = plan.outage[1]
            minute = sum(told.requests[s] for s in range(int(back), int(back) + 60))
            refused = sum(told.refused[s] for s in range(int(back), int(plan.until_s)))
            rows.append((
                name, said, f"{told.peak(back, plan.until_s)}", f"{minute}", f"{refused}",
                f"{told.drained_s - back:.0f}", f"{told.ended - told.delivered}",
            ))  # fmt: skip
    print(
        f"\n{Plan().machines} machines, a gateway away for an hour (simulated; waits are the real"
    )
    print(f"ones, spread by up to {SPREAD:.0%}). After it is back:")
    heads = ("they come back", "chance", "most in a second", "in the first minute",
             "refused by limit", "backlog there after s", "missing")  # fmt: skip
    table(heads, rows)


class Limited:
    """A gateway that is away for so many requests, and then takes so many a second and no more."""

    def __init__(self, away_for: int) -> None:
        self._lock, self._tokens, self._at = threading.Lock(), BURST, time.monotonic()
        self._away_for, self._back = away_for, 0.0
        self.times: list[float] = []
        self.refused = 0

    def reply(self, _: object) -> Reply:
        """503 while it is away, 429 above the limit."""
        with self._lock:
            now = time.monotonic()
            if self._away_for:
                self._away_for, self._back = self._away_for - 1, now
                return 503, {}, b""
            self.times.append(now - self._back)
            self._tokens = min(BURST, self._tokens + (now - self._at) * RATE)
            self._at = now
            if self._tokens < 1:
                self.refused += 1
                return 429, {"Retry-After": "2"}, b""
            self._tokens -= 1
            return ok()


def real(workers: int) -> None:
    """Real processes, real cursors, real HTTP."""
    compiled()
    with Sink() as sink, tempfile.TemporaryDirectory() as folder:
        homes = [_home(Path(folder) / str(number), sink.url) for number in range(workers)]
        gateway = Limited(FAILURES * workers)
        sink.reply = gateway.reply
        words = [sys.executable, "-m", "tests.bench.fleet.sender"]
        running = [
            subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True) for env in homes
        ]
        rounds = [process.communicate()[0].strip() for process in running]
        codes = {process.returncode for process in running}
        spans = len(sink.spans)
        each = spans / workers
    seconds = [
        sum(s <= at < s + 1 for at in gateway.times) for s in range(int(max(gateway.times)) + 1)
    ]
    print(f"\n{workers} real workers; the gateway refuses the first {FAILURES * workers} requests")
    print(f"and then takes {RATE:.0f} a second:")
    rows = [
        ("workers that ended well", f"{sum(code == 0 for code in codes) and len(rounds)}"),
        ("spans at the gateway, each worker's", f"{spans} ({each:.1f} each)"),
        (
            "times that a worker had to come back (median)",
            f"{statistics.median(map(int, rounds)):.0f}",
        ),
        ("most requests in a second", f"{max(seconds)}"),
        ("refused by the limit", f"{gateway.refused}"),
        ("all there after s", f"{max(gateway.times):.1f}"),
    ]
    table(("", ""), rows)


def _home(folder: Path, url: str) -> dict[str, str]:
    """A machine with one recorded session; gives its environment."""
    (rollout,) = (RECORDINGS / "plain").rglob("rollout-*")
    sessions = folder / "codex" / "sessions"
    sessions.mkdir(parents=True)
    (sessions / rollout.name).write_bytes(rollout.read_bytes())
    (folder / "ctl").mkdir()
    (folder / "ctl" / "settings.toml").write_text(
        f'version = 1\n[[destinations]]\nname = "herd"\nkind = "otlp"\nendpoint = "{url}"\n'
    )
    return {
        "PATH": "/usr/bin:/bin", "HOME": str(folder), "PYTHONPATH": str(Path.cwd()),
        "CODEX_HOME": str(folder / "codex"), "CODEXCTL_HOME": str(folder / "ctl"),
    }  # fmt: skip


if __name__ == "__main__":
    simulated()
    real(int(sys.argv[1]) if len(sys.argv) > 1 else WORKERS)
