"""No command of ours writes what the policy forbids; each would if nobody asked the policy."""

from __future__ import annotations

from functools import cache

import pytest

from tests.policy.doors.lock_commands import COMMANDS, POLICY, SCRIPT, SET_UP, files_after
from tests.policy.doors.lock_lacks import JUDGED, WISHED, Lack
from tests.policy.doors.lock_machine import Machine, obstacle

pytestmark = pytest.mark.skipif(bool(obstacle()), reason=obstacle())


@cache
def written(*lacks: Lack) -> dict[str, str]:
    """What each command leaves in the files: all are tried on one machine."""
    with Machine("https://otel.example.com/v1/traces", policy=None, lacks=lacks) as machine:
        machine.settings.unlink()
        before = machine.run(SET_UP)
        assert b"trusted_hash" in (machine.home / "trusted").read_bytes(), before
        machine.place(POLICY)
        return files_after(machine.run(SCRIPT))


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_writes_what_the_policy_forbids(name: str) -> None:
    assert COMMANDS[name].written not in written()[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_would_if_the_policy_were_not_asked(name: str) -> None:
    assert COMMANDS[name].written in written(JUDGED, WISHED)[name]
