"""Three hundred kills of the worker, and sixteen sessions that end at once: nothing is lost."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import threading
import time
from pathlib import Path

import pytest

from codexctl.locations import Locations, locate
from tests.deliver.backfill.test_outages import kill_again_and_again, produced, with_ids_of_its_own
from tests.deliver.conftest import configure, record
from tests.deliver.sink import Sink
from tests.deliver.worker.test_machine_states import HARMS, stop_and_go_on_elsewhere
from tests.e2e.installed import Installed
from tests.e2e.lab.binary import codex_binary
from tests.e2e.lab.runner import Lab

pytestmark = pytest.mark.e2e


def places(root: Path) -> Locations:
    """Homes below `root`."""
    (root / "codex" / "sessions").mkdir(parents=True)
    home, codex, own = str(root), str(root / "codex"), str(root / "ctl")
    return locate({"HOME": home, "CODEX_HOME": codex, "CODEXCTL_HOME": own})


def test_three_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    with Sink() as sink:
        for number in range(10):
            locations = places(tmp_path / str(number))
            sink.requests.clear()
            kill_again_and_again(locations, sink, kills=30, copies=6)


def test_sixteen_sessions_that_end_at_once_are_all_delivered(tmp_path: Path) -> None:
    with Lab(codex_binary()) as lab:
        installed = Installed(lab)
        installed.run("setup", "--destination", "local", "--yes")
        source = record(places(tmp_path), "shell-ok")[0].read_text()
        sessions = lab.home.codex / "sessions"
        sessions.mkdir(exist_ok=True)
        hook = str(installed.home / "hook.sh")

        def end(number: int) -> None:
            text = with_ids_of_its_own(source, number + 1)
            (sessions / f"rollout-{number}.jsonl").write_text(text)
            subprocess.run([hook, "Stop"], env=lab.home.env, check=True)

        threads = [threading.Thread(target=end, args=(number,)) for number in range(16)]
        _forget_the_past(installed)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        turns = installed.turns_when(lambda turns: len(turns) == 16, within_s=120.0)
        assert len({turn["turn_id"] for turn in turns}) == 16


def _forget_the_past(installed: Installed) -> None:
    """The recorded turns are from before setup: have the destination begin with them."""
    db = sqlite3.connect(installed.home / "cursors.db", timeout=5)
    with db:
        db.execute("UPDATE destinations SET since_ns = 0")
    db.close()
    time.sleep(0.1)


def test_the_sweep_finds_what_no_hint_announced(tmp_path: Path) -> None:
    locations = places(tmp_path)
    with Sink() as sink:
        configure(locations, "local", f"far={sink.url}")
        record(locations, "plain", "http-500", "interrupted-tool", "subagent-v2")
        kill_again_and_again(locations, sink, kills=0, copies=1)
        assert produced(locations)


def test_from_fifty_copies_of_the_machine_nothing_is_lost(tmp_path: Path) -> None:
    chance, harms = random.Random(50), list(HARMS.values())
    with Sink() as sink:
        missing = [
            stop_and_go_on_elsewhere(tmp_path / str(n), sink, chance, harms[n % len(harms)])
            for n in range(50)
        ]
    assert any(missing), "some were taken before everything was delivered"
