"""How long calls took, as letters: what is told of them, and that they add up."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from codexctl.deliver.store.sums.times import (
    counts,
    letter,
    milliseconds,
    percentiles,
    shortened,
    without,
    written,
)

HOUR_MS = 3_600_000
times_ms = st.integers(0, 18 * HOUR_MS)
many = st.lists(times_ms, max_size=60)


def text(times: list[int]) -> str:
    return "".join(letter(ms * 1_000_000) for ms in times)


@given(times_ms)
def test_what_is_told_of_a_time_is_at_most_a_sixteenth_off(ms: int) -> None:
    assert abs(milliseconds(letter(ms * 1_000_000)) - ms) <= ms / 16


@given(times_ms, times_ms)
def test_a_longer_time_has_no_lower_letter(one: int, other: int) -> None:
    assert (one <= other) <= (letter(one * 1_000_000) <= letter(other * 1_000_000))


@given(many, many)
def test_times_add_up_and_are_taken_off_however_they_are_written(
    some: list[int], others: list[int]
) -> None:
    both = written(counts(text(some))) + text(others)
    assert counts(both) == counts(text(some + others)) == dict(Counter(text(some + others)))
    assert counts(without(both, text(others))) == counts(text(some))
    assert counts(shortened(both * 200)) == counts(both * 200)


@given(st.lists(times_ms, min_size=1, max_size=60))
def test_percentiles_are_those_of_the_times_themselves(times: list[int]) -> None:
    """By nearest rank, worked out from the times in their order."""
    ordered = sorted(times)
    ranks = [max(-(-len(times) * percent // 100), 1) for percent in (50, 95)]
    told = percentiles(text(times), 50, 95)
    for rank, ms in zip(ranks, told, strict=True):
        assert ms == milliseconds(letter(ordered[rank - 1] * 1_000_000))


def test_without_calls_there_is_no_percentile() -> None:
    assert percentiles("", 50, 95) == [None, None]
