"""What is kept beside turns: after whatever happened to them it is what they come to."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from codexctl.deliver.store.delete import opened
from codexctl.deliver.store.kept.check import differences
from codexctl.deliver.store.kept.keep import keep_some, to_keep
from codexctl.deliver.store.kept.words import index_some, to_index
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.sums.rollup import TABLES
from codexctl.trace.labels import NONE
from tests.view.test_sums import histories, rows

# Tables with something of each turn that is kept.
BESIDE = (*(table.name for table in TABLES), "facets", "numbered")

happenings = st.one_of(
    st.tuples(st.just("store"), histories),
    st.tuples(st.just("keep"), st.integers(1, 4)),
    st.tuples(st.just("index"), st.integers(1, 4)),
    st.tuples(st.just("delete"), st.integers(0, 3)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(happenings, max_size=8))
def test_the_roll_up_is_the_full_sum_after_anything_that_happens_to_turns(
    happened: list[tuple[str, Any]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "traces.db"
        store = LocalStore.open(path)
        for what, value in happened:
            _happen(store, path, what, value)
            assert differences(store.connection) == {}
        _all_kept(store)
        assert differences(store.connection) == {}
        assert _facets(store) == _facets_of_turns(store)
        store.close()


@settings(max_examples=20, deadline=None)
@given(histories)
def test_nothing_is_kept_of_turns_that_were_deleted(history: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "traces.db"
        store = LocalStore.open(path)
        store.store(rows(history))
        _all_kept(store)
        with opened(path) as eraser:
            eraser.erase("SELECT thread_id, turn_id FROM turns", ())
        counted = {table: _count(store, table) for table in BESIDE}
        store.close()
    assert counted == dict.fromkeys(BESIDE, 0)


def test_what_is_said_of_a_damaged_roll_up(tmp_path: Path) -> None:
    store = LocalStore.open(tmp_path / "traces.db")
    store.store(rows([_TURN]))
    _all_kept(store)
    store.connection.execute("UPDATE hours SET input_tokens = input_tokens + 1")
    store.connection.execute("DELETE FROM project_days")
    assert differences(store.connection) == {"hours": 2, "project_days": 2}
    store.close()


_CALL = {"operation": "chat", "name": "m", "provider": "own", "tokens": 7, "tier": ""}
_TURN: dict[str, Any] = {
    "at": 0,
    "status": "completed",
    "model": "m",
    "cwd": "/a",
    "session": "s",
    "labels": NONE,
    "calls": [(0, 5, _CALL)],
}


def _happen(store: LocalStore, path: Path, what: str, value: Any) -> None:
    if what == "store":
        store.store(rows(value))
    elif what == "keep":
        keep_some(store.connection, value)
    elif what == "index":
        index_some(store.connection, value)
    else:
        with opened(path) as eraser:
            eraser.oldest(value)


def _all_kept(store: LocalStore) -> None:
    while keep_some(store.connection, 2) or index_some(store.connection, 2):
        pass
    assert to_keep(store.connection) == to_index(store.connection) == 0


def _facets(store: LocalStore) -> set[tuple[str, str, str]]:
    return set(store.connection.execute("SELECT value, thread_id, turn_id FROM facets"))


def _facets_of_turns(store: LocalStore) -> set[tuple[str, str, str]]:
    return set(
        store.connection.execute(
            "SELECT name, thread_id, turn_id FROM steps WHERE operation = 'execute_tool'"
            " UNION SELECT user, thread_id, turn_id FROM turns WHERE user > ''"
            " UNION SELECT team, thread_id, turn_id FROM turns WHERE team > ''"
        )
    )


def _count(store: LocalStore, table: str) -> int:
    (number,) = store.connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(number)
