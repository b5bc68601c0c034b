"""Edits made at the same time: none is lost, whoever makes them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from codexctl.document import hooks_json, toml_keys
from codexctl.edit.transaction.lock import edit_lock
from codexctl.edit.transaction.receipts import list_receipts
from codexctl.errors import EditRefused
from codexctl.locations import Locations
from tests.edit.crash import home
from tests.edit.edits import stray_files


def test_edits_at_the_same_time_are_all_made(tmp_path: Path) -> None:
    race(tmp_path, processes=4, edits=2, foreign=10)


def race(folder: Path, processes: int, edits: int, foreign: int) -> None:
    """Let processes of ours and one of somebody else's edit the same files; nothing may be lost."""
    locations = home(folder)
    locations.codex_home.mkdir()
    locations.config_toml.write_text("# mine\n")
    roles = [("ours", f"n{number}", edits) for number in range(processes)]
    racers = [start(folder, *role) for role in [*roles, ("theirs", "t", foreign)]]
    assert [racer.wait() for racer in racers] == [0] * len(racers)
    names = {f"{name}-{number}" for _, name, count in roles for number in range(count)}
    config = toml_keys.parse(locations.config_toml.read_text())
    assert set(config.pop("hooks")["state"]) == names
    assert set(config) == {f"t-{number}" for number in range(foreign)}
    groups = hooks_json.parse(locations.hooks_json.read_text())["hooks"]["Stop"]
    assert sorted(group["hooks"][0]["command"] for group in groups) == sorted(names)
    assert locations.config_toml.read_text().count("# mine") == 1
    assert len(list_receipts(locations)) == len(names)
    assert stray_files(locations) == []


def start(folder: Path, role: str, name: str, count: int) -> subprocess.Popen[bytes]:
    """A process of `tests.edit.racer`."""
    command = [sys.executable, "-m", "tests.edit.racer", str(folder), role, name, str(count)]
    return subprocess.Popen(command)


def test_a_lock_that_is_never_released_is_told_of(locations: Locations) -> None:
    with (
        edit_lock(locations),
        pytest.raises(EditRefused, match="another codexctl is editing files"),
        edit_lock(locations, patience=0),
    ):
        raise AssertionError("two at a time")
