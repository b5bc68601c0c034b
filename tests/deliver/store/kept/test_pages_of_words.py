"""Pages of turns that hold some words: the newest first, none twice and none left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from codexctl.deliver.store.kept.keep import keep_some
from codexctl.deliver.store.kept.words import index_some
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.pages import Spot, page
from codexctl.deliver.store.query import EVERYTHING
from tests.deliver.store.test_local_store import recorded


def test_pages_of_words_come_the_newest_first_and_hold_each_turn_once(tmp_path: Path) -> None:
    store = LocalStore.open(tmp_path / "traces.db")
    store.send(recorded())
    while keep_some(store.connection) or index_some(store.connection):
        pass
    wanted = replace(EVERYTHING, text="the")
    spots: list[Spot] = []
    while rows := page(store, wanted, 2, spots[-1] if spots else None):
        spots += [row.spot for row in rows]
    assert len(spots) > 2
    assert spots == sorted(set(spots), reverse=True)
    assert spots == [row.spot for row in page(store, wanted, 1000)]
    store.close()
