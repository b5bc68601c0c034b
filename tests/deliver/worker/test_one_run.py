"""A single run's workers end with it: what follows has another environment, and another place."""

from __future__ import annotations

import subprocess
import sys

from codexctl.deliver.one_run import is_over, one_run
from codexctl.deliver.only_worker import the_only_one
from codexctl.deliver.worker.entry import deliver_beside, run
from codexctl.locations import Locations
from codexctl.settings.managed import ONE_RUN
from tests.deliver.conftest import configure, record
from tests.deliver.test_backfill_interrupted import environment
from tests.deliver.worker.test_managed import begun
from tests.deliver.worker.test_worker import stored


def test_a_worker_of_a_run_delivers_while_the_run_lasts(locations: Locations) -> None:
    begun(locations, 0)
    record(locations, "plain")
    with one_run(locations) as known_by:
        assert run(locations, environment(locations) | known_by)
    assert stored(locations)["turns"] == 1


def test_a_worker_that_comes_after_its_run_takes_no_turn_of_the_next(locations: Locations) -> None:
    begun(locations, 0)
    with one_run(locations) as known_by:
        pass
    record(locations, "plain")
    late = environment(locations) | known_by
    assert not run(locations, late)
    started = [sys.executable, "-E", "-P", "-m", "codexctl.deliver"]
    subprocess.run(started, env=late, check=True, timeout=60)
    assert not locations.traces_db.exists()


def test_where_a_person_chose_places_a_late_worker_serves_all_hints(locations: Locations) -> None:
    """Its run's environment has no say there, and another session's hook may count on it."""
    configure(locations, "local")
    record(locations, "plain")
    with one_run(locations) as known_by:
        pass
    assert run(locations, environment(locations) | known_by)
    assert stored(locations)["turns"] == 1


def test_a_run_that_was_killed_is_over_and_its_lock_is_removed(locations: Locations) -> None:
    locations.hints_dir.mkdir(parents=True)
    killed = locations.hints_dir / ".run-4194305"
    killed.touch()
    assert is_over(locations, {ONE_RUN: killed.name})
    with one_run(locations) as known_by:
        assert not is_over(locations, known_by)
        assert not killed.exists()
    assert not list(locations.hints_dir.iterdir())


def test_a_run_delivers_though_another_worker_waits_for_a_turn_of_its_own(
    locations: Locations,
) -> None:
    begun(locations, 0)
    record(locations, "plain")
    with one_run(locations) as known_by:
        environ = environment(locations) | known_by
        with the_only_one(locations, environ):
            assert not run(locations, environ)
            deliver_beside(locations, environ)
    assert stored(locations)["turns"] == 1
