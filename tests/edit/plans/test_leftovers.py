from __future__ import annotations

import stat
from pathlib import Path

import pytest

from codexctl.edit.plans.leftovers import make_room, purge, sweep
from codexctl.locations import Locations, locate
from tests.checks.reference.files import rows


@pytest.fixture
def locations(tmp_path: Path) -> Locations:
    locations = locate({"HOME": str(tmp_path), "CODEXCTL_HOME": str(tmp_path / "ours")})
    make_room(locations)
    return locations


def fill(locations: Locations) -> None:
    locations.receipts_dir.mkdir()
    locations.log_file.parent.mkdir()
    store = [locations.traces_db.with_name(f"traces.db{part}") for part in ("", "-wal", "-shm")]
    for path in (
        *store,
        locations.cursors_db,
        locations.hints_dir / "Stop",
        locations.receipts_dir / "1.json",
        locations.log_file,
        locations.worker_lock,
        locations.traceparents_file,
        locations.settings_toml,
    ):
        path.touch()


def test_the_folder_for_hints_is_the_persons_alone(locations: Locations) -> None:
    for folder in (locations.hints_dir, locations.data_dir):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_sweeping_takes_the_hints_and_leaves_the_traces(locations: Locations) -> None:
    fill(locations)
    sweep(locations)
    assert not locations.hints_dir.exists()
    assert locations.traces_db.exists()
    assert locations.settings_toml.exists()


def test_purging_takes_everything_that_is_ours_and_the_folder(locations: Locations) -> None:
    fill(locations)
    purge(locations)
    assert not locations.data_dir.exists()


def test_purging_takes_every_file_that_the_page_of_files_lists(locations: Locations) -> None:
    listed = [row[0].strip("`").partition("DATA/")[2] for row in rows()]
    for name in filter(None, listed):
        path = locations.data_dir / name.replace("NUMBER", "1")
        path.parent.mkdir(exist_ok=True)
        if name.endswith("/"):
            path.mkdir(exist_ok=True)
            (path / "something").touch()
        else:
            path.touch()
    purge(locations)
    assert not locations.data_dir.exists()


def test_purging_leaves_a_folder_that_only_looks_like_a_record(locations: Locations) -> None:
    (locations.data_dir / "interrupted-work").mkdir()
    purge(locations)
    assert [path.name for path in locations.data_dir.iterdir()] == ["interrupted-work"]


def test_purging_leaves_what_it_does_not_know(locations: Locations) -> None:
    fill(locations)
    (locations.data_dir / "letters").mkdir()
    purge(locations)
    assert [path.name for path in locations.data_dir.iterdir()] == ["letters"]


def test_a_link_is_removed_and_not_what_it_leads_to(locations: Locations, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine").touch()
    locations.receipts_dir.symlink_to(elsewhere)
    purge(locations)
    assert (elsewhere / "mine").exists()
    assert not locations.data_dir.exists()
