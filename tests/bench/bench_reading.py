"""Reading rollouts: `trace convert` beside a bare loop of `orjson.loads`, with start of Python.

`python -m tests.bench.bench_reading [MEGABYTES]`. Also the most memory that each run had, and
what one line of 30 MB and one turn of 100 000 calls cost.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from tests.bench.support.measure import interleaved, report
from tests.bench.support.recorded_file import write_recorded
from tests.bench.support.rollout_file import lines, write

ROUNDS = 7
_BARE = "import sys, orjson\nfor line in open(sys.argv[1], 'rb'): orjson.loads(line)"
_STDLIB = "import sys, json\nfor line in open(sys.argv[1], 'rb'): json.loads(line)"
_BETWEEN = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
# Just below the bound: a longer one is passed over.
HUGE_LINE = 30_000_000
MANY_CALLS = 100_000


def main(megabytes: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        ordinary = Path(folder, "rollout-ordinary.jsonl")
        write(ordinary, megabytes * 1_000_000)
        _compare(f"{megabytes} MB, lines of {_average(ordinary)} bytes", ordinary)
        recorded = Path(folder, "rollout-recorded.jsonl")
        write_recorded(recorded, megabytes * 1_000_000)
        _compare(f"{megabytes} MB of recorded turns, lines of {_average(recorded)} bytes", recorded)
        dense = Path(folder, "rollout-dense.jsonl")
        write(dense, megabytes * 1_000_000, output="fine\n", calls_a_turn=5, cipher="gAAAAA")
        _compare(f"{megabytes} MB, lines of {_average(dense)} bytes", dense)
        huge = Path(folder, "rollout-huge.jsonl")
        huge.write_bytes(b"".join(_with_huge_line()))
        _memory(f"one line of {HUGE_LINE // 1_000_000} MB", huge)
        busy = Path(folder, "rollout-busy.jsonl")
        with busy.open("wb") as stream:
            stream.writelines(islice(lines(calls_a_turn=MANY_CALLS, output="x"), MANY_CALLS * 6))
        _memory(f"one turn of {MANY_CALLS} calls", busy)


def _compare(title: str, path: Path) -> None:
    runs = {
        "python -c pass": ["-c", "pass"],
        "orjson.loads per line": ["-c", _BARE, str(path)],
        "json.loads per line": ["-c", _STDLIB, str(path)],
        "trace convert, summary-json": _convert(path, "summary-json"),
    }
    times = interleaved({name: partial(_run, args) for name, args in runs.items()}, ROUNDS)
    report(title, times, "orjson.loads per line")
    _memory(title, path)


def _memory(title: str, path: Path) -> None:
    print(f"\n{title}: most memory, MB")
    print(f"  {'orjson.loads per line':<34} {_peak(['-c', _BARE, str(path)]):8.0f}")
    for form in ("summary-json", "otlp-json"):
        print(f"  {'trace convert, ' + form:<34} {_peak(_convert(path, form)):8.0f}")


def _convert(path: Path, form: str) -> list[str]:
    return ["-m", "codexctl", "trace", "convert", str(path), "--format", form]


def _run(arguments: list[str]) -> None:
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)


def _peak(arguments: list[str]) -> float:
    """The most memory that Python had while it ran this, in MB.

    A small process stands between: a child is charged with its parent's memory at first.
    """
    between = [sys.executable, "-c", _BETWEEN, sys.executable, *arguments]
    return int(subprocess.check_output(between)) / 1000


def _average(path: Path) -> int:
    with path.open("rb") as stream:
        return path.stat().st_size // sum(1 for _ in stream)


def _with_huge_line() -> Iterator[bytes]:
    for number, line in enumerate(islice(lines(output="SHORT"), 60)):
        yield line.replace(b"SHORT", b"x" * HUGE_LINE) if number == 11 else line


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
