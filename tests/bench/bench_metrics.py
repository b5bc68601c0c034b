"""What metrics cost a worker: its processor time with them and without, over the same turns.

`python -m tests.bench.bench_metrics [SESSIONS]`
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from codexctl.locations import locate
from tests.bench.support.measure import compiled
from tests.deliver.backfill.test_outages import with_ids_of_its_own
from tests.deliver.conftest import configure, record
from tests.deliver.sink import Sink

SESSIONS = 200
ROUNDS = 7
_WORKER = (
    "import os\n"
    "from codexctl.deliver.clock import Clock\n"
    "from codexctl.deliver.worker.deliver import deliver\n"
    "from codexctl.locations import locate\n"
    "deliver(locate(os.environ), {}, Clock())\n"
)


def cost(sink: Sink, sessions: int, *, metrics: bool) -> float:
    """Milliseconds of processor time of one worker that delivers so many sessions."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "codex" / "sessions").mkdir(parents=True)
        homes = {"CODEX_HOME": f"{folder}/codex", "CODEXCTL_HOME": f"{folder}/ctl"}
        locations = locate({"HOME": folder, **homes})
        (source,) = record(locations, "tools-mixed")
        text = source.read_text()
        for number in range(sessions - 1):
            copy = source.with_name(f"rollout-{number}.jsonl")
            copy.write_text(with_ids_of_its_own(text, number + 1))
        configure(locations, f"far={sink.url}", metrics=metrics)
        before = _used()
        environ = os.environ | {"HOME": folder, **homes}
        subprocess.run([sys.executable, "-c", _WORKER], env=environ, check=True)
        return (_used() - before) * 1000


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def compare(sessions: int) -> None:
    """One turn, as after each turn of Codex, and many, as after an outage."""
    compiled()
    with Sink() as sink:
        for count in (1, sessions):
            pairs = [
                (cost(sink, count, metrics=False), cost(sink, count, metrics=True))
                for _ in range(ROUNDS)
            ]
            off, on = (statistics.median(side) for side in zip(*pairs, strict=True))
            print(f"worker, {count} turns: {off:.0f} ms without metrics, {on:.0f} ms with them")


if __name__ == "__main__":
    compare(int(sys.argv[1]) if len(sys.argv) > 1 else SESSIONS)
