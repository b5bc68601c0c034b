"""Each step from the hook to the backend's yes apart, beside the least that it could cost.

`python -m tests.bench.bench_phases [ROUNDS]`. The steps after the worker's start are measured on
one turn of twenty commands, the last of a session of 20 MB, as a worker that comes for it does.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from statistics import median

from codexctl.codex.hooks.command import render_script
from codexctl.locations import Locations, locate
from tests.bench.support.measure import interleaved, table
from tests.bench.support.steps import Step, steps
from tests.deliver.conftest import configure
from tests.deliver.sink import Sink

ROUNDS = 40
NEEDED = "import sqlite3, tomllib, zlib, hashlib, pathlib, dataclasses, re, orjson"


def main(rounds: int) -> None:
    """Measure and print one table."""
    with tempfile.TemporaryDirectory() as folder, Sink() as sink:
        locations = _home(Path(folder))
        # One after the other: what a step stands in (somebody at work) ends with the next.
        every = chain(_processes(locations), steps(locations, sink))
        rows = [_row(step, rounds) for step in every]
    table((f"step (n={rounds})", "the floor is", "floor ms", "ours ms", "ratio"), rows, words=2)


def _row(step: Step, rounds: int) -> tuple[str, ...]:
    times = interleaved({"floor": step.floor, "ours": step.ours}, rounds)
    floor, ours = median(times["floor"]), median(times["ours"])
    return step.name, step.least, f"{floor:.2f}", f"{ours:.2f}", f"{ours / floor:.1f}"


def _processes(locations: Locations) -> Iterator[Step]:
    """What is a process of its own: the hook, and the worker that finds nothing to do."""
    run = partial(subprocess.run, env=environment(locations), stdin=subprocess.DEVNULL, check=True)
    empty = locations.data_dir / "empty.sh"
    empty.write_text("#!/bin/sh\nexit 0\n")
    hook = partial(run, ["/bin/sh", str(locations.hook_script), "Stop"])
    with _somebody_at_work(locations):
        yield Step("hook", "a shell with an empty script", partial(run, ["/bin/sh", empty]), hook)
    # A worker is nice by itself: on a busy machine that would be all one sees.
    python = ["nice", "-n", "10", sys.executable]
    worker = partial(run, [*python, "-E", "-P", "-m", "codexctl.deliver"])
    worker()
    bare, needed = (partial(run, [*python, "-I", "-c", words]) for words in ("pass", NEEDED))
    yield Step("Python and others' modules", "`python -I -c pass`", bare, needed)
    yield Step("worker, nothing to do", "Python and others' modules", needed, worker)


@contextmanager
def _somebody_at_work(locations: Locations) -> Iterator[None]:
    """A process that the hook takes for a worker, so that it starts none."""
    asleep = [sys.executable, "-c", "import time; time.sleep(600)", "codexctl.deliver"]
    process = subprocess.Popen(asleep)
    locations.hints_dir.mkdir(parents=True, exist_ok=True)
    number = locations.hints_dir / ".worker-0"
    number.write_text(f"{process.pid} :{locations.codex_home}:\n")
    try:
        yield
    finally:
        process.kill()
        process.wait()
        number.unlink()
        for hint in locations.hints_dir.iterdir():
            hint.unlink()


def environment(locations: Locations) -> dict[str, str]:
    """What a process of ours is told in this home."""
    return os.environ | {
        "HOME": str(locations.home),
        "CODEX_HOME": str(locations.codex_home),
        "CODEXCTL_HOME": str(locations.data_dir),
    }


def _home(root: Path) -> Locations:
    (root / "codex" / "sessions").mkdir(parents=True)
    homes = {"HOME": root, "CODEX_HOME": root / "codex", "CODEXCTL_HOME": root / "ctl"}
    locations = locate({name: str(path) for name, path in homes.items()})
    configure(locations, "local")
    locations.hook_script.write_text(render_script(sys.executable, locations))
    return locations


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
