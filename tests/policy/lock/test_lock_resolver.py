"""A name that the policy lists is not somebody else's because a person's file says so."""

from __future__ import annotations

import pytest

from tests.policy.doors.lock_lacks import ENVIRONMENT, Lack
from tests.policy.doors.lock_machine import obstacle
from tests.policy.doors.lock_resolver import ALIASES, POLICY, RESOLVERS, Asking, Resolver
from tests.policy.trap import Trap

pytestmark = pytest.mark.skipif(bool(obstacle()), reason=obstacle())


def heard(name: str, *lacks: Lack) -> bytes:
    """What this machine hears of what was meant for another."""
    try:
        resolver = Resolver()
    except OSError:
        pytest.skip("another program is the name server of this machine")
    with resolver, Trap() as trap:
        policy = POLICY.replace("@", str(trap.port))
        with Asking(f"http://collector:{trap.port}/v1/traces", policy, lacks=lacks) as machine:
            machine.plant({"aliases": ALIASES})
            machine.run(RESOLVERS[name], {"HOSTALIASES": str(machine.home / "aliases")})
    return trap.heard


@pytest.mark.parametrize("name", RESOLVERS)
def test_a_persons_names_are_not_asked(name: str) -> None:
    assert heard(name) == b""


@pytest.mark.parametrize("name", RESOLVERS)
def test_they_would_be_if_every_variable_were_seen(name: str) -> None:
    assert heard(name, ENVIRONMENT).startswith(b"POST ")
