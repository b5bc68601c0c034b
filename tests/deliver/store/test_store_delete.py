"""What is deleted from the local store is gone from its files, and does not come back."""

from __future__ import annotations

from codexctl.deliver.clock import Clock
from codexctl.deliver.store.delete import count, delete
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.query import EVERYTHING, TurnFilter
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import Locations
from tests.deliver.conftest import configure, record


def turns(where: Locations) -> list[str]:
    """The sessions of the turns in the store."""
    store = LocalStore.open(where.traces_db)
    try:
        return [turn["session_id"] for turn in store.turns()]
    finally:
        store.close()


def test_a_deleted_session_leaves_no_byte_and_does_not_come_back(where: Locations) -> None:
    record(where, "plain", "tools-mixed")
    configure(where, "local")
    deliver(where, {}, Clock())
    session = next(
        path for path in where.rollout_folders[0].iterdir() if b"Use many" in path.read_bytes()
    )
    wanted = TurnFilter(session=session.read_text().split('"session_id":"')[1].split('"')[0])
    assert count(where.traces_db, wanted) == 1
    assert delete(where.traces_db, wanted) == 1
    files = where.data_dir.glob("traces.db*")
    assert not any(b"Use many tools" in path.read_bytes() for path in files)
    deliver(where, {}, Clock())
    assert len(turns(where)) == 1


def test_only_what_is_named_is_deleted(where: Locations) -> None:
    record(where, "plain", "subagent")
    configure(where, "local")
    deliver(where, {}, Clock())
    assert delete(where.traces_db, TurnFilter(until="2020-01-01T00:00:00.000Z")) == 0
    assert len(turns(where)) == 3
    assert delete(where.traces_db, EVERYTHING) == 3
    assert turns(where) == []


def test_without_a_store_there_is_nothing_to_delete(where: Locations) -> None:
    assert delete(where.traces_db, EVERYTHING) == count(where.traces_db, EVERYTHING) == 0
    assert not where.traces_db.exists()
