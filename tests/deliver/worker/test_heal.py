"""Databases that a power failure or a disk has damaged: set aside, made anew, nothing lost."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from pathlib import Path

import pytest

from codexctl.checks import State
from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.worker.deliver import deliver
from codexctl.deliver.worker.entry import run
from codexctl.locations import Locations
from codexctl.settings.load import load
from tests.deliver.backfill.test_outages import produced, recover, sessions
from tests.deliver.conftest import configure, record
from tests.deliver.sink import Sink
from tests.deliver.told import health


def nonsense(path: Path) -> None:
    """What is left of a file whose blocks were given to another."""
    path.write_bytes(random.Random(1).randbytes(path.stat().st_size))


def torn_in_the_middle(path: Path) -> None:
    """A file of which a page was written to the disk by half."""
    content = bytearray(path.read_bytes())
    for page in range(1, len(content) // 4096):
        begin = page * 4096
        content[begin : begin + 2048] = b"\xa5" * 2048
    path.write_bytes(content)


def cut(path: Path) -> None:
    """A file that ends too early."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 - 100])


@pytest.mark.parametrize("damage", [nonsense, torn_in_the_middle, cut], ids=lambda f: f.__name__)
@pytest.mark.parametrize("name", ["cursors.db", "traces.db"])
def test_a_damaged_database_is_set_aside_and_nothing_is_lost(
    locations: Locations, sink: Sink, name: str, damage: object
) -> None:
    sessions(locations, 4)
    configure(locations, "local", f"far={sink.url}")
    deliver(locations, {}, Clock())
    whole = produced(locations)
    assert callable(damage)
    damage(locations.data_dir / name)
    record(locations, "tools-mixed")
    run(locations, {}, Clock(sleep=lambda _: None))
    run(locations, {}, Clock(sleep=lambda _: None))
    assert whole < produced(locations)
    assert produced(locations) == set(sink.spans)
    assert (locations.data_dir / f"{name}.broken").exists()
    assert f"{name} was damaged" in locations.log_file.read_text()
    assert deliver(locations, {}, Clock())["local"].delivered == 0, "and then it is over"


def test_since_when_a_destination_counts_outlives_its_cursor_file(locations: Locations) -> None:
    record(locations, "plain")
    configure(locations, "local")
    cursors = Cursors.open(locations.cursors_db)
    cursors.destinations.register("local", time.time_ns())
    cursors.close()
    db = sqlite3.connect(locations.cursors_db)
    db.execute("PRAGMA journal_mode=DELETE")
    (root,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name='acknowledged'").fetchone()
    db.close()
    content = bytearray(locations.cursors_db.read_bytes())
    content[(root - 1) * 4096 : (root - 1) * 4096 + 4096] = b"\xa5" * 4096
    locations.cursors_db.write_bytes(content)
    assert deliver(locations, {}, Clock())["local"].delivered == 0, "it was seen, and still is"


def test_an_older_copy_of_the_store_gets_what_it_lacks(
    locations: Locations, tmp_path: Path
) -> None:
    configure(locations, "local")
    record(locations, "plain")
    deliver(locations, {}, Clock())
    shutil.copyfile(locations.traces_db, tmp_path / "copy.db")
    record(locations, "tools-mixed", "subagent")
    deliver(locations, {}, Clock())
    whole = produced(locations)
    shutil.copyfile(tmp_path / "copy.db", locations.traces_db)
    assert produced(locations) < whole
    deliver(locations, {}, Clock())
    assert produced(locations) == whole


def test_a_store_that_was_removed_is_filled_again(locations: Locations) -> None:
    configure(locations, "local")
    record(locations, "plain", "tools-mixed")
    deliver(locations, {}, Clock())
    whole = produced(locations)
    locations.traces_db.unlink()
    deliver(locations, {}, Clock())
    assert produced(locations) == whole


def test_the_catch_up_heals_too(locations: Locations) -> None:
    configure(locations, "local")
    record(locations, "plain", "tools-mixed")
    recover(locations)
    whole = produced(locations)
    nonsense(locations.cursors_db)
    recover(locations)
    assert produced(locations) == whole


def test_status_names_a_damaged_cursor_file_and_what_fixes_it(locations: Locations) -> None:
    configure(locations, "local")
    record(locations, "plain")
    deliver(locations, {}, Clock())
    nonsense(locations.cursors_db)
    (check,) = (
        c for c in health(locations, load(locations.settings_toml)) if c.state is State.problem
    )
    assert (check.id, check.remedy) == ("deliver.last_error", "codexctl trace export")
    assert "cursors.db" in check.summary
