"""The cost of calls with equal billing, from their token sums; as exact as one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple

from codexctl.deliver.store.query import Step
from codexctl.deliver.store.sums.billed import SIZES, Billed
from codexctl.deliver.store.sums.cells import HOUR_NS
from codexctl.trace.spans.attribute_names import CHAT
from codexctl.view.prices import Prices

# The difference in tokens between probes, and a token count; both are so small that a probe stays
# in its request size.
_MORE = _FEW = 10


class Rates(NamedTuple):
    """US dollars for each call, and for each token of each kind; input includes cached tokens."""

    call: Decimal
    given: Decimal
    cached: Decimal
    written: Decimal
    said: Decimal

    def cost(self, calls: int, given: int, cached: int, written: int, said: int) -> Decimal:
        """The cost of `calls` calls that have these tokens together."""
        counts = (calls, given, cached, written, said)
        return sum((rate * count for rate, count in zip(self, counts, strict=True)), Decimal(0))


@lru_cache(maxsize=4)
def book_of(prices: Prices) -> RateBook:
    """The rates for these prices, calculated once: a server needs them for every page."""
    return RateBook(prices)


class RateBook:
    """Rates from prices, calculated once for each kind of billing and each period of a price."""

    def __init__(self, prices: Prices) -> None:
        self.prices = prices
        self._known: dict[tuple[Billed, int], Rates | None] = {}
        self._changes: dict[str, list[int]] = {}

    def changes(self, model: str) -> list[int]:
        """The hours since 1970 from which a model has other prices."""
        if model not in self._changes:
            days = self.prices.changes(model)
            self._changes[model] = [
                int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) // 3600
                for day in days
            ]
        return self._changes[model]

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """The request sizes at which prices change, including all that the roll-up separates."""
        return tuple(sorted({*SIZES, *self.prices.sizes()}))

    def rates(self, billed: Billed, hour: int) -> Rates | None:
        """The rates for calls in an hour since 1970; None if no price is known."""
        period = sum(hour >= change for change in self.changes(billed.model))
        if (billed, period) not in self._known:
            self._known[billed, period] = _probed(self.prices, billed, hour)
        return self._known[billed, period]


def _probed(prices: Prices, billed: Billed, hour: int) -> Rates | None:
    """Calculate rates from the costs of calls that differ in one token count."""
    counts = _counts(billed)
    base = _cost(prices, billed, hour, counts)
    if base is None:
        return None
    rates = []
    for place, count in enumerate(counts):
        more = list(counts)
        more[place] += _MORE
        cost = (
            _cost(prices, billed, hour, (more[0], more[1], more[2], more[3]))
            if count or billed.shape == 0
            else base
        )
        if cost is None:
            return None
        rates.append((cost - base) / _MORE)
    spent = sum((rate * count for rate, count in zip(rates, counts, strict=True)), Decimal(0))
    return Rates(base - spent, *rates)


def _counts(billed: Billed) -> tuple[int, int, int, int]:
    """Input, cache read, cache write and output tokens of an example call with this billing."""
    given = billed.above + 4 * _FEW
    if billed.shape < 0:
        return given, *_impossible(billed.shape, given), _FEW
    if billed.shape == 0:
        return given, _FEW, _FEW, _FEW
    has_given, cached, written, said = (bool(billed.shape & bit) * _FEW for bit in (1, 2, 4, 8))
    return (given if has_given else 0), cached, written, said


def _impossible(shape: int, given: int) -> tuple[int, int]:
    """Cache read and cache write tokens of an example call whose counts are inconsistent."""
    if shape == -1:  # either count is possible, both together are not
        return given - _FEW, given - _FEW
    return (0 if shape == -3 else 3 * given), (0 if shape == -2 else 3 * given)


def _cost(
    prices: Prices, billed: Billed, hour: int, counts: tuple[int, int, int, int]
) -> Decimal | None:
    given, cached, written, said = counts
    probe = Step(
        CHAT, billed.model, billed.provider, hour * HOUR_NS, 0, "", given, cached, written, said, 0,
        billed.model, "",
    )  # fmt: skip
    return prices.cost(replace(probe, tier=billed.tier, server=billed.server))
