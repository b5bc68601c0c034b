"""One worker at a time: it serves every hint, waits for turns that end, and says nothing."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from codexctl.codex.hooks.command import render_script
from codexctl.deliver.backfill.export import Export
from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.scope import Scope
from codexctl.deliver.worker.entry import run
from codexctl.file_lock import held
from codexctl.locations import Locations
from tests.deliver.conftest import configure, record
from tests.deliver.test_backfill_interrupted import environment
from tests.deliver.worker.test_worker import stored


def once(action: Callable[[], None]) -> Clock:
    """A clock whose first wait lets something happen; the others only wait."""
    left = [action]

    def sleep(seconds: float) -> None:
        if left:
            left.pop()()
        time.sleep(seconds)

    return Clock(sleep=sleep)


def test_a_hint_that_comes_while_a_worker_runs_is_served_by_it(where: Locations) -> None:
    (ending,) = record(where, "shell-ok")
    whole = ending.read_bytes()
    ending.write_bytes(whole[: whole.rindex(b"\n", 0, whole.index(b'"task_complete"')) + 1])
    configure(where, "local")
    where.hints_dir.mkdir(parents=True)
    (where.hints_dir / "Stop").touch()

    def another_session_ends() -> None:
        record(where, "plain")
        (where.hints_dir / "SessionEnd").touch()
        run(where, {})  # the other hook's own worker finds the lock taken and goes
        ending.write_bytes(whole)

    run(where, {}, once(another_session_ends))
    assert stored(where)["turns"] == 2


def test_the_worker_waits_for_the_end_of_a_turn_that_was_hinted_at(where: Locations) -> None:
    (path,) = record(where, "shell-ok")
    whole = path.read_bytes()
    end = whole.rindex(b"\n", 0, whole.index(b'"task_complete"')) + 1
    path.write_bytes(whole[:end])
    configure(where, "local")
    where.hints_dir.mkdir(parents=True)
    (where.hints_dir / "Stop").touch()

    def finish_the_turn() -> None:
        path.write_bytes(whole)

    run(where, {}, once(finish_the_turn))
    assert stored(where)["turns"] == 1


def test_a_turn_that_only_begins_is_left_to_begin(where: Locations) -> None:
    record(where, "plain")
    configure(where, "local")
    where.hints_dir.mkdir(parents=True)
    (where.hints_dir / "UserPromptSubmit").touch()
    seen = []

    def the_turn_ends(seconds: float) -> None:
        seen.append(where.traces_db.exists())
        if len(seen) == 3:
            (where.hints_dir / "Stop").touch()
        time.sleep(seconds)

    run(where, {}, Clock(sleep=the_turn_ends))
    assert seen[:3] == [False, False, False]
    assert stored(where)["turns"] == 1


def test_a_hint_from_the_future_delays_nothing_for_long(where: Locations) -> None:
    record(where, "plain")
    configure(where, "local")
    where.hints_dir.mkdir(parents=True)
    (where.hints_dir / "UserPromptSubmit").touch()
    os.utime(where.hints_dir / "UserPromptSubmit", (2**33, 2**33))
    run(where, {}, Clock(sleep=lambda _: None))
    assert stored(where)["turns"] == 1


def test_a_worker_that_finds_the_lock_taken_imports_nothing_heavy(where: Locations) -> None:
    code = (
        "import sys; from codexctl.file_lock import held; from codexctl.locations import locate;"
        "import os; where = locate(os.environ); sys.argv = ['x'];"
        "lock = held(where.worker_lock); lock.__enter__();"
        "from codexctl.deliver.worker.entry import run; run(where, os.environ);"
        "print([m for m in ('orjson', 'sqlite3', 'tomllib', 'codexctl.trace') if m in sys.modules])"
    )
    home = {"HOME": str(where.home), "CODEXCTL_HOME": str(where.data_dir)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=home, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_worker_process_says_nothing_and_leaves_private_files(where: Locations) -> None:
    record(where, "plain")
    configure(where, "local")
    done = subprocess.run(
        [sys.executable, "-E", "-P", "-m", "codexctl.deliver"],
        env=environment(where),
        capture_output=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == (b"", b"")
    assert stored(where)["turns"] == 1
    modes = {path.name: path.stat().st_mode & 0o777 for path in where.data_dir.glob("*.db*")}
    assert set(modes.values()) == {0o600}, modes


def test_errors_go_to_a_private_log_without_content(where: Locations, tmp_path: Path) -> None:
    record(where, "plain")
    where.settings_toml.parent.mkdir(parents=True)
    where.settings_toml.write_text("secret-looking = 'nonsense'\n")
    done = subprocess.run(
        [sys.executable, "-E", "-P", "-m", "codexctl.deliver"],
        env=environment(where),
        capture_output=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (b"", b"")
    assert "unknown key" in where.log_file.read_text()
    assert where.log_file.stat().st_mode & 0o777 == 0o600


def test_the_lock_and_the_number_of_a_worker_that_died_keep_nobody_out(where: Locations) -> None:
    record(where, "plain")
    configure(where, "local")
    where.hints_dir.mkdir(parents=True)
    code = (
        "import os, signal; from codexctl.locations import locate;"
        "from codexctl.deliver.worker import hints; from codexctl.file_lock import held;"
        "where = locate(os.environ); held(where.worker_lock).__enter__();"
        "hints.begin_work(where.hints_dir); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code], env=environment(where), check=False)
    assert (where.hints_dir / ".worker").exists()
    where.hook_script.write_text(render_script(sys.executable, where))
    done = subprocess.run(
        ["/bin/sh", str(where.hook_script), "Stop"], env=environment(where), check=False
    )
    assert done.returncode == 0
    began = time.monotonic()
    while not stored_yet(where):
        assert time.monotonic() - began < 20
        time.sleep(0.05)


def stored_yet(where: Locations) -> bool:
    """Whether the turn has arrived."""
    try:
        return where.traces_db.exists() and stored(where)["turns"] == 1
    except sqlite3.OperationalError:
        return False  # the tables are being made


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP])
def test_where_the_file_system_has_no_locks_turns_are_delivered_all_the_same(
    where: Locations, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def fails(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", fails)
    configure(where, "local")
    record(where, "plain")
    assert run(where, {}, Clock())
    record(where, "shell-ok")
    (done,) = Export(where, {}, Scope(asked_for=True), lambda *_: None, processes=1).run()
    assert (done.delivered, done.problem) == (1, "")
    with held(where.worker_lock) as mine:
        assert mine
        assert not run(where, {}, Clock()), "and still one at a time"
