"""An answer is kept as long as nothing in the store changes, and no longer."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from codexctl.deliver.store.delete import delete
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.query import EVERYTHING
from codexctl.view.web.pages.sums.kept_days import kept
from codexctl.view.web.sources import StoredTurns
from tests.trace.recorded import RECORDINGS, traces


def test_it_is_asked_again_after_a_turn_was_stored_or_deleted_and_not_before(
    tmp_path: Path,
) -> None:
    path, asked = tmp_path / "traces.db", []
    writer = LocalStore.open(path)
    writer.send(traces(RECORDINGS / "0.169.0" / "plain"))
    source = StoredTurns(path)

    def ask(question: str = "days") -> int:
        with source.reading() as store:
            assert store is not None
            return int(kept(store, question, partial(answer, store, question)))

    def answer(store: LocalStore, question: str) -> int:
        asked.append(question)
        return len(list(store.turns()))

    assert [ask(), ask(), ask("others"), ask()] == [1, 1, 1, 1]
    assert asked == ["days", "others"]
    writer.send(traces(RECORDINGS / "0.169.0" / "shell-ok"))
    assert [ask(), ask()] == [2, 2]
    writer.close()
    assert delete(path, EVERYTHING) == 2
    assert ask() == 0
    assert asked == ["days", "others", "days", "days"]
    source.close()
