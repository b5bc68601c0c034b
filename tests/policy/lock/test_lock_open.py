"""Each way of the lock test is one that works: without a policy content comes out by it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.deliver.sink import Sink
from tests.policy.doors.lock_machine import Machine, obstacle
from tests.policy.lock.test_lock import WAYS, got, tried

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(bool(obstacle()), reason=obstacle()),
]
# By these nothing comes out at all, and why; they are gone all the same, and count for nothing.
CLOSED = {
    "convert --capture full as figures": "figures have no content",
    "settings that say what policies say": "such settings are refused",
    "PYTHONHOME": "Python itself does not start",
    "PYTHONPLATLIBDIR": "Python itself does not start",
    "a folder that is gone": "the commands say so and end",
}


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


@pytest.mark.parametrize("name", sorted(WAYS.keys() - CLOSED.keys()))
def test_each_way_leads_in_where_there_is_no_policy(name: str, sink: Sink) -> None:
    with Machine(sink.url, policy=None) as machine:
        assert got(machine, sink, tried(machine, WAYS[name]))
