"""No side door leads into a process that holds content; each would without its protection."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.deliver.sink import Sink
from tests.policy.doors.lock_doors import DOORS, Door
from tests.policy.doors.lock_libraries import LIBRARIES
from tests.policy.doors.lock_machine import Machine, obstacle
from tests.policy.lock.test_lock import got, tried

pytestmark = pytest.mark.skipif(bool(obstacle()), reason=obstacle())
ALL = {**DOORS, **LIBRARIES}


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


def door(name: str) -> Door:
    found = ALL[name]
    assert isinstance(found, Door)
    if found.compiled and shutil.which("cc") is None:
        pytest.skip("a shared object of one's own needs a C compiler to be made")
    if "localedef" in found.first and shutil.which("localedef") is None:
        pytest.skip("a locale of one's own needs localedef to be made")
    return found


def gone_through(machine: Machine, door: Door) -> bytes:
    if door.for_everybody:
        machine.install_for_everybody()
    return tried(machine, door)


@pytest.mark.parametrize("name", ALL)
def test_no_door_leads_in(name: str, sink: Sink) -> None:
    with Machine(sink.url) as machine:
        assert got(machine, sink, gone_through(machine, door(name))) == {}


@pytest.mark.parametrize("name", ALL)
def test_each_door_would_lead_in_without_its_protection(name: str, sink: Sink) -> None:
    with Machine(sink.url, lacks=door(name).lacks) as machine:
        assert got(machine, sink, gone_through(machine, door(name)))
