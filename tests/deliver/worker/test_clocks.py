"""Clocks that are put forward or back, by years: nothing is lost, and nobody waits for ever."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.rollouts.files import look
from codexctl.deliver.rollouts.reading import Reading
from codexctl.deliver.worker.deliver import deliver
from codexctl.deliver.worker.entry import run
from codexctl.deliver.worker.watch import watch
from codexctl.locations import Locations
from tests.deliver.conftest import configure, record
from tests.deliver.sink import Sink, ok
from tests.deliver.worker.test_worker import stored

YEAR_NS = 366 * 86_400 * 10**9
YEARS = [-50, -1, 1, 200]


def shifted(years: int) -> Clock:
    """A clock that is wrong by years and does not wait."""
    return Clock(lambda: time.time_ns() + years * YEAR_NS, lambda _: None)


@pytest.mark.parametrize("years", YEARS)
def test_what_is_pending_is_delivered_by_any_clock_and_once(
    locations: Locations, sink: Sink, years: int
) -> None:
    record(locations, "plain")
    configure(locations, "local", f"far={sink.url}")
    run(locations, {}, shifted(years))
    record(locations, "tools-mixed")
    run(locations, {}, shifted(0))
    run(locations, {}, shifted(-years))
    assert stored(locations)["turns"] == 2
    assert len(sink.spans) == len(set(sink.spans)) == stored(locations)["spans"]


@pytest.mark.parametrize("years", YEARS)
def test_a_backend_that_failed_by_another_clock_is_tried_again(
    locations: Locations, sink: Sink, years: int
) -> None:
    record(locations, "plain")
    configure(locations, f"far={sink.url}")
    sink.reply = lambda _: (429, {"Retry-After": "3000"}, b"")
    deliver(locations, {}, shifted(years))
    sink.reply = lambda _: ok()
    assert deliver(locations, {}, shifted(0))["far"].delivered == 1


def test_a_setup_by_a_clock_of_the_future_does_not_hide_what_comes(locations: Locations) -> None:
    configure(locations, "local")
    cursors = Cursors.open(locations.cursors_db)
    cursors.destinations.register("local", time.time_ns() + 50 * YEAR_NS)
    cursors.close()
    (path,) = record(locations, "plain")
    ends_now = Clock(now_ns=lambda: ended_at(path) + 10**9, sleep=lambda _: None)
    assert deliver(locations, {}, ends_now)["local"].delivered == 1


def ended_at(path: Path) -> int:
    """When the only turn of a recorded file ended, in nanoseconds."""
    rollout = look(path)
    assert rollout
    return next(iter(Reading(rollout, None).turns(dead=True))).ended


def test_a_clock_that_is_put_back_while_the_worker_waits_does_not_make_it_wait_for_years(
    locations: Locations,
) -> None:
    (path,) = record(locations, "shell-ok")
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b'"task_complete"') - 80])
    configure(locations, "local")
    locations.hints_dir.mkdir(parents=True)
    (locations.hints_dir / "Stop").touch()
    soon = time.time() + 50 * 366 * 86_400
    os.utime(locations.hints_dir / "Stop", (soon, soon))
    os.utime(path, (soon, soon))
    waited: list[float] = []
    run(locations, {}, Clock(sleep=waited.append))
    assert 10 < sum(waited) < 60


@pytest.mark.parametrize("years", YEARS)
def test_files_of_another_time_are_delivered_too(locations: Locations, years: int) -> None:
    (path,) = record(locations, "plain")
    then = max(0, time.time_ns() + years * YEAR_NS)
    os.utime(path, ns=(then, then))
    configure(locations, "local")
    waited: list[float] = []
    assert deliver(locations, {}, Clock(sleep=waited.append))["local"].delivered == 1
    assert sum(waited) < 2


def test_following_goes_on_when_the_clock_is_put_back(locations: Locations) -> None:
    configure(locations, "local")
    years = [1, -3, 200, 0]
    clock = Clock(lambda: time.time_ns() + years[0] * YEAR_NS, lambda _: None)
    following = watch(locations, {}, clock)
    next(following)
    for number, scenario in enumerate(("plain", "shell-ok", "tools-mixed")):
        years.pop(0)
        record(locations, scenario)
        assert next(following)["local"].delivered == 1, number
