"""One file cannot keep a worker for ever: it is set aside, and all others are delivered."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest
import zstandard

from codexctl.deliver.backfill.export import Export
from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.scope import Scope
from codexctl.deliver.rollouts.patience import MOST_S
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import Locations
from codexctl.settings.load import load
from codexctl.trace.values import NS_PER_S
from tests.deliver.conftest import configure, record
from tests.deliver.told import health
from tests.trace.writing import Rollout

THREAD = "01a215c3-c66f-7660-acb6-78bcee93d109"
# More than is read at once: each part of it takes a quarter of the time that there is.
PART = "x" * 70_000


def _slow() -> Clock:
    """A machine on which every look at the time worked shows 15 s more of it."""
    seconds = count(step=MOST_S // 4)
    return Clock(worked_ns=lambda: next(seconds) * NS_PER_S)


def _placed(locations: Locations, content: bytes, end: str = ".jsonl") -> Path:
    path = locations.rollout_folders[0] / f"rollout-2026-01-01T00-00-00-{THREAD}{end}"
    path.write_bytes(content)
    return path


def _one_long_turn() -> Rollout:
    rollout = Rollout(THREAD).started("long")
    for _ in range(12):
        rollout.said(PART)
    return rollout.ended()


def _told(locations: Locations) -> str:
    found = {check.id: check.summary for check in health(locations, load(locations.settings_toml))}
    return found.get("deliver.unreadable", "")


@pytest.mark.parametrize("lines", ["a turn", "no line at all", "lines of no use"])
@pytest.mark.parametrize("end", [".jsonl", ".jsonl.zst"])
def test_a_file_that_takes_too_long_is_set_aside_until_it_changes_and_others_are_delivered(
    locations: Locations, lines: str, end: str
) -> None:
    configure(locations, "local")
    record(locations, "plain")
    first = Rollout(THREAD).lines[0]
    content = {
        "a turn": b"".join(_one_long_turn().lines),
        "no line at all": first + b"x" * 900_000,
        "lines of no use": first + b" \n" * 450_000,
    }[lines]
    path = _placed(locations, zstandard.compress(content) if end.endswith("zst") else content, end)
    report = deliver(locations, {}, _slow())["local"]
    assert report.delivered == 1
    assert "took more than 60 s" in report.reasons[str(path)]
    assert str(path) in _told(locations)
    assert deliver(locations, {}, _slow())["local"].reasons == {}
    short = b"".join(Rollout(THREAD).started("short").prompt("x").said("y").ended().lines)
    path.write_bytes(zstandard.compress(short) if end.endswith("zst") else short)
    assert deliver(locations, {}, _slow())["local"].delivered == 1
    assert _told(locations) == ""


def test_a_long_session_has_the_time_for_each_of_its_turns(locations: Locations) -> None:
    configure(locations, "local")
    rollout = Rollout(THREAD)
    for number in range(12):
        rollout.started(f"t{number}").said(PART).ended()
    path = _placed(locations, b"".join(rollout.lines))
    report = deliver(locations, {}, _slow())["local"]
    assert (report.delivered, report.reasons.get(str(path))) == (12, None)


def test_a_person_who_asks_for_it_is_given_it_however_long_it_takes(locations: Locations) -> None:
    configure(locations, "local")
    _placed(locations, b"".join(_one_long_turn().lines))
    deliver(locations, {}, _slow())
    scope = Scope(seen_too=True, asked_for=True)
    done = Export(locations, {}, scope, lambda *_: None, processes=1).run()[0]
    assert (done.delivered, done.unreadable) == (1, ())
