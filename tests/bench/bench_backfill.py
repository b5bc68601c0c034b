"""A backfill of 2,000 old sessions on one core and on two, and interrupted again and again.

`python -m tests.bench.bench_backfill [SESSIONS]`
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from codexctl.locations import Locations, locate
from tests.bench.support.measure import interleaved, report
from tests.deliver.backfill.test_outages import produced, with_ids_of_its_own
from tests.deliver.conftest import RECORDINGS, configure
from tests.deliver.test_backfill_interrupted import (
    another,
    environment,
    export,
    interrupt_at_random,
    rows,
)

SESSIONS = 2000
SCENARIOS = ("plain", "shell-failed", "tools-mixed", "subagent")
ROUNDS = 5
INTERRUPTIONS = 20


def main(sessions: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        locations = old_sessions(Path(folder), sessions)
        on_one_and_two_cores(locations, sessions)
        interrupted(locations)


def on_one_and_two_cores(locations: Locations, sessions: int) -> None:
    """The same command into an empty store; processor time tells what a busy machine hides."""
    spent: dict[int, list[float]] = defaultdict(list)
    runs = {f"{n} process{'es' * (n > 1)}": lambda n=n: _timed(locations, n, spent) for n in (1, 2)}
    times = interleaved(runs, ROUNDS)
    report(f"`trace export --all` of {sessions} sessions, local store", times, "1 process")
    one, two = (statistics.median(spent[n]) for n in (1, 2))
    print(f"  processor time: {one:.2f} s in one process, {two:.2f} s in all with two")
    print(f"  so on two idle cores at most ×{2 * one / two:.2f} faster")
    print(f"  load average: {os.getloadavg()[0]:.1f}")


def interrupted(locations: Locations) -> None:
    """Ctrl-C and SIGKILL in turn at random moments, then once to the end."""
    forget(locations)
    interrupt_at_random(locations, INTERRUPTIONS, within_s=1.5, seed=11)
    export(locations).communicate()
    with tempfile.TemporaryDirectory() as folder:
        whole = another(locations, Path(folder))
        configure(whole, "local")
        export(whole).communicate()
        assert produced(locations) == produced(whole)
        assert rows(locations) == rows(whole)
    print(f"\nInterrupted {INTERRUPTIONS} times at random and resumed: each of", end=" ")
    print(f"{rows(locations)[1]:,} spans is in the store exactly once")


def old_sessions(root: Path, sessions: int) -> Locations:
    """Homes with so many recorded sessions, each with ids of its own."""
    (root / "codex" / "sessions").mkdir(parents=True)
    home = {"HOME": root, "CODEX_HOME": root / "codex", "CODEXCTL_HOME": root / "ctl"}
    locations = locate({name: str(path) for name, path in home.items()})
    configure(locations, "local")
    for number in range(sessions):
        scenario = SCENARIOS[number % len(SCENARIOS)]
        for source in (RECORDINGS / scenario).rglob("*.jsonl"):
            target = locations.rollout_folders[0] / f"rollout-{number}-{source.name}"
            target.write_text(with_ids_of_its_own(source.read_text(), number))
    return locations


def forget(locations: Locations) -> None:
    """An empty store, and nothing acknowledged."""
    for database in locations.data_dir.glob("*.db*"):
        database.unlink()


def _timed(locations: Locations, processes: int, spent: dict[int, list[float]]) -> None:
    forget(locations)
    before = os.times()
    command = [sys.executable, "-m", "codexctl", "trace", "export", "--all"]
    subprocess.run(
        [*command, "--processes", str(processes)],
        env=environment(locations),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    after = os.times()
    user, system = after.children_user, after.children_system
    spent[processes].append(user + system - before.children_user - before.children_system)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SESSIONS)
