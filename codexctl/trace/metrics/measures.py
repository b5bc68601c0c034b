"""What has been counted, by series: values that can be added, taken away, kept and read again."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeGuard

from codexctl.trace.metrics.instruments import INSTRUMENTS
from codexctl.trace.metrics.metric_names import CODEX_TURNS


@dataclass(frozen=True, slots=True)
class Distribution:
    """Observations of a histogram: how many fell into each bucket, and their sum."""

    buckets: tuple[int, ...]
    total: float = 0

    @property
    def count(self) -> int:
        """How many observations there are."""
        return sum(self.buckets)


Value = int | Distribution


@dataclass(frozen=True, slots=True, order=True)
class Series:
    """One metric with one set of attributes; the pairs are sorted by name."""

    metric: str
    attributes: tuple[tuple[str, str], ...] = ()


Measures = Mapping[Series, Value]
NOTHING: Measures = {}


def series(metric: str, attributes: Mapping[str, str]) -> Series:
    """The series of a metric; attributes without a value say nothing and are left out."""
    said = sorted((name, value) for name, value in attributes.items() if value)
    return Series(metric, tuple(said))


def observed(metric: str, value: float, times: int = 1) -> Distribution:
    """Some equal observations of a histogram. A value on a bucket's bound belongs to it.

    `metric` names the instrument, whose bounds hold.
    """
    bounds = INSTRUMENTS[metric].bounds
    buckets = [0] * (len(bounds) + 1)
    buckets[bisect_left(bounds, value)] = times
    return Distribution(tuple(buckets), value * times)


def added(one: Value, other: Value) -> Value:
    """Two values of one series together."""
    if _are_distributions(pair := (one, other)):
        first, second = pair
        buckets = zip(first.buckets, second.buckets, strict=True)
        return Distribution(tuple(map(sum, buckets)), first.total + second.total)
    assert isinstance(one, int)  # noqa: S101 - one series has one kind of value
    assert isinstance(other, int)  # noqa: S101
    return one + other


def together(one: Measures, other: Measures) -> dict[Series, Value]:
    """What two counts make together."""
    found = dict(one)
    for name, value in other.items():
        found[name] = added(found[name], value) if name in found else value
    return found


def beyond(now: Measures, before: Measures) -> dict[Series, Value]:
    """What is in `now` and was not counted in `before`; never less than nothing.

    A counter cannot go down: what `before` has alone is left as it was counted.
    """
    found = {}
    for name, value in now.items():
        rest = _less(value, before[name]) if name in before else value
        if rest != 0 and not (isinstance(rest, Distribution) and not rest.count):
            found[name] = rest
    return found


def since(before: Measures, now: Measures) -> dict[Series, Value]:
    """What a turn adds to what was counted when it was incomplete.

    As a turn it was counted then; a counter cannot take the status back.
    """
    found = beyond(now, before)
    return {name: value for name, value in found.items() if name.metric != CODEX_TURNS}


def _less(now: Value, before: Value) -> Value:
    if _are_distributions(pair := (now, before)):
        later, earlier = pair
        buckets = zip(later.buckets, earlier.buckets, strict=True)
        rest = tuple(max(a - b, 0) for a, b in buckets)
        return replace(later, buckets=rest, total=max(later.total - earlier.total, 0))
    assert isinstance(now, int)  # noqa: S101 - as above
    assert isinstance(before, int)  # noqa: S101
    return max(now - before, 0)


def _are_distributions(
    pair: tuple[Value, Value],
) -> TypeGuard[tuple[Distribution, Distribution]]:
    return all(isinstance(value, Distribution) for value in pair)


def to_text(measures: Measures) -> str:
    """Measures as they are kept: the same text for the same measures."""
    rows = [
        [name.metric, name.attributes, _plain(value)] for name, value in sorted(measures.items())
    ]
    return json.dumps(rows, separators=(",", ":")) if rows else ""


def from_text(text: str) -> dict[Series, Value]:
    """Measures that were kept; a metric that this release has not is left out."""
    return {
        Series(metric, tuple((key, said) for key, said in attributes)): _value(value)
        for metric, attributes, value in (json.loads(text) if text else ())
        if metric in INSTRUMENTS
    }


def _plain(value: Value) -> object:
    return [value.buckets, value.total] if isinstance(value, Distribution) else value


def _value(plain: int | list[list[int] | float]) -> Value:
    if isinstance(plain, int):
        return plain
    buckets, total = plain
    assert isinstance(buckets, list)  # noqa: S101 - written by `to_text`
    assert not isinstance(total, list)  # noqa: S101
    return Distribution(tuple(buckets), total)
