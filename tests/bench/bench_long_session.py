"""What a turn costs in a session of a gigabyte, beside the first one; and the worker's memory.

`python -m tests.bench.bench_long_session [TURNS]`
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from codexctl.deliver.clock import Clock
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import Locations
from tests.bench.support.rollout_file import lines
from tests.deliver.conftest import configure
from tests.deliver.worker.test_machine_states import homes

TURNS = 1000
MEASURED = 10
# Twenty commands a turn that print 26 kB each, twice in the file: about a megabyte.
_OUTPUT = "".join(f"{n:5d} src/module_{n}.py: something was found\n" for n in range(620))


def main(turns: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        locations = homes(Path(folder))
        locations.rollout_folders[0].mkdir(parents=True)
        configure(locations, "local")
        rollout = locations.rollout_folders[0] / "rollout-long.jsonl"
        texts = in_turns(lines(output=_OUTPUT))
        first = [delivered(locations, rollout, next(texts)) for _ in range(MEASURED + 1)][1:]
        memory = peak_mb()
        with rollout.open("ab") as out:
            out.writelines(islice(texts, turns - 2 * MEASURED - 2))
        between = delivered(locations, rollout, b"")
        os.sync()  # what the file itself still has to write is not the worker's cost
        last = [delivered(locations, rollout, next(texts)) for _ in range(MEASURED + 1)][1:]
        size = rollout.stat().st_size
    print(f"\nOne turn more in a session of {turns} turns and {size / 1e9:.2f} GB (n={MEASURED})")
    for name, times in (("first", first), ("last", last)):
        wall, processor = (statistics.median(column) for column in zip(*times, strict=True))
        print(f"  the {name} ones: median {wall:.1f} ms, of processor time {processor:.1f} ms")
    print(f"  all turns between in one go: {between[0] / 1000:.1f} s")
    print(f"  peak memory {memory:.0f} MB after the first turns, {peak_mb():.0f} MB in the end")


def in_turns(raw: Iterator[bytes]) -> Iterator[bytes]:
    """The lines of a rollout, those of a turn at a time."""
    turn = b""
    for line in raw:
        turn += line
        if b'"task_complete"' in line[:200]:
            yield turn
            turn = b""


def delivered(locations: Locations, rollout: Path, more: bytes) -> tuple[float, float]:
    """Append to the rollout and deliver; gives milliseconds, and those of processor time."""
    with rollout.open("ab") as out:
        out.write(more)
    began, worked = time.perf_counter(), time.process_time()
    report = deliver(locations, {}, Clock(sleep=lambda _: None))["local"]
    took = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
    assert report.delivered
    assert not report.problem
    return took


def peak_mb() -> float:
    """The most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TURNS)
