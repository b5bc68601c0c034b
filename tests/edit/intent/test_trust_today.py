"""The wizard starts from the trust that stands in Codex's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.codex.report.look_around import take
from codexctl.edit.intent.trust_today import trust_today
from codexctl.edit.intent.wanted import Intent, TrustChoice
from tests.edit.machine import Machine, machine


@pytest.fixture
def box(tmp_path: Path) -> Machine:
    return machine(tmp_path)


def today(box: Machine) -> TrustChoice:
    locations = box.locations
    return trust_today(
        take(locations, locations.hooks_json, locations.home, {}, locations.home, asking=False)
    )


@pytest.mark.parametrize("choice", TrustChoice)
def test_what_was_chosen_last_is_offered_first(box: Machine, choice: TrustChoice) -> None:
    box.setup(Intent(trust=choice))
    assert today(box) is choice


def test_at_first_it_is_the_precise_one(box: Machine) -> None:
    assert today(box) is TrustChoice.this_hook
