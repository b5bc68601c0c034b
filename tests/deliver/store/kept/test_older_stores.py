"""A store that an older codexctl filled becomes what a new one would be, step by step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codexctl.deliver.sqlite.database import connect
from codexctl.deliver.store.kept.check import differences
from codexctl.deliver.store.kept.keep import keep_some
from codexctl.deliver.store.kept.words import index_some
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.rows import rows_of
from codexctl.deliver.store.schema import MIGRATIONS
from codexctl.deliver.store.sums.rollup import TABLES
from codexctl.deliver.store.sums.times import counts
from codexctl.deliver.store.upkeep import keep_up
from codexctl.errors import CodexctlError
from tests.deliver.store.test_local_store import recorded

# The steps, and the columns of `turns`, of the release before there were pages.
BEFORE, COLUMNS = 7, 13
COMPARED = ("turns", "spans", "steps", "numbered", "facets", "billed")


def filled_before(path: Path) -> None:
    """A store as the release before filled it."""
    db = connect(path, MIGRATIONS[:BEFORE])
    for turn in map(rows_of, recorded()):
        for table, rows in (
            ("turns", [turn.turn[:COLUMNS]]),
            ("spans", turn.spans),
            ("steps", turn.steps),
        ):
            marks = ",".join("?" * len(rows[0])) if rows else ""
            db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    db.close()


def told(store: LocalStore) -> dict[str, list[Any]]:
    """Every row of every table, in an order of its own, and every word of the index."""
    db = store.connection
    tables = {name: sorted(db.execute(f"SELECT * FROM {name}")) for name in COMPARED}
    for table in TABLES:
        rows = db.execute(f"SELECT * FROM {table.name}").fetchall()
        tables[table.name] = sorted(
            (*row[:-2], *(tuple(counts(times).items()) for times in row[-2:])) for row in rows
        )
    db.execute("CREATE VIRTUAL TABLE temp.told USING fts5vocab(main, words, instance)")
    tables["words"] = sorted(db.execute("SELECT term, doc, col FROM temp.told"))
    return tables


@pytest.mark.parametrize("at_a_time", [1, 1000])
def test_an_older_store_becomes_what_a_new_one_is_wherever_it_was_interrupted(
    tmp_path: Path, at_a_time: int
) -> None:
    filled_before(tmp_path / "old.db")
    steps = iter((True,))
    old = LocalStore.open(tmp_path / "old.db")
    keep_some(old.connection, at_a_time)
    old.close()
    assert not keep_up(tmp_path / "old.db", lambda: next(steps, False)), "it was interrupted"
    while not keep_up(tmp_path / "old.db", lambda: True):
        pass
    new = LocalStore.open(tmp_path / "new.db")
    new.send(recorded())
    while keep_some(new.connection) or index_some(new.connection):
        pass
    old = LocalStore.open(tmp_path / "old.db")
    assert told(old) == told(new)
    assert differences(old.connection) == {}
    old.close()
    new.close()


def test_an_older_codexctl_says_that_a_newer_one_wrote_the_store(tmp_path: Path) -> None:
    LocalStore.open(tmp_path / "traces.db").close()
    with pytest.raises(CodexctlError, match="written by a newer codexctl"):
        connect(tmp_path / "traces.db", MIGRATIONS[:BEFORE])
