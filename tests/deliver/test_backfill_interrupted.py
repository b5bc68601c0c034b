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


def environment(where: Locations) -> dict[str, str]:
    """What tells a process where these homes are."""
    own = {"CODEX_HOME": where.codex_home, "CODEXCTL_HOME": where.data_dir, "HOME": where.home}
    return {"PATH": os.environ["PATH"], **{name: str(path) for name, path in own.items()}}


def export(where: Locations, *arguments: str) -> subprocess.Popen[str]:
    """Start `trace export --all` with two processes, in a process group of its own."""
    command = (*(sys.executable, "-m", "codexctl", "trace", "export", "--all"), *arguments)
    return subprocess.Popen(
        [*command, "--processes", "2"],
        env=environment(where),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def another(where: Locations, root: Path) -> Locations:
    """The same Codex home, and an empty home of ours."""
    home = {**environment(where), "CODEXCTL_HOME": str(root)}
    return locate(home)


def interrupt_at_random(where: Locations, times: int, within_s: float, seed: int) -> list[int]:
    """Start a backfill and interrupt it, by Ctrl-C or SIGKILL in turn; gives the exit codes."""
    chance, codes = random.Random(seed), []
    for number in range(times):
        running = export(where)
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
    where: Locations, tmp_path: Path
) -> None:
    sessions(where, 40)
    configure(where, "local")
    codes = interrupt_at_random(where, times=6, within_s=0.9, seed=3)
    # -SIGINT is an interpreter that had not begun with us yet: a busy machine takes a while.
    assert set(codes) <= {0, 130, -signal.SIGKILL, -signal.SIGINT}
    said, _ = export(where).communicate(timeout=60)
    assert "turns delivered" in said
    whole = another(where, tmp_path / "whole")
    configure(whole, "local")
    export(whole).communicate(timeout=60)
    assert produced(where) == produced(whole)
    assert rows(where) == rows(whole), "nothing is there twice"
    assert "local: 0 turns delivered" in export(where).communicate(timeout=60)[0]


def rows(where: Locations) -> list[int]:
    """How many turns, spans and steps are stored, and how many turns acknowledged."""
    db = sqlite3.connect(where.traces_db)
    db.execute("ATTACH ? AS cursors", (str(where.cursors_db),))
    try:
        tables = ("turns", "spans", "steps", "cursors.acknowledged")
        return [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]
    finally:
        db.close()


def test_ctrl_c_is_one_line_and_exit_code_130(where: Locations) -> None:
    sessions(where, 60)
    configure(where, "local")
    running = export(where)
    while not where.traces_db.exists():
        time.sleep(0.005)
    os.killpg(running.pid, signal.SIGINT)
    out, said = running.communicate(timeout=60)
    assert (running.returncode, out, said.strip()) == (130, "", "codexctl: interrupted")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to find processes")
def test_a_process_that_is_killed_while_it_helps_is_one_line_and_nothing_is_lost(
    where: Locations,
) -> None:
    sessions(where, 60)
    configure(where, "local")
    running = export(where)
    while not (helpers := children(running.pid)):
        time.sleep(0.001)
    os.kill(helpers[0], signal.SIGKILL)
    out, said = running.communicate(timeout=60)
    assert (running.returncode, said) == (1, "")
    assert "a process that helped with it was killed" in out
    assert export(where).communicate(timeout=60)[0].startswith("local: ")
    assert len(rows(where)) == 4
    assert rows(where)[0] == rows(where)[3] == 240


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    try:
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def test_the_dry_run_counts_what_the_run_delivers(where: Locations) -> None:
    sessions(where, 20)
    configure(where, "local")
    counted, _ = export(where, "--dry-run").communicate(timeout=60)
    assert counted == "local: 80 turns would be delivered\n"
    assert not rows_exist(where)
    assert export(where).communicate(timeout=60)[0] == "local: 80 turns delivered\n"


def rows_exist(where: Locations) -> bool:
    """Whether anything was stored."""
    return where.traces_db.exists() and rows(where)[0] > 0
