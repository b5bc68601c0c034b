"""`doctor` finds sums that are not what turns come to, and `--fix` makes them anew."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.upkeep import keep_up
from tests.cli.conftest import Shell
from tests.deliver.conftest import configure
from tests.trace.recorded import RECORDINGS, traces


def check(shell: Shell) -> dict[str, Any]:
    found = shell.run("doctor", "--json", "--offline").json["checks"]
    return next(one for one in found if one["id"] == "store.rollup")


def test_sums_that_differ_are_found_and_made_anew(shell: Shell) -> None:
    configure(shell.locations, "local")
    store = LocalStore.open(shell.locations.traces_db)
    store.send(list(traces(RECORDINGS / "0.169.0" / "shell-failed")))
    store.close()
    keep_up(shell.locations.traces_db, lambda: True)
    assert check(shell)["state"] == "ok"
    before = shell.run("trace", "stats", "--json").json
    with closing(sqlite3.connect(shell.locations.traces_db)) as db, db:
        for table in ("hours", "days", "kind_days", "kind_blocks"):
            db.execute(f"UPDATE {table} SET input_tokens = input_tokens + 5")
    assert shell.run("trace", "stats", "--json").json != before
    found = check(shell)
    assert (found["state"], found["remedy"]) == ("problem", "codexctl doctor --fix")
    assert "1 day" in found["summary"]
    shell.run("doctor", "--fix", "--yes", "--no-input", "--offline")
    assert check(shell)["state"] == "ok"
    assert shell.run("trace", "stats", "--json").json == before
