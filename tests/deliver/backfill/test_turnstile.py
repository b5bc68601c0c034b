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


def test_a_hint_that_comes_while_a_worker_runs_is_served_by_it(locations: Locations) -> None:
    (ending,) = record(locations, "shell-ok")
    whole = ending.read_bytes()
    ending.write_bytes(whole[: whole.rindex(b"\n", 0, whole.index(b'"task_complete"')) + 1])
    configure(locations, "local")
    locations.hints_dir.mkdir(parents=True)
    (locations.hints_dir / "Stop").touch()

    def another_session_ends() -> None:
        record(locations, "plain")
        (locations.hints_dir / "SessionEnd").touch()
        run(locations, {})  # the other hook's own worker finds the lock taken and goes
        ending.write_bytes(whole)

    run(locations, {}, once(another_session_ends))
    assert stored(locations)["turns"] == 2


def test_the_worker_waits_for_the_end_of_a_turn_that_was_hinted_at(locations: Locations) -> None:
    (path,) = record(locations, "shell-ok")
    whole = path.read_bytes()
    end = whole.rindex(b"\n", 0, whole.index(b'"task_complete"')) + 1
    path.write_bytes(whole[:end])
    configure(locations, "local")
    locations.hints_dir.mkdir(parents=True)
    (locations.hints_dir / "Stop").touch()

    def finish_the_turn() -> None:
        path.write_bytes(whole)

    run(locations, {}, once(finish_the_turn))
    assert stored(locations)["turns"] == 1


def test_a_turn_that_only_begins_is_left_to_begin(locations: Locations) -> None:
    record(locations, "plain")
    configure(locations, "local")
    locations.hints_dir.mkdir(parents=True)
    (locations.hints_dir / "UserPromptSubmit").touch()
    seen = []

    def the_turn_ends(seconds: float) -> None:
        seen.append(locations.traces_db.exists())
        if len(seen) == 3:
            (locations.hints_dir / "Stop").touch()
        time.sleep(seconds)

    run(locations, {}, Clock(sleep=the_turn_ends))
    assert seen[:3] == [False, False, False]
    assert stored(locations)["turns"] == 1


def test_a_hint_from_the_future_delays_nothing_for_long(locations: Locations) -> None:
    record(locations, "plain")
    configure(locations, "local")
    locations.hints_dir.mkdir(parents=True)
    (locations.hints_dir / "UserPromptSubmit").touch()
    os.utime(locations.hints_dir / "UserPromptSubmit", (2**33, 2**33))
    run(locations, {}, Clock(sleep=lambda _: None))
    assert stored(locations)["turns"] == 1


def test_a_worker_that_finds_the_lock_taken_imports_nothing_heavy(locations: Locations) -> None:
    code = (
        "import sys; from codexctl.file_lock import held; from codexctl.locations import locate;"
        "import os; where = locate(os.environ); sys.argv = ['x'];"
        "lock = held(where.worker_lock); lock.__enter__();"
        "from codexctl.deliver.worker.entry import run; from codexctl.deliver.clock import Clock;"
        "run(where, os.environ, Clock(sleep=lambda _: None));"
        "print([m for m in ('orjson', 'sqlite3', 'tomllib', 'codexctl.trace') if m in sys.modules])"
    )
    home = {"HOME": str(locations.home), "CODEXCTL_HOME": str(locations.data_dir)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=home, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_worker_process_says_nothing_and_leaves_private_files(locations: Locations) -> None:
    record(locations, "plain")
    configure(locations, "local")
    done = subprocess.run(
        [sys.executable, "-E", "-P", "-m", "codexctl.deliver"],
        env=environment(locations),
        capture_output=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == (b"", b"")
    assert stored(locations)["turns"] == 1
    modes = {path.name: path.stat().st_mode & 0o777 for path in locations.data_dir.glob("*.db*")}
    assert set(modes.values()) == {0o600}, modes


def test_errors_go_to_a_private_log_without_content(locations: Locations, tmp_path: Path) -> None:
    record(locations, "plain")
    locations.settings_toml.parent.mkdir(parents=True)
    locations.settings_toml.write_text("secret-looking = 'nonsense'\n")
    done = subprocess.run(
        [sys.executable, "-E", "-P", "-m", "codexctl.deliver"],
        env=environment(locations),
        capture_output=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (b"", b"")
    assert "unknown key" in locations.log_file.read_text()
    assert locations.log_file.stat().st_mode & 0o777 == 0o600


def test_the_lock_and_the_number_of_a_worker_that_died_keep_nobody_out(
    locations: Locations,
) -> None:
    record(locations, "plain")
    configure(locations, "local")
    locations.hints_dir.mkdir(parents=True)
    code = (
        "import os, signal; from codexctl.locations import locate;"
        "from codexctl.deliver.only_worker import the_only_one;"
        "from codexctl.file_lock import held;"
        "where = locate(os.environ); lock = held(where.worker_lock); lock.__enter__();"
        "one = the_only_one(where, os.environ); one.__enter__();"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code], env=environment(locations), check=False)
    assert list(locations.hints_dir.glob(".worker-*"))
    locations.hook_script.write_text(render_script(sys.executable, locations))
    done = subprocess.run(
        ["/bin/sh", str(locations.hook_script), "Stop"], env=environment(locations), check=False
    )
    assert done.returncode == 0
    began = time.monotonic()
    while not stored_yet(locations):
        assert time.monotonic() - began < 20
        time.sleep(0.05)


def stored_yet(locations: Locations) -> bool:
    """Whether the turn has arrived."""
    try:
        return locations.traces_db.exists() and stored(locations)["turns"] == 1
    except sqlite3.OperationalError:
        return False  # the tables are being made


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP])
def test_where_the_file_system_has_no_locks_turns_are_delivered_all_the_same(
    locations: Locations, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def fails(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", fails)
    configure(locations, "local")
    record(locations, "plain")
    assert run(locations, {}, Clock())
    record(locations, "shell-ok")
    (done,) = Export(locations, {}, Scope(asked_for=True), lambda *_: None, processes=1).run()
    assert (done.delivered, done.problem) == (1, "")
    with held(locations.worker_lock) as mine:
        assert mine
        assert not run(locations, {}, Clock(sleep=lambda _: None)), "and still one at a time"


def test_a_turn_that_is_waited_for_is_not_forgotten_over_another_sessions_hint(
    locations: Locations,
) -> None:
    (path,) = record(locations, "shell-ok")
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.rindex(b"\n", 0, whole.index(b'"task_complete"')) + 1])
    configure(locations, "local")
    locations.hints_dir.mkdir(parents=True)
    (locations.hints_dir / "Stop").touch()
    slept = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 5:
            (locations.hints_dir / "SessionEnd").touch()
        if len(slept) == 20:
            codex.write(whole[path.stat().st_size :])
        time.sleep(seconds)

    with path.open("ab", buffering=0) as codex:  # a turn counts as dead that nobody has open
        run(locations, {}, Clock(sleep=sleep))
    assert len(slept) >= 20
    assert stored(locations)["turns"] == 1
