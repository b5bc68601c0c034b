"""How many ways the lock is tried by: only those that would lead in without what holds them."""

from __future__ import annotations

from tests.policy.doors.lock_audits import AUDITS, VISITS
from tests.policy.doors.lock_commands import COMMANDS
from tests.policy.doors.lock_doors import DOORS
from tests.policy.doors.lock_leaks import LEAKS
from tests.policy.doors.lock_libraries import LIBRARIES
from tests.policy.doors.lock_resolver import RESOLVERS
from tests.policy.doors.lock_roads import CLEAR_ROADS, ROADS
from tests.policy.lock.test_lock import WAYS
from tests.policy.lock.test_lock_open import CLOSED


def test_there_are_enough_ways_doors_and_roads() -> None:
    ways = WAYS.keys() - CLOSED.keys()
    assert len(ways) == 76, "as docs/security.md says"
    tables = (
        ways,
        DOORS,
        LIBRARIES,
        ROADS,
        CLEAR_ROADS,
        LEAKS,
        COMMANDS,
        AUDITS,
        VISITS,
        RESOLVERS,
    )
    assert len(set().union(*tables)) == sum(map(len, tables)), "each has a name of its own"
    assert sum(map(len, tables)) >= 195
