"""How long it takes to see how things stand, and to set up with the proof that it works.

`python -m tests.bench.bench_setup [ROUNDS]`. Beside each wall time stands the processor time that
the command itself took: on a machine that others share it is the steadier of the two.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.bench.support.measure import interleaved, table
from tests.e2e.lab.binary import codex_binary
from tests.e2e.lab.runner import Lab

ROUNDS = 15
BUDGETS = {"status --offline": 200.0, "setup --yes, with proof": 3000.0}


def main(rounds: int) -> None:
    """Measure and print."""
    with Lab(codex_binary()) as lab, Lab(codex_binary()) as fresh:
        command(lab, "setup", "--yes", "--no-proof")
        runs: dict[str, Callable[[], object]] = {
            "python -c pass": lambda: run(lab, [sys.executable, "-c", "pass"]),
            "codexctl --version": lambda: command(lab, "--version"),
            "status --offline": lambda: command(lab, "status", "--offline"),
            "status": lambda: command(lab, "status"),
            "doctor": lambda: command(lab, "doctor"),
            "setup --yes, with proof": lambda: command(fresh, "setup", "--yes"),
        }
        used: dict[str, list[float]] = {name: [] for name in runs}
        things = {name: timed(runs[name], used[name]) for name in runs}
        times = interleaved(things, rounds, lambda: take_back(fresh))
    report(times, used, rounds)


def take_back(lab: Lab) -> None:
    """Have the next setup find what the last one found."""
    if (lab.home.codex / "hooks.json").exists():
        command(lab, "uninstall", "--yes", "--offline")


def timed(thing: Callable[[], object], used: list[float]) -> Callable[[], None]:
    """The same thing; it adds the processor time of its processes, in milliseconds, to `used`."""

    def measured() -> None:
        before = _cpu_s()
        thing()
        used.append((_cpu_s() - before) * 1000)

    return measured


def command(lab: Lab, *arguments: str) -> None:
    """Run one command as a process of its own."""
    run(lab, [str(Path(sys.executable).with_name("codexctl")), *arguments])


def run(lab: Lab, words: list[str]) -> None:
    """Run a program in the laboratory's environment. Raises CalledProcessError if it fails."""
    path = f"{lab.binary.parent}:{os.environ['PATH']}"
    own = str(lab.home.root / "codexctl")
    subprocess.run(
        words,
        env=lab.home.env | {"PATH": path, "CODEXCTL_HOME": own},
        cwd=lab.home.work,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )


def report(times: dict[str, list[float]], used: dict[str, list[float]], rounds: int) -> None:
    """Print medians beside their budgets."""
    rows = []
    for name, values in times.items():
        low, median, high = statistics.quantiles(values, n=4)
        cpu = statistics.median(used[name][1:])
        budget = f"{BUDGETS[name]:.0f}" if name in BUDGETS else ""
        spread = f"{low:.0f} … {high:.0f}"
        rows.append((name, f"{median:.0f}", spread, f"{cpu:.0f}", budget))
    table((f"n={rounds}", "median ms", "quartiles", "CPU ms", "budget ms"), rows)


def _cpu_s() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
