"""Several Codex homes with one codexctl: nobody's turn waits for the next turn of its own home."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from codexctl.codex.hooks.command import render_script
from codexctl.deliver.clock import Clock
from codexctl.deliver.only_worker import is_anybody_at_work, the_only_one
from codexctl.deliver.worker.entry import run
from codexctl.file_lock import held
from codexctl.locations import Locations
from tests.deliver.backfill.test_turnstile import stored_yet
from tests.deliver.conftest import configure, record
from tests.deliver.test_backfill_interrupted import environment
from tests.deliver.worker.test_worker import stored

PATIENCE_S = 120


@pytest.fixture
def other(locations: Locations, tmp_path: Path) -> Locations:
    """A second Codex home; what is ours is the same."""
    home = tmp_path / "it's  another: h\u00f6me * "
    (home / "sessions").mkdir(parents=True)
    return replace(locations, codex_home=home)


def wait_until(ready: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not ready():
        assert time.monotonic() < until
        time.sleep(0.02)


def open_turn(locations: Locations) -> tuple[Path, bytes]:
    """A turn without its last lines: a worker that is told of its end waits for them."""
    (path,) = record(locations, "shell-ok")
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.rindex(b"\n", 0, whole.index(b'"task_complete"')) + 1])
    return path, whole


def test_a_turn_that_ends_while_the_worker_of_another_home_runs_does_not_wait(
    locations: Locations, other: Locations
) -> None:
    """By the hook itself: its worker delivers while the other one waits for a turn's end."""
    configure(locations, "local")
    path, whole = open_turn(locations)
    locations.hints_dir.mkdir(parents=True)
    locations.hook_script.write_text(render_script(sys.executable, locations))
    with path.open("ab", buffering=0) as codex:  # a turn counts as dead that nobody has open
        subprocess.run(
            ["/bin/sh", str(locations.hook_script), "Stop"], env=environment(locations), check=True
        )
        first = hold_on_to_the_worker(locations)
        record(other, "plain")
        subprocess.run(
            ["/bin/sh", str(locations.hook_script), "Stop"], env=environment(other), check=True
        )
        wait_until(lambda: stored_yet(locations))
        assert first.exists(), "the first home's worker is still at it"
        codex.write(whole[path.stat().st_size :])
        wait_until(lambda: stored(locations)["turns"] == 2)
    wait_until(lambda: not is_anybody_at_work(locations.hints_dir))


def hold_on_to_the_worker(locations: Locations) -> Path:
    """Wait until the first delivery is over; gives the worker's note."""
    wait_until(lambda: locations.traces_db.exists() and bool(notes(locations)))
    return notes(locations)[0]


def notes(locations: Locations) -> list[Path]:
    return list(locations.hints_dir.glob(".worker-*"))


def test_workers_of_two_homes_deliver_by_turns(locations: Locations, other: Locations) -> None:
    configure(locations, "local")
    record(locations, "shell-ok")
    record(other, "plain")
    with the_only_one(locations, environment(locations)) as first:
        assert first
        with the_only_one(locations, environment(locations)) as again:
            assert not again, "one is enough for a home"
        assert not run(locations, environment(locations))
        assert run(other, environment(other)), "the other home's delivers meanwhile"
    assert stored(locations)["turns"] == 1
    assert run(locations, environment(locations))
    assert stored(locations)["turns"] == 2
    assert not notes(locations)


def test_a_worker_waits_for_whoever_delivers_for_another_home(
    locations: Locations, other: Locations
) -> None:
    """An export, for example, has a worker started at its end for its own home alone."""
    configure(locations, "local")
    record(other, "plain")
    lock = held(locations.worker_lock)
    lock.__enter__()
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if sum(pauses) > 600:
            lock.__exit__(None, None, None)

    assert run(other, environment(other), Clock(sleep=sleep))
    assert stored(locations)["turns"] == 1


def test_what_killed_workers_of_homes_left_goes_with_the_next_worker(
    locations: Locations, other: Locations
) -> None:
    code = (
        "import os, signal; from codexctl.locations import locate;"
        "from codexctl.deliver.only_worker import the_only_one;"
        "one = the_only_one(locate(os.environ), os.environ); one.__enter__();"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code], env=environment(other), check=False)
    (left,) = notes(locations)
    assert not is_anybody_at_work(locations.hints_dir)
    with the_only_one(locations, environment(locations)) as first:
        assert first
        assert left not in notes(locations)
        assert is_anybody_at_work(locations.hints_dir)


@pytest.mark.parametrize("name", ["relative", "/with\na line break", "~/.codex"])
def test_a_home_that_the_hook_would_not_know_again_is_not_named_to_it(
    locations: Locations, name: str
) -> None:
    with the_only_one(locations, {"CODEX_HOME": name}):
        (note,) = notes(locations)
        assert note.read_text() == f"{os.getpid()} ::\n"


def test_turns_of_many_homes_that_end_at_once_are_all_delivered(
    locations: Locations, tmp_path: Path
) -> None:
    configure(locations, "local")
    homes = [replace(locations, codex_home=tmp_path / f"home {n}") for n in range(6)]
    scenarios = ("plain", "shell-ok", "shell-failed", "plain", "shell-ok", "shell-failed")
    for home, scenario in zip(homes, scenarios, strict=True):
        (home.codex_home / "sessions").mkdir(parents=True)
        record(home, scenario)
    locations.hints_dir.mkdir(parents=True)
    threads = [threading.Thread(target=run, args=(home, environment(home))) for home in homes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stored(locations)["turns"] == 3, "the same sessions, in two homes each"
