"""Days of the roll-up summed up anew, and the roll-up made anew."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from codexctl.deliver.store.kept.check import differences
from codexctl.deliver.store.kept.keep import keep_some
from codexctl.deliver.store.kept.rebuild import forget_kept
from codexctl.deliver.store.kept.spot_check import differing_days
from codexctl.deliver.store.kept.words import index_some
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.sums.rollup import TABLES
from tests.deliver.store.kept.test_kept import _TURN, BESIDE, _all_kept, _count
from tests.view.test_sums import histories, rows


def kept(path: Path, history: list[dict[str, Any]]) -> LocalStore:
    store = LocalStore.open(path)
    store.store(rows(history))
    _all_kept(store)
    return store


@settings(max_examples=15, deadline=None)
@given(histories)
def test_a_sound_roll_up_has_no_day_that_differs(history: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = kept(Path(folder) / "traces.db", history)
        found = differing_days(store.connection, lambda: True)
        store.close()
    assert found == 0


@pytest.mark.parametrize("table", [table.name for table in TABLES])
@pytest.mark.parametrize(
    "harm", ["UPDATE {} SET input_tokens = input_tokens + 1", "DELETE FROM {}"]
)
def test_every_table_that_differs_is_found_and_made_anew(
    tmp_path: Path, table: str, harm: str
) -> None:
    store = kept(tmp_path / "traces.db", [_TURN])
    before = {name: _count(store, name) for name in BESIDE}
    store.connection.execute(harm.format(table))
    assert differing_days(store.connection, lambda: False)
    forget_kept(store.connection)
    assert differences(store.connection) == {}
    while keep_some(store.connection) or index_some(store.connection):
        pass
    assert differences(store.connection) == {}
    assert differing_days(store.connection, lambda: True) == 0
    assert {name: _count(store, name) for name in BESIDE} == before
    store.close()
