"""Root in a hostile home: its audit ends and tells nothing of root's, and nothing is left there."""

from __future__ import annotations

import pytest

from tests.policy.doors.lock_audits import AUDIT, AUDITS, POLICY, VISITS, Roots
from tests.policy.doors.lock_lacks import FOLDERS, GUEST, Lack
from tests.policy.doors.lock_machine import obstacle

pytestmark = pytest.mark.skipif(bool(obstacle()), reason=obstacle())
_NOWHERE = "https://otel.example.com/v1/traces"


def audited(plant: str, *lacks: Lack) -> str:
    """What root's audit says of a home in which something was put."""
    with Roots(_NOWHERE, POLICY, lacks=lacks) as machine:
        machine.run(plant)
        machine.give()
        return machine.run(AUDIT).decode(errors="replace")


@pytest.mark.parametrize("name", AUDITS)
def test_an_audit_ends_and_tells_nothing_of_roots(name: str) -> None:
    said = audited(AUDITS[name].plant)
    assert "ended 0" in said or "ended 1\n" in said
    assert not [sign for sign in AUDITS[name].signs if sign in said]


@pytest.mark.parametrize("name", AUDITS)
def test_each_audit_would_not_without_its_protection(name: str) -> None:
    said = audited(AUDITS[name].plant, *AUDITS[name].lacks)
    assert [sign for sign in AUDITS[name].signs if sign in said]


def left_behind(command: str, *lacks: Lack) -> list[str]:
    with Roots(_NOWHERE, None, lacks=lacks) as machine:
        machine.run(command)
        return machine.owned_by_root()


@pytest.mark.parametrize("name", VISITS)
def test_root_leaves_nothing_behind(name: str) -> None:
    assert left_behind(VISITS[name]) == []


@pytest.mark.parametrize("name", VISITS)
def test_root_would_leave_something_if_every_home_were_its_own(name: str) -> None:
    assert left_behind(VISITS[name], GUEST, FOLDERS)
