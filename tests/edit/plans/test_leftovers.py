from __future__ import annotations

import stat
from pathlib import Path

import pytest

from codexctl.edit.plans.leftovers import make_room, purge, sweep
from codexctl.locations import Locations, locate


@pytest.fixture
def where(tmp_path: Path) -> Locations:
    where = locate({"HOME": str(tmp_path), "CODEXCTL_HOME": str(tmp_path / "ours")})
    make_room(where)
    return where


def fill(where: Locations) -> None:
    where.receipts_dir.mkdir()
    where.log_file.parent.mkdir()
    store = [where.traces_db.with_name(f"traces.db{part}") for part in ("", "-wal", "-shm")]
    for path in (
        *store,
        where.cursors_db,
        where.hints_dir / "Stop",
        where.receipts_dir / "1.json",
        where.log_file,
        where.worker_lock,
        where.traceparents_file,
        where.settings_toml,
    ):
        path.touch()


def test_the_folder_for_hints_is_the_persons_alone(where: Locations) -> None:
    for folder in (where.hints_dir, where.data_dir):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_sweeping_takes_the_hints_and_leaves_the_traces(where: Locations) -> None:
    fill(where)
    sweep(where)
    assert not where.hints_dir.exists()
    assert where.traces_db.exists()
    assert where.settings_toml.exists()


def test_purging_takes_everything_that_is_ours_and_the_folder(where: Locations) -> None:
    fill(where)
    purge(where)
    assert not where.data_dir.exists()


def test_purging_leaves_what_it_does_not_know(where: Locations) -> None:
    fill(where)
    (where.data_dir / "letters").mkdir()
    purge(where)
    assert [path.name for path in where.data_dir.iterdir()] == ["letters"]


def test_a_link_is_removed_and_not_what_it_leads_to(where: Locations, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine").touch()
    where.receipts_dir.symlink_to(elsewhere)
    purge(where)
    assert (elsewhere / "mine").exists()
    assert not where.data_dir.exists()
