"""Very many files that are no sessions: few are looked at again, and nothing is missed for it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from codexctl.deliver.backfill.export import Export
from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors import strays
from codexctl.deliver.cursors.scope import Scope
from codexctl.deliver.cursors.strays import PARTS
from codexctl.deliver.rollouts.fates import Fate
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import Locations
from tests.deliver.conftest import configure, record
from tests.trace.writing import Rollout

MANY = 4 * PARTS


@pytest.fixture
def folder(locations: Locations, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sessions, and more strays than are looked at every time; a worker has met them all."""
    monkeypatch.setattr(strays, "ALWAYS", MANY - 1)
    configure(locations, "local")
    record(locations, "plain")
    for number in range(MANY):
        (locations.rollout_folders[0] / f"notes-{number}.jsonl").write_text('{"mine":1}\n')
    deliver(locations, {}, Clock())
    return locations.rollout_folders[0]


def _asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The strays that the disk is asked about from now on."""
    names: list[str] = []
    ask = os.lstat

    def noted(path: str) -> os.stat_result:
        names.append(Path(path).name)
        return ask(path)

    monkeypatch.setattr(os, "lstat", noted)
    return names


def _strays(names: list[str]) -> list[str]:
    return [name for name in names if name.startswith("notes-")]


def test_of_many_strays_each_worker_asks_the_disk_about_one_part(
    locations: Locations, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, now = _asked(monkeypatch), time.time_ns() // 1000 * 1000
    deliver(locations, {}, Clock(lambda: now, lambda _: None))
    assert len(set(_strays(names))) == MANY // PARTS
    assert any(name.startswith("rollout-") for name in names)
    for part in range(1, PARTS):
        deliver(locations, {}, Clock(lambda part=part: now + 1000 * part, lambda _: None))  # type: ignore[misc]
    assert sorted(set(_strays(names))) == sorted(f"notes-{number}.jsonl" for number in range(MANY))


def test_few_strays_are_looked_at_every_time(
    locations: Locations, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folder.is_dir()
    monkeypatch.setattr(strays, "ALWAYS", MANY)
    names = _asked(monkeypatch)
    deliver(locations, {}, Clock())
    assert len(set(_strays(names))) == MANY


def test_a_stray_that_becomes_a_session_is_delivered_when_its_part_is_looked_at(
    locations: Locations, folder: Path
) -> None:
    written = Rollout().started("late").prompt("x").said("y").ended()
    (folder / "notes-7.jsonl").write_bytes(b"".join(written.lines))
    now = time.time_ns() + 10**9
    found = [
        deliver(locations, {}, Clock(lambda part=part: now + 1000 * part, lambda _: None))["local"]  # type: ignore[misc]
        for part in range(PARTS)
    ]
    assert sum(report.delivered for report in found) == 1


def test_a_session_of_codex_is_never_taken_for_a_stray(locations: Locations, folder: Path) -> None:
    own = folder / "rollout-2026-01-01T00-00-00-01a215c3-c66f-7660-acb6-78bcee93d109.jsonl"
    taken_over = Rollout().started("external-import-turn-1").prompt("x").ended()
    own.write_bytes(b"".join(taken_over.lines))
    deliver(locations, {}, Clock())
    own.write_bytes(b"".join(taken_over.started("own").prompt("z").said("done").ended().lines))
    assert deliver(locations, {}, Clock())["local"].delivered == 1


def test_every_stray_is_accounted_for(locations: Locations, folder: Path) -> None:
    scope = Scope(asked_for=True)
    done = Export(locations, {}, scope, lambda *_: None, processes=1).run()[0]
    assert done.files[Fate.foreign] == MANY
    number = sum(len(names) for top in locations.rollout_folders for _, _, names in os.walk(top))
    assert sum(done.files.values()) == number
