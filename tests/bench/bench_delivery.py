"""How fast turns arrive: a real Codex turn at an OTLP sink.

`python -m tests.bench.bench_delivery [TURNS]`
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from datetime import datetime

from tests.bench.support.measure import compiled
from tests.deliver.sink import Reply, Sink, ok
from tests.e2e.installed import Installed
from tests.e2e.lab.binary import codex_binary
from tests.e2e.lab.model.items import say, shell
from tests.e2e.lab.runner import Lab

TURNS = 30


def latencies(turns: int) -> None:
    """From the time in the turn's last line to the sink's yes."""
    compiled()
    with Sink() as sink, Lab(codex_binary()) as lab:
        arrived: list[float] = []

        def taken(_: object) -> Reply:
            arrived.append(time.time())
            return ok()

        sink.reply = taken
        installed = Installed(lab)
        installed.run("setup", "--destination", "otlp", "--endpoint", sink.url, "--yes")
        arrived.clear()
        took = []
        for number in range(turns):
            lab.script(shell("echo one"), say("Done."))
            lab.exec("Run a command")
            began = time.monotonic()
            while len(arrived) <= number and time.monotonic() - began < 10:
                time.sleep(0.01)
            took.append((arrived[number] - _ended(lab)) * 1000)
    cuts = statistics.quantiles(took, n=20)
    median = statistics.median(took)
    print(f"\nTurn end to acknowledged at a local sink (n={turns}, milliseconds)")
    print(f"  median {median:.0f}  p95 {cuts[-1]:.0f}  max {max(took):.0f}")


def _ended(lab: Lab) -> float:
    """When Codex wrote the last task_complete."""
    lines = max(lab.home.rollouts(), key=lambda path: path.stat().st_mtime).read_text().splitlines()
    last = next(line for line in reversed(lines) if '"task_complete"' in line)
    return datetime.fromisoformat(json.loads(last)["timestamp"]).timestamp()


if __name__ == "__main__":
    latencies(int(sys.argv[1]) if len(sys.argv) > 1 else TURNS)
