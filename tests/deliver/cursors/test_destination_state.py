"""How long a destination is left alone: as long as it asks, and spread over many machines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codexctl.deliver.clock import chance
from codexctl.deliver.cursors.destination_state import MAX_WAIT_S, SPREAD, Standing, wait_ns

FAILURES = st.integers(1, 60)
ASKED = st.floats(0, 10**6, allow_nan=False)
CHANCE = st.floats(0, 1, exclude_max=True)
SECOND = 10**9
HOUR = 3600


@given(FAILURES, ASKED, CHANCE)
def test_nobody_comes_back_sooner_than_the_server_asked_for(
    failures: int, asked: float, by_chance: float
) -> None:
    assert wait_ns(failures, asked, by_chance) >= int(min(asked, HOUR) * SECOND)


@given(FAILURES, ASKED, CHANCE)
def test_no_wait_is_longer_than_an_hour_and_a_half(
    failures: int, asked: float, by_chance: float
) -> None:
    assert wait_ns(failures, asked, by_chance) <= 1.5 * HOUR * SECOND


@given(FAILURES, ASKED, CHANCE)
def test_whatever_was_waited_for_counts_as_waiting_until_it_is_over(
    failures: int, asked: float, by_chance: float
) -> None:
    now = 10**18
    wait = wait_ns(failures, asked, by_chance)
    standing = Standing("far", 0, not_before_ns=now + wait)
    assert standing.is_waiting(now) == (wait > 0)
    assert not standing.is_waiting(now + wait)


@given(FAILURES, ASKED, CHANCE, CHANCE)
def test_a_wait_grows_with_failures_and_with_chance(
    failures: int, asked: float, one: float, other: float
) -> None:
    low, high = sorted((one, other))
    assert wait_ns(failures, asked, low) <= wait_ns(failures, asked, high)
    assert wait_ns(failures, asked, low) <= wait_ns(failures + 1, asked, low)


def test_the_first_failure_alone_delays_no_turn() -> None:
    assert wait_ns(1, 0, 0.99) == 0


def test_a_thousand_machines_are_spread_over_half_as_long_again_as_they_were_asked_to_wait() -> (
    None
):
    machines = 1000
    waits = [wait_ns(1, 30, number / machines) / SECOND for number in range(machines)]
    a_second = max(sum(at <= wait < at + 1 for wait in waits) for at in range(30, 45))
    assert (min(waits), max(waits) < 45) == (30, True)
    assert a_second <= machines / 15 + 1


def test_a_server_may_ask_for_an_hour_and_even_that_is_spread() -> None:
    assert wait_ns(1, 10**9, 0) == MAX_WAIT_S * SECOND
    assert wait_ns(1, 10**9, 0.5) == MAX_WAIT_S * (1 + SPREAD / 2) * SECOND


def test_chance_is_another_every_time_and_below_one() -> None:
    found = {chance() for _ in range(100)}
    assert len(found) > 90
    assert all(0 <= number < 1 for number in found)
