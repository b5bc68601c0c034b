"""A thousand machines after an outage: nothing is lost, and nobody comes back in step."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bench.fleet.herd import Plan, simulate

IN_STEP = Plan(in_step=True)
BACK = int(IN_STEP.outage[1])


def test_machines_that_an_outage_brought_into_step_are_spread_when_it_is_over() -> None:
    together = simulate(IN_STEP, 1, lambda: 0.0)
    spread = simulate(IN_STEP, 1, random.Random(3).random)
    assert together.peak(BACK, BACK + 400) > IN_STEP.burst, "without chance they come as a herd"
    # Half of the longest step of 300 s, for 1,000 machines: less than 10 a second, and some turns.
    assert spread.peak(BACK, BACK + 400) < 40
    assert not any(spread.refused[s] for s in range(BACK, int(IN_STEP.until_s)))


@pytest.mark.parametrize("plan", [Plan(), Plan(eager=False), IN_STEP, replace(IN_STEP, rate=5)])
def test_nothing_is_lost_whoever_comes_back_when(plan: Plan) -> None:
    told = simulate(plan, 1, random.Random(3).random)
    assert told.ended == told.delivered
    assert told.ended > 1000


def test_while_all_is_well_a_turn_is_sent_when_it_ends() -> None:
    told = simulate(replace(IN_STEP, in_step=False), 1, random.Random(3).random)
    assert told.healthy_waits
    assert max(told.healthy_waits) == 0


@settings(max_examples=20)
@given(
    st.integers(1, 60), st.floats(5, 200), st.booleans(), st.booleans(), st.integers(0, 2**32 - 1)
)
def test_no_turn_is_lost_or_delivered_twice(
    machines: int, rate: float, in_step: bool, eager: bool, seed: int
) -> None:
    plan = Plan(machines=machines, rate=rate, burst=20, in_step=in_step, eager=eager)
    told = simulate(plan, seed, random.Random(seed).random)
    assert told.delivered == told.ended
