"""A worker that dies over a file is seen by the next one, and in the end keeps nobody waiting."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.cursors.at_work import (
    DIED,
    LAST_AFTER,
    LEFT_AFTER,
    AtWork,
    count_deaths,
    deaths,
)
from codexctl.deliver.rollouts import reading
from codexctl.deliver.rollouts.content.opening import raw_lines
from codexctl.deliver.rollouts.files import look
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import Locations, locate
from codexctl.settings.load import load
from tests.deliver.conftest import configure, record
from tests.deliver.told import health
from tests.trace.writing import Rollout

THREAD = "01a215c3-c66f-7660-acb6-78bcee93d109"
# A worker that is killed when it comes to one file, as the system does when memory is short.
KILLED = """
import os, signal, sys
from codexctl.deliver.rollouts import reading
from codexctl.deliver.clock import Clock
from codexctl.deliver.rollouts.content.opening import raw_lines
from codexctl.deliver.rollouts.files import look
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import locate
known = reading.raw_lines
def lines(stream, *rest):
    if stream.name == sys.argv[1]:
        os.kill(os.getpid(), signal.SIGKILL)
    return known(stream, *rest)
reading.raw_lines = lines
deliver(locate(os.environ), {}, Clock())
"""


def _bad(locations: Locations) -> Path:
    path = locations.rollout_folders[0] / f"rollout-2026-01-01T00-00-00-{THREAD}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(Rollout(THREAD).started("t").prompt("go").said("x").ended().lines))
    return path


def _killed(locations: Locations, path: Path) -> None:
    environ = {
        "HOME": str(locations.codex_home.parent),
        "CODEX_HOME": str(locations.codex_home),
        "CODEXCTL_HOME": str(locations.data_dir),
        "PATH": os.environ["PATH"],
    }
    assert locate(environ).cursors_db == locations.cursors_db
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], env=environ, check=False)
    assert done.returncode == -signal.SIGKILL


def _turns(locations: Locations) -> int:
    """How many turns the local store holds."""
    if not locations.traces_db.exists():
        return 0
    with closing(sqlite3.connect(locations.traces_db)) as store:
        return int(store.execute("SELECT count(DISTINCT trace_id) FROM spans").fetchone()[0])


def _said(locations: Locations) -> dict[str, str]:
    return {check.id: check.summary for check in health(locations, load(locations.settings_toml))}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not kill with a signal")
def test_a_file_over_which_workers_are_killed_comes_last_and_is_not_lost(
    locations: Locations,
) -> None:
    configure(locations, "local")
    path = _bad(locations)
    record(locations, "plain")
    for _ in range(LAST_AFTER):
        _killed(locations, path)
        assert str(path) in _said(locations)["deliver.died"]
        assert _turns(locations) == 0
    _killed(locations, path)
    assert _turns(locations) == 1, "the others were delivered before that worker died"
    assert deliver(locations, {}, Clock())["local"].delivered == 1
    assert _turns(locations) == 2
    assert "deliver.died" not in _said(locations)


def test_a_file_over_which_very_many_died_is_left_alone_until_it_changes(
    locations: Locations,
) -> None:
    configure(locations, "local")
    path = _bad(locations)
    record(locations, "plain")
    rollout = look(path)
    assert rollout is not None
    with closing(Cursors.open(locations.cursors_db)) as cursors:
        for _ in range(LEFT_AFTER - 1):
            cursors.deadly.count("local", rollout)
        AtWork(locations.data_dir).on("local", path)
        count_deaths(cursors)
    report = deliver(locations, {}, Clock())["local"]
    assert report.delivered == 1
    assert str(path) not in report.fates
    said = _said(locations)
    assert f"{path} ({DIED})" in said["deliver.unreadable"]
    assert "deliver.died" not in said
    path.write_bytes(path.read_bytes() + b"\n")
    assert deliver(locations, {}, Clock())["local"].delivered == 1
    assert "deliver.unreadable" not in _said(locations)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not kill with a signal")
def test_one_death_is_named_until_the_file_has_been_read(locations: Locations) -> None:
    configure(locations, "local")
    path = _bad(locations)
    _killed(locations, path)
    assert str(path) in _said(locations)["deliver.died"]
    assert deliver(locations, {}, Clock())["local"].delivered == 1
    assert "deliver.died" not in _said(locations)
    assert os.listdir(locations.data_dir / "at-work") == []  # noqa: PTH208


def test_a_file_that_fails_in_a_way_nobody_expected_does_not_starve_the_others(
    locations: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(locations, "local")
    path = _bad(locations)
    record(locations, "plain")
    known = raw_lines

    def lines(stream: object, *rest: object) -> Iterator[bytes]:
        if getattr(stream, "name", "") == str(path):
            raise LookupError("a bug")
        return known(stream, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "raw_lines", lines)
    for _ in range(LAST_AFTER + 1):
        with pytest.raises(LookupError):
            deliver(locations, {}, Clock())
    assert _turns(locations) == 1


def test_a_worker_with_nothing_to_read_writes_no_note_and_one_at_work_is_not_taken_for_dead(
    locations: Locations,
) -> None:
    configure(locations, "local")
    locations.rollout_folders[0].mkdir(parents=True, exist_ok=True)
    deliver(locations, {}, Clock())
    assert not (locations.data_dir / "at-work").exists()
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        note = AtWork(locations.data_dir)
        note.on("local", Path("mine"))
        (locations.data_dir / "at-work" / str(os.getpid())).rename(
            locations.data_dir / "at-work" / str(other.pid)
        )
        assert list(deaths(locations.data_dir)) == []
    finally:
        other.communicate(b"\n")
    assert [death.path for death in deaths(locations.data_dir)] == [Path("mine")] or (
        sys.platform == "win32"
    )
