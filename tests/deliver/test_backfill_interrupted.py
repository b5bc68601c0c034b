"""A backfill that is interrupted again and again: afterwards every span is in the store, once."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from codexctl.locations import Locations, locate
from tests.deliver.backfill.test_outages import produced, sessions
from tests.deliver.conftest import configure


def environment(locations: Locations) -> dict[str, str]:
    """What tells a process where these homes are."""
    own = {
        "CODEX_HOME": locations.codex_home,
        "CODEXCTL_HOME": locations.data_dir,
        "HOME": locations.home,
    }
    return {"PATH": os.environ["PATH"], **{name: str(path) for name, path in own.items()}}


def export(locations: Locations, *arguments: str) -> subprocess.Popen[str]:
    """Start `trace export --all` with two processes, in a process group of its own."""
    command = (*(sys.executable, "-m", "codexctl", "trace", "export", "--all"), *arguments)
    return subprocess.Popen(
        [*command, "--processes", "2"],
        env=environment(locations),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def another(locations: Locations, root: Path) -> Locations:
    """The same Codex home, and an empty home of ours."""
    home = {**environment(locations), "CODEXCTL_HOME": str(root)}
    return locate(home)


def interrupt_at_random(locations: Locations, times: int, within_s: float, seed: int) -> list[int]:
    """Start a backfill and interrupt it, by Ctrl-C or SIGKILL in turn; gives the exit codes."""
    chance, codes = random.Random(seed), []
    for number in range(times):
        running = export(locations)
        time.sleep(chance.uniform(0.3, within_s))
        if number % 2:
            os.kill(running.pid, signal.SIGKILL)
        else:
            os.killpg(running.pid, signal.SIGINT)
        _, said = running.communicate(timeout=60)
        codes.append(running.returncode)
        if running.returncode == 130:
            assert said.strip() == "codexctl: interrupted"
    return codes


def test_a_backfill_interrupted_at_random_leaves_each_span_exactly_once(
    locations: Locations, tmp_path: Path
) -> None:
    sessions(locations, 40)
    configure(locations, "local")
    codes = interrupt_at_random(locations, times=6, within_s=0.9, seed=3)
    # -SIGINT is an interpreter that had not begun with us yet: a busy machine takes a while.
    assert set(codes) <= {0, 130, -signal.SIGKILL, -signal.SIGINT}
    said, _ = export(locations).communicate(timeout=60)
    assert "turns delivered" in said
    whole = another(locations, tmp_path / "whole")
    configure(whole, "local")
    export(whole).communicate(timeout=60)
    assert produced(locations) == produced(whole)
    assert rows(locations) == rows(whole), "nothing is there twice"
    assert "local: 0 turns delivered" in export(locations).communicate(timeout=60)[0]


def rows(locations: Locations) -> list[int]:
    """How many turns, spans and steps are stored, and how many turns acknowledged."""
    db = sqlite3.connect(locations.traces_db)
    db.execute("ATTACH ? AS cursors", (str(locations.cursors_db),))
    try:
        tables = ("turns", "spans", "steps", "cursors.acknowledged")
        return [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]
    finally:
        db.close()


def test_ctrl_c_is_one_line_and_exit_code_130(locations: Locations) -> None:
    sessions(locations, 60)
    configure(locations, "local")
    running = export(locations)
    while not locations.traces_db.exists():
        time.sleep(0.005)
    os.killpg(running.pid, signal.SIGINT)
    out, said = running.communicate(timeout=60)
    assert (running.returncode, out, said.strip()) == (130, "", "codexctl: interrupted")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to find processes")
def test_a_process_that_is_killed_while_it_helps_is_one_line_and_nothing_is_lost(
    locations: Locations,
) -> None:
    sessions(locations, 60)
    configure(locations, "local")
    running = export(locations)
    while not (helpers := children(running.pid)):
        time.sleep(0.001)
    os.kill(helpers[0], signal.SIGKILL)
    out, said = running.communicate(timeout=60)
    assert (running.returncode, said) == (1, "")
    assert "a process that helped with it was killed" in out
    assert export(locations).communicate(timeout=60)[0].startswith("local: ")
    assert len(rows(locations)) == 4
    assert rows(locations)[0] == rows(locations)[3] == 240


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    try:
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def test_the_dry_run_counts_what_the_run_delivers(locations: Locations) -> None:
    sessions(locations, 20)
    configure(locations, "local")
    counted, _ = export(locations, "--dry-run").communicate(timeout=60)
    assert counted == "local: 80 turns would be delivered\n"
    assert not rows_exist(locations)
    assert export(locations).communicate(timeout=60)[0] == "local: 80 turns delivered\n"


def rows_exist(locations: Locations) -> bool:
    """Whether anything was stored."""
    return locations.traces_db.exists() and rows(locations)[0] > 0
