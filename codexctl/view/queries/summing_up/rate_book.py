"""What calls cost that are billed alike, from the sums of their tokens: as much as one by one."""

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

# Tokens by which the probes differ, and numbers of them that stay in one size of request with it.
_MORE = _FEW = 10


class Rates(NamedTuple):
    """US dollars a call, and a token of each kind on top; input counts all of it, cached or not."""

    call: Decimal
    given: Decimal
    cached: Decimal
    written: Decimal
    said: Decimal

    def cost(self, calls: int, given: int, cached: int, written: int, said: int) -> Decimal:
        """What so many calls cost with so many tokens together."""
        counts = (calls, given, cached, written, said)
        return sum((rate * count for rate, count in zip(self, counts, strict=True)), Decimal(0))


@lru_cache(maxsize=4)
def book_of(prices: Prices) -> RateBook:
    """The rates of prices, looked up once: a server is asked for them with every page."""
    return RateBook(prices)


class RateBook:
    """The rates that prices come to, looked up once for each way of billing and time of a price."""

    def __init__(self, prices: Prices) -> None:
        self.prices = prices
        self._known: dict[tuple[Billed, int], Rates | None] = {}
        self._changes: dict[str, list[int]] = {}

    def changes(self, model: str) -> list[int]:
        """The hours since 1970 from which on a model has other prices."""
        if model not in self._changes:
            days = self.prices.changes(model)
            self._changes[model] = [
                int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) // 3600
                for day in days
            ]
        return self._changes[model]

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """The sizes of requests that matter, among them all that the roll-up goes by."""
        return tuple(sorted({*SIZES, *self.prices.sizes()}))

    def rates(self, billed: Billed, hour: int) -> Rates | None:
        """What calls cost in an hour since 1970; None where no price is known."""
        period = sum(hour >= change for change in self.changes(billed.model))
        if (billed, period) not in self._known:
            self._known[billed, period] = _probed(self.prices, billed, hour)
        return self._known[billed, period]


def _probed(prices: Prices, billed: Billed, hour: int) -> Rates | None:
    """The rates by what calls cost that differ in one count alone."""
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
    """Input, read from the cache, written to it and output of a call that is billed so."""
    given = billed.above + 4 * _FEW
    if billed.shape < 0:
        return given, *_impossible(billed.shape, given), _FEW
    if billed.shape == 0:
        return given, _FEW, _FEW, _FEW
    has_given, cached, written, said = (bool(billed.shape & bit) * _FEW for bit in (1, 2, 4, 8))
    return (given if has_given else 0), cached, written, said


def _impossible(shape: int, given: int) -> tuple[int, int]:
    """Tokens read from the cache and written to it, of counts that cannot be in one way."""
    if shape == -1:  # either would fit, both do not
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
