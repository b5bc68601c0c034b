"""The worker: what is pending is delivered once, whatever happened before."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors import Cursors
from codexctl.deliver.local_store import LocalStore
from codexctl.deliver.sweep import Report
from codexctl.deliver.turnstile import run
from codexctl.deliver.worker import deliver
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from tests.deliver.conftest import configure, record
from tests.deliver.sink import Sink, ok, rejecting


def once(action: Callable[[], None]) -> Clock:
    """A clock whose first wait lets something happen; the others only wait."""
    left = [action]

    def sleep(seconds: float) -> None:
        if left:
            left.pop()()
        time.sleep(seconds)

    return Clock(sleep=sleep)


def delivered(where: Locations, clock: Clock | None = None) -> dict[str, Report]:
    """One delivery without waiting for anybody."""
    return deliver(where, {}, clock or Clock())


def stored(where: Locations) -> dict[str, int]:
    """How many spans and turns the local store holds."""
    db = sqlite3.connect(where.traces_db)
    try:
        return {
            table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("spans", "turns")
        }
    finally:
        db.close()


def test_every_recorded_turn_arrives_in_the_local_store(where: Locations) -> None:
    record(where, "plain", "shell-failed", "subagent")
    configure(where, "local")
    report = delivered(where)["local"]
    assert (report.delivered, report.problem) == (4, "")
    assert stored(where)["turns"] == 4


def test_a_second_delivery_sends_nothing_and_changes_nothing(where: Locations, sink: Sink) -> None:
    record(where, "plain", "tools-mixed")
    configure(where, "local", f"far={sink.url}")
    delivered(where)
    before, sent = stored(where), len(sink.requests)
    delivered(where)
    assert (stored(where), len(sink.requests)) == (before, sent)


def test_sending_a_turn_twice_leaves_one_of_each_span(where: Locations) -> None:
    record(where, "tools-mixed")
    configure(where, "local")
    delivered(where)
    before = stored(where)
    where.cursors_db.unlink()
    assert delivered(where)["local"].delivered == 1
    assert stored(where) == before


def test_only_the_new_turn_of_a_growing_file_is_sent(where: Locations, sink: Sink) -> None:
    (path,) = record(where, "resumed")
    whole = path.read_bytes()
    cut = whole.index(b'"task_complete"')
    end = whole.index(b"\n", cut) + 1
    path.write_bytes(whole[:end])
    configure(where, f"far={sink.url}")
    first = delivered(where)["far"].delivered
    path.write_bytes(whole)
    second = delivered(where)["far"].delivered
    assert (first, second) == (1, 2)
    assert len(sink.spans) == len(set(sink.spans))


def test_a_turn_that_is_still_running_waits(where: Locations) -> None:
    (path,) = record(where, "shell-ok")
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b'"task_complete"') - 80])
    configure(where, "local")
    report = delivered(where)["local"]
    assert (report.delivered, report.open_files) == (0, [path])
    path.write_bytes(whole)
    assert delivered(where)["local"].delivered == 1


def test_a_dead_turn_is_delivered_as_incomplete(where: Locations) -> None:
    (path,) = record(where, "killed-streaming")
    long_ago = time.time() - 7200
    os.utime(path, (long_ago, long_ago))
    configure(where, "local")
    delivered(where)
    store = LocalStore.open(where.traces_db)
    assert [turn["status"] for turn in store.turns()] == ["incomplete"]
    store.close()


def test_turns_from_before_setup_count_as_seen(where: Locations) -> None:
    record(where, "plain")
    configure(where, "local")
    cursors = Cursors.open(where.cursors_db)
    cursors.register("local", time.time_ns())
    cursors.close()
    assert delivered(where)["local"].delivered == 0


def test_a_file_rewritten_in_place_is_read_again_but_no_turn_goes_twice(
    where: Locations, sink: Sink
) -> None:
    (path,) = record(where, "resumed")
    configure(where, f"far={sink.url}")
    delivered(where)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(line.replace(b'"timestamp"', b'"timestamp" ', 1) for line in lines))
    assert delivered(where)["far"].delivered == 0
    assert len(sink.spans) == len(set(sink.spans))


def test_compressed_and_archived_sessions_are_not_sent_again(where: Locations, sink: Sink) -> None:
    (path,) = record(where, "plain")
    configure(where, f"far={sink.url}")
    delivered(where)
    archive = where.rollout_folders[1]
    archive.mkdir()
    shutil.move(path, archive / path.name)
    assert delivered(where)["far"].delivered == 0
    assert len(sink.requests) == 1


@pytest.mark.parametrize(
    "reply",
    [
        (500, {}, b""),
        (429, {"Retry-After": "60"}, b""),
        (302, {"Location": "/login"}, b""),
        (200, {"Content-Type": "text/html"}, b"<html>please log in</html>"),
        (401, {}, b""),
        rejecting(1),
    ],
    ids=["500", "429", "redirect", "web page", "401", "partial"],
)
def test_nothing_is_lost_when_a_backend_does_not_take_it(
    where: Locations, sink: Sink, reply: tuple[int, dict[str, str], bytes]
) -> None:
    record(where, "tools-mixed", "subagent")
    configure(where, "local", f"far={sink.url}")
    sink.reply = lambda _: reply
    reports = delivered(where)
    assert reports["far"].problem
    assert reports["local"].delivered == 3, "one destination's trouble is not another's"
    sink.reply = lambda _: ok()
    cursors = Cursors.open(where.cursors_db)
    cursors.succeeded("far", 1)  # as after `trace export` or a change of settings
    cursors.close()
    assert delivered(where)["far"].delivered == 3
    assert len(sink.spans) == len(set(sink.spans)) == stored(where)["spans"]


def test_a_backend_that_is_away_is_tried_again_by_the_next_worker(where: Locations) -> None:
    record(where, "plain")
    with Sink() as sink:
        url = sink.url
    configure(where, f"far={url}")
    assert "refused" in delivered(where)["far"].problem.lower()
    assert delivered(where)["far"].problem


def test_a_refused_turn_does_not_hold_up_the_others(where: Locations, sink: Sink) -> None:
    record(where, "plain", "shell-ok", "tools-mixed")
    configure(where, f"far={sink.url}")
    sink.reply = lambda r: (400, {}, b"") if b"Use many tools" in r.SerializeToString() else ok()
    report = delivered(where)["far"]
    assert (report.delivered, report.refused, report.problem) == (2, 1, "")


def test_a_paused_destination_is_left_alone_until_its_settings_change(
    where: Locations, sink: Sink
) -> None:
    record(where, "plain")
    configure(where, f"far={sink.url}")
    sink.reply = lambda _: (401, {}, b"")
    delivered(where)
    delivered(where)
    assert len(sink.requests) == 1
    text = where.settings_toml.read_text()
    where.settings_toml.write_text(text + 'headers = { "x-new" = "1" }\n')
    sink.reply = lambda _: ok()
    assert delivered(where)["far"].delivered == 1
    assert sink.headers[-1]["x-new"] == "1"


def test_broken_settings_deliver_nothing(where: Locations) -> None:
    record(where, "plain")
    configure(where, "local")
    where.settings_toml.write_text("capture = 'everything'\n[[destinations]]\n")
    with pytest.raises(CodexctlError):
        delivered(where)
    assert not where.traces_db.exists()


def test_a_line_that_cannot_be_read_is_passed_over(where: Locations) -> None:
    (path,) = record(where, "plain")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], b"{broken\n", b"\xff\xfe\n", *lines[1:]]))
    configure(where, "local")
    assert delivered(where)["local"].delivered == 1


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
        "import sys; from codexctl.deliver.lock import held; from codexctl.locations import locate;"
        "import os; where = locate(os.environ); sys.argv = ['x'];"
        "lock = held(where.worker_lock); lock.__enter__();"
        "from codexctl.deliver.turnstile import run; run(where, os.environ);"
        "print([m for m in ('orjson', 'sqlite3', 'tomllib', 'codexctl.trace') if m in sys.modules])"
    )
    environment = {"HOME": str(where.home), "CODEXCTL_HOME": str(where.data_dir)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_worker_process_says_nothing_and_leaves_private_files(where: Locations) -> None:
    record(where, "plain")
    configure(where, "local")
    environment = {
        "HOME": str(where.home),
        "CODEX_HOME": str(where.codex_home),
        "CODEXCTL_HOME": str(where.data_dir),
    }
    done = subprocess.run(
        [sys.executable, "-E", "-P", "-m", "codexctl.deliver"],
        env=environment,
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
    environment = {
        "HOME": str(where.home),
        "CODEX_HOME": str(where.codex_home),
        "CODEXCTL_HOME": str(where.data_dir),
    }
    done = subprocess.run(
        [sys.executable, "-E", "-P", "-m", "codexctl.deliver"],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (b"", b"")
    assert "unknown key" in where.log_file.read_text()
    assert where.log_file.stat().st_mode & 0o777 == 0o600
