"""What has been counted can be added, taken away and kept without losing anything."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codexctl.trace.metrics.measures import (
    Distribution,
    Measures,
    beyond,
    from_text,
    observed,
    series,
    to_text,
    together,
)

TOKENS = "gen_ai.client.token.usage"

_names = st.sampled_from(
    [series("codex.tool.calls", {"gen_ai.tool.name": tool}) for tool in ("a", "b", "ü\n")]
)
_tokens = st.sampled_from(
    [series(TOKENS, {"gen_ai.token.type": kind}) for kind in ("input", "output")]
)


def _all_observed(values: list[int]) -> Distribution:
    found = observed(TOKENS, values[0])
    for value in values[1:]:
        more = observed(TOKENS, value)
        found = Distribution(
            tuple(a + b for a, b in zip(found.buckets, more.buckets, strict=True)),
            found.total + more.total,
        )
    return found


_distributions = st.lists(st.integers(0, 10**9), min_size=1, max_size=5).map(_all_observed)
measures = st.builds(
    lambda counts, spread: {**counts, **spread},
    st.dictionaries(_names, st.integers(1, 10**12)),
    st.dictionaries(_tokens, _distributions),
)


@given(measures)
def test_what_is_kept_is_read_again_as_it_was(counted: Measures) -> None:
    assert from_text(to_text(counted)) == counted
    assert to_text(from_text(to_text(counted))) == to_text(counted)


@given(measures, measures, measures)
def test_in_which_order_things_are_counted_does_not_matter(
    one: Measures, two: Measures, three: Measures
) -> None:
    assert together(together(one, two), three) == together(one, together(three, two))


@given(measures, measures)
def test_what_was_counted_before_is_not_counted_again(before: Measures, more: Measures) -> None:
    assert beyond(together(before, more), before) == more


@given(measures)
def test_nothing_is_beyond_itself(counted: Measures) -> None:
    assert beyond(counted, counted) == {}


def test_a_value_on_a_bound_belongs_to_the_bucket_that_ends_there() -> None:
    """OTLP: (explicit_bounds[i-1], explicit_bounds[i]]."""
    assert observed(TOKENS, 0).buckets[0] == 1
    assert observed(TOKENS, 1).buckets[0] == 1
    assert observed(TOKENS, 2).buckets[1] == 1
    assert observed(TOKENS, 4).buckets[1] == 1
    assert observed(TOKENS, 10**9).buckets[-1] == 1


def test_a_metric_of_another_release_is_left_out() -> None:
    assert from_text('[["codex.never",[],4]]') == {}
    assert from_text("") == {}


def test_attributes_without_a_value_are_left_out() -> None:
    assert series("m", {"b": "2", "a": "1", "c": ""}).attributes == (("a", "1"), ("b", "2"))
