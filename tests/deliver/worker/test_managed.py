"""The machine's own hook serves people who set nothing up."""

from __future__ import annotations

import os

from codexctl.deliver.clock import Clock
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import Locations
from codexctl.settings.managed import MANAGED
from tests.deliver.conftest import configure, record

BY_MACHINE = {MANAGED: "1"}
LATER = 1 << 33

# A year in which every recording is old.
THEN = Clock(now_ns=lambda: LATER * 1_000_000_000)


def begun(locations: Locations, at: int) -> None:
    """The first worker of all has run at that time (Unix seconds)."""
    locations.worker_lock.parent.mkdir(parents=True, exist_ok=True)
    locations.worker_lock.touch()
    os.utime(locations.worker_lock, (at, at))


def test_turns_stay_on_the_machine_where_nothing_was_chosen(locations: Locations) -> None:
    record(locations, "plain")
    begun(locations, 0)
    assert deliver(locations, {}, Clock()) == {}
    assert deliver(locations, BY_MACHINE, Clock())["local"].delivered == 1


def test_what_was_there_before_the_first_worker_counts_as_seen(locations: Locations) -> None:
    record(locations, "plain")
    begun(locations, LATER)
    assert deliver(locations, BY_MACHINE, THEN)["local"].delivered == 0


def test_the_first_hint_counts_though_its_worker_came_late(locations: Locations) -> None:
    record(locations, "plain")
    begun(locations, LATER)
    locations.hints_dir.mkdir()
    hint = locations.hints_dir / "UserPromptSubmit"
    hint.touch()
    os.utime(hint, (1, 1))
    assert deliver(locations, BY_MACHINE, THEN)["local"].delivered == 1


def test_what_somebody_chose_holds(locations: Locations) -> None:
    record(locations, "plain")
    configure(locations, "mine=http://127.0.0.1:9/v1/traces")
    assert list(deliver(locations, BY_MACHINE, Clock())) == ["mine"]
