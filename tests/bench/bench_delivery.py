"""How fast turns arrive: a real Codex turn at an OTLP sink, and a backfill on one and two cores.

`python -m tests.bench.bench_delivery [TURNS]`
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from codexctl.deliver.export import Export
from codexctl.deliver.scope import Scope
from codexctl.locations import Locations, locate
from tests.bench.measure import interleaved, report
from tests.deliver.conftest import RECORDINGS, configure
from tests.deliver.sink import Reply, Sink, ok
from tests.deliver.test_outages import with_ids_of_its_own
from tests.e2e.installed import Installed
from tests.e2e.lab.binary import codex_binary
from tests.e2e.lab.items import say, shell
from tests.e2e.lab.runner import Lab

TURNS = 30
SESSIONS = 2000
SCENARIOS = ("plain", "shell-failed", "tools-mixed", "subagent")


def main(turns: int) -> None:
    """Measure and print."""
    latencies(turns)
    backfills()


def latencies(turns: int) -> None:
    """From the time in the turn's last line to the sink's yes."""
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


def backfills() -> None:
    """The same old sessions into an empty store, with one process and with two."""
    with tempfile.TemporaryDirectory() as folder:
        where = _old_sessions(Path(folder))
        runs = {
            "1 process": lambda: _backfill(where, 1),
            "2 processes": lambda: _backfill(where, 2),
        }
        times = interleaved(runs, 5)
        report(f"Backfill of {SESSIONS} sessions into the local store", times, "1 process")


def _old_sessions(root: Path) -> Locations:
    (root / "codex" / "sessions").mkdir(parents=True)
    home = {"HOME": root, "CODEX_HOME": root / "codex", "CODEXCTL_HOME": root / "ctl"}
    where = locate({name: str(path) for name, path in home.items()})
    configure(where, "local")
    for number in range(SESSIONS):
        scenario = SCENARIOS[number % len(SCENARIOS)]
        for source in (RECORDINGS / scenario).rglob("*.jsonl"):
            target = where.rollout_folders[0] / f"rollout-{number}-{source.name}"
            target.write_text(with_ids_of_its_own(source.read_text(), number))
    return where


def _backfill(where: Locations, processes: int) -> None:
    for database in where.data_dir.glob("*.db*"):
        database.unlink()
    environ = {
        "HOME": str(where.home),
        "CODEX_HOME": str(where.codex_home),
        "CODEXCTL_HOME": str(where.data_dir),
    }
    scope = Scope(seen_too=True, asked_for=True)
    done = Export(where, environ, scope, lambda *_: None, processes).run()
    assert done[0].delivered >= SESSIONS


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TURNS)
