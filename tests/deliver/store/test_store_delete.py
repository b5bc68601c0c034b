"""What is deleted from the local store is gone from its files, and does not come back."""

from __future__ import annotations

from codexctl.deliver.clock import Clock
from codexctl.deliver.store.delete import count, delete
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.query import EVERYTHING, TurnFilter
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import Locations
from tests.deliver.conftest import configure, record


def turns(locations: Locations) -> list[str]:
    """The sessions of the turns in the store."""
    store = LocalStore.open(locations.traces_db)
    try:
        return [turn["session_id"] for turn in store.turns()]
    finally:
        store.close()


def test_a_deleted_session_leaves_no_byte_and_does_not_come_back(locations: Locations) -> None:
    record(locations, "plain", "tools-mixed")
    configure(locations, "local")
    deliver(locations, {}, Clock())
    session = next(
        path for path in locations.rollout_folders[0].iterdir() if b"Use many" in path.read_bytes()
    )
    wanted = TurnFilter(session=session.read_text().split('"session_id":"')[1].split('"')[0])
    assert count(locations.traces_db, wanted) == 1
    assert delete(locations.traces_db, wanted) == 1
    files = locations.data_dir.glob("traces.db*")
    assert not any(b"Use many tools" in path.read_bytes() for path in files)
    deliver(locations, {}, Clock())
    assert len(turns(locations)) == 1


def test_only_what_is_named_is_deleted(locations: Locations) -> None:
    record(locations, "plain", "subagent")
    configure(locations, "local")
    deliver(locations, {}, Clock())
    assert delete(locations.traces_db, TurnFilter(until="2020-01-01T00:00:00.000Z")) == 0
    assert len(turns(locations)) == 3
    assert delete(locations.traces_db, EVERYTHING) == 3
    assert turns(locations) == []


def test_without_a_store_there_is_nothing_to_delete(locations: Locations) -> None:
    assert delete(locations.traces_db, EVERYTHING) == count(locations.traces_db, EVERYTHING) == 0
    assert not locations.traces_db.exists()
