"""The local store stays within its bounds; what goes is gone, and nobody waits for it."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from codexctl.deliver.clock import Clock
from codexctl.deliver.store import retention
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.retention import Bounds, bounds, keep_to
from codexctl.deliver.worker.deliver import deliver, tidy
from codexctl.deliver.worker.entry import run
from codexctl.locations import Locations
from codexctl.policy.file.model import Policy
from codexctl.policy.file.read import from_bytes
from codexctl.settings.model import KEEP_ALL, Keep
from tests.deliver.backfill.test_outages import sessions
from tests.deliver.conftest import configure, record

DAY_NS = 86_400 * 10**9
NOW = 1_800_000_000 * 10**9
MB = 1_000_000


def policy(text: str) -> Policy:
    """An administrator's file with this in it."""
    return from_bytes(f"version = 1\n{text}".encode(), Path("/p"))


@pytest.mark.parametrize(
    ("said", "keep", "days"),
    [
        ("retention_days = 30", Keep(days=7), 7),
        ("retention_days = 7", Keep(days=30), 7),
        ("retention_days = 7", KEEP_ALL, 7),
        ("", Keep(days=3), 3),
    ],
)
def test_the_strictest_of_policy_and_settings_holds(said: str, keep: Keep, days: int) -> None:
    found = bounds(policy(f"[destinations]\n{said}\n"), keep, NOW)
    assert found == bounds(None, Keep(days=days), NOW)
    assert found.since == bounds(None, Keep(days=days), NOW).since != ""


def test_a_broken_policy_takes_nothing_from_what_a_person_wants() -> None:
    assert bounds(policy("nonsense"), Keep(max_mb=5), NOW) == Bounds("", 5 * MB)


def test_a_clock_of_before_1970_and_bounds_of_a_million_years_delete_nothing() -> None:
    assert bounds(None, Keep(days=10**9), NOW).since.startswith("1970-01-01")
    assert bounds(None, Keep(days=1), -NOW).since.startswith("1970-01-01")


def filled(locations: Locations, copies: int) -> None:
    """A store with so many times four turns."""
    sessions(locations, copies)
    configure(locations, "local")
    deliver(locations, {}, Clock())


def starts(locations: Locations) -> list[str]:
    """When the turns in the store began, the newest first."""
    store = LocalStore.open(locations.traces_db)
    try:
        return [turn["started_at"] for turn in store.turns()]
    finally:
        store.close()


def test_the_oldest_go_until_the_rest_fits(
    locations: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(locations, 30)
    before, size = starts(locations), locations.traces_db.stat().st_size
    monkeypatch.setattr(retention, "_MB", size // 4)
    monkeypatch.setattr(retention, "_BATCH_TURNS", 10)
    gone = keep_to(None, locations, NOW, Keep(max_mb=3))
    assert 0 < gone < len(before)
    assert starts(locations) == before[: len(before) - gone]
    assert locations.traces_db.stat().st_size <= size // 4 * 3, "the file is smaller, too"
    assert keep_to(None, locations, NOW, Keep(max_mb=3)) == 0


def test_deleting_goes_in_batches_and_what_is_left_is_done_next_time(locations: Locations) -> None:
    filled(locations, 10)
    much_later = NOW + 60_000 * DAY_NS
    assert keep_to(None, locations, much_later, Keep(days=1), at_most=15) == 15
    assert len(starts(locations)) == 25
    assert keep_to(None, locations, much_later, Keep(days=1)) == 25


def test_what_was_deleted_leaves_no_byte_in_any_file_of_the_store(locations: Locations) -> None:
    filled(locations, 3)
    reader = sqlite3.connect(locations.traces_db)
    reader.execute("SELECT count(*) FROM turns").fetchone()
    assert b"exec_command" in contents(locations)
    keep_to(None, locations, NOW + 60_000 * DAY_NS, Keep(days=1))
    reader.close()
    assert b"exec_command" not in contents(locations)


def contents(locations: Locations) -> bytes:
    """All bytes of the store and of its log."""
    return b"".join(path.read_bytes() for path in locations.data_dir.glob("traces.db*"))


def test_an_older_store_learns_to_give_space_back(locations: Locations) -> None:
    filled(locations, 10)
    db = sqlite3.connect(locations.traces_db)
    db.execute("PRAGMA auto_vacuum=0")
    db.execute("VACUUM")
    size = locations.traces_db.stat().st_size
    db.close()
    keep_to(None, locations, NOW + 60_000 * DAY_NS, Keep(days=1), at_most=20)
    assert locations.traces_db.stat().st_size < size
    db = sqlite3.connect(locations.traces_db)
    assert db.execute("PRAGMA auto_vacuum").fetchone() == (2,)
    db.close()


def test_the_worker_deletes_when_everything_is_delivered(locations: Locations) -> None:
    record(locations, "plain", "shell-ok")
    configure(locations, "local")
    with locations.settings_toml.open("a") as settings:
        settings.write("[local]\nkeep_days = 1\n")
    os.utime(locations.settings_toml, (0, 0))
    years_later = Clock(now_ns=lambda: NOW + 60_000 * DAY_NS, sleep=lambda _: None)
    run(locations, {}, years_later)
    assert starts(locations) == []
    run(locations, {}, years_later)
    assert starts(locations) == [], "what was deleted does not come back"


def test_test_turns_are_not_kept_longer_than_others(locations: Locations) -> None:
    filled(locations, 1)
    db = sqlite3.connect(locations.traces_db)
    with db:
        db.execute("UPDATE turns SET is_marked = 1")
    db.close()
    assert keep_to(None, locations, NOW + 60_000 * DAY_NS, Keep(days=1)) == 4


def test_without_bounds_nothing_is_opened_or_deleted(locations: Locations) -> None:
    configure(locations, "local")
    tidy(locations, Clock())
    assert not locations.traces_db.exists()
