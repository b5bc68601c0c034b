"""Following live: what grows is delivered, whoever wrote it, and nobody is shut out."""

from __future__ import annotations

import os

from codexctl.deliver.clock import Clock
from codexctl.deliver.worker.watch import Sight, watch
from codexctl.file_lock import held
from codexctl.locations import Locations
from tests.deliver.conftest import configure, record


def test_a_session_that_fires_no_hook_is_delivered(locations: Locations) -> None:
    configure(locations, "local")
    following = watch(locations, {}, Clock(), interval_s=0.01)
    assert next(following)["local"].delivered == 0
    record(locations, "plain")
    assert next(following)["local"].delivered == 1


def test_nothing_is_done_while_nothing_changes(locations: Locations) -> None:
    configure(locations, "local")
    record(locations, "plain")
    waits: list[float] = []

    def wait(seconds: float) -> None:
        if seconds == 7:
            waits.append(seconds)
        if waits == [7] * 5:
            record(locations, "shell-ok")

    following = watch(locations, {}, Clock(sleep=wait), interval_s=7)
    next(following)
    assert next(following)["local"].delivered == 1
    assert len(waits) == 5


def test_it_waits_while_a_hooks_worker_is_at_it(locations: Locations) -> None:
    configure(locations, "local")
    record(locations, "plain")
    lock = held(locations.worker_lock)
    lock.__enter__()
    waits: list[float] = []

    def wait(seconds: float) -> None:
        if seconds == 7:
            waits.append(seconds)
        if len(waits) == 3 and seconds == 7:
            lock.__exit__(None, None, None)

    following = watch(locations, {}, Clock(sleep=wait), interval_s=7)
    assert next(following)["local"].delivered == 1
    assert len(waits) == 3


def test_thousands_of_old_sessions_are_looked_at_now_and_then_only(locations: Locations) -> None:
    day = locations.rollout_folders[0] / "2026" / "01" / "31"
    day.mkdir(parents=True)
    old = [day / f"rollout-{number}.jsonl" for number in range(200)]
    for number, path in enumerate(old):
        path.touch()
        os.utime(path, (number, number))
    sight = Sight(locations.rollout_folders)
    assert not sight.has_news()
    os.utime(old[0], (500, 500))
    assert not sight.has_news(), "it is found when all are looked at"
    assert Sight(locations.rollout_folders).rollouts != sight.rollouts
    os.utime(old[199], (600, 600))
    assert sight.has_news()


def test_a_new_session_is_seen_at_once_on_an_old_day_and_on_a_new_one(locations: Locations) -> None:
    for day in ("2026/01/31", "2026/02/01"):
        (locations.rollout_folders[0] / "2026/01/31").mkdir(parents=True, exist_ok=True)
        sight = Sight(locations.rollout_folders)
        (locations.rollout_folders[0] / day).mkdir(parents=True, exist_ok=True)
        (locations.rollout_folders[0] / day / "rollout-1.jsonl").touch()
        assert sight.has_news()


def test_an_old_session_that_goes_on_is_delivered(locations: Locations) -> None:
    configure(locations, "local")
    (path,) = record(locations, "resumed")
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b'"task_complete"') + 2000])
    for number in range(100):
        (path.parent / f"rollout-{number}.jsonl").touch()
    os.utime(path, (1, 1))
    following = watch(locations, {}, Clock(sleep=lambda _: None))
    next(following)
    path.write_bytes(whole)
    os.utime(path, (2, 2))
    assert next(following)["local"].delivered > 0


def test_following_goes_on_when_what_was_in_the_way_is_gone(locations: Locations) -> None:
    configure(locations, "local")
    good = locations.settings_toml.read_text()
    locations.settings_toml.write_text("nonsense")
    following = watch(locations, {}, Clock(sleep=lambda _: None))
    assert "settings.toml" in next(following)["delivery"].problem
    locations.settings_toml.write_text(good)
    os.utime(locations.settings_toml, (0, 0))
    record(locations, "plain")
    assert next(following)["local"].delivered == 1
