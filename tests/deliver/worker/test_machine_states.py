"""The machine stops at any instant: from what lies on its disk then, everything is delivered."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from codexctl.deliver.clock import Clock
from codexctl.deliver.worker.deliver import deliver
from codexctl.deliver.worker.entry import run
from codexctl.locations import Locations, locate
from tests.deliver.backfill.test_outages import produced, with_ids_of_its_own
from tests.deliver.conftest import RECORDINGS, configure
from tests.deliver.sink import Sink, span_ids
from tests.deliver.test_backfill_interrupted import another, environment

SCENARIOS = ("plain", "shell-failed", "subagent", "tools-mixed")
AT_ONCE = 16
Harm = Callable[[Path, random.Random], None]


def homes(root: Path) -> Locations:
    """Homes below a folder."""
    named = {"HOME": root, "CODEX_HOME": root / "codex", "CODEXCTL_HOME": root / "ctl"}
    return locate({name: str(path) for name, path in named.items()})


def sessions_end(locations: Locations, numbers: range) -> None:
    """So many sessions end at once."""
    for number in numbers:
        for source in (RECORDINGS / SCENARIOS[number % len(SCENARIOS)]).rglob("*.jsonl"):
            target = locations.rollout_folders[0] / f"rollout-{number}-{source.name}"
            target.write_text(with_ids_of_its_own(source.read_text(), number))


def intact(_: Path, __: random.Random) -> None:
    """What a snapshot of the machine holds."""


def power_failure(home: Path, chance: random.Random) -> None:
    """The logs of the databases end somewhere: what was written last never reached the disk."""
    for log in home.glob("*.db-wal"):
        content = log.read_bytes()
        log.write_bytes(content[: chance.randint(0, len(content))])


def torn_page(home: Path, chance: random.Random) -> None:
    """A page of a log was written by half."""
    for log in home.glob("*.db-wal"):
        content = bytearray(log.read_bytes())
        begin = chance.randrange(max(1, len(content) - 2048))
        content[begin : begin + 2048] = bytes(min(2048, len(content) - begin))
        log.write_bytes(content)


HARMS: dict[str, Harm] = {"intact": intact, "power failure": power_failure, "torn page": torn_page}


def stop_and_go_on_elsewhere(root: Path, sink: Sink, chance: random.Random, harm: Harm) -> int:
    """Copy everything at a random instant of a delivery and deliver from the copy.

    Gives how many spans the copy still had to store.
    """
    locations = homes(root / "here")
    locations.rollout_folders[0].mkdir(parents=True)
    configure(locations, "local", f"far={sink.url}")
    sink.requests.clear()
    sessions_end(locations, range(4))
    deliver(locations, {}, Clock())
    sessions_end(locations, range(4, 4 + AT_ONCE))
    command = [sys.executable, "-E", "-P", "-m", "codexctl.deliver"]
    worker = subprocess.Popen(command, env=environment(locations))
    time.sleep(chance.uniform(0.1, 0.6))
    worker.send_signal(signal.SIGSTOP)
    shutil.copytree(root / "here", root / "there")
    taken = {span for request in list(sink.requests) for span in span_ids(request)}
    worker.kill()
    worker.wait()
    return go_on(homes(root / "there"), root / "fresh", sink, taken, chance, harm)


def go_on(
    locations: Locations,
    fresh: Path,
    sink: Sink,
    taken: set[str],
    chance: random.Random,
    harm: Harm,
) -> int:
    """Deliver in the copy, and compare with what a first delivery of its rollouts gives."""
    harm(locations.data_dir, chance)
    run(locations, {}, Clock(sleep=lambda _: None))
    whole = another(locations, fresh)
    configure(whole, "local")
    deliver(whole, {}, Clock())
    expected = produced(whole)
    assert produced(locations) == expected
    accepted = {span for request in sink.requests for span in span_ids(request)}
    assert accepted == expected, "nothing is lost, and nothing has a second id"
    return len(expected - taken)


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_from_a_copy_of_the_machine_at_any_instant_nothing_is_lost(
    tmp_path: Path, sink: Sink, harm: Harm
) -> None:
    """Six instants here; the end-to-end tests take fifty."""
    chance = random.Random(len(harm.__name__))
    for number in range(2):
        stop_and_go_on_elsewhere(tmp_path / str(number), sink, chance, harm)
