"""The price of each kind of token, so that many calls can be priced by multiplying."""

from __future__ import annotations

from bisect import bisect_left
from decimal import Decimal
from typing import Any, NamedTuple

from codexctl.deliver.store.query import Step


class _PerToken(NamedTuple):
    given: Decimal
    cached: Decimal
    written: Decimal
    said: Decimal


class Rates:
    """Prices of one model at one time, as genai-prices calculates them.

    The library is asked once for each request size with prices of its own; after that, a cost is a
    sum of products, equal to the last digit and 40 times as fast.
    """

    def __init__(self, prices: Any, usage: Any) -> None:
        self._prices = prices
        self._usage = usage
        tiers = (getattr(price, "tiers", ()) for price in vars(prices).values())
        self._starts = sorted({tier.start for its in tiers for tier in its})
        self._known: dict[int, _PerToken] = {}

    def cost(self, step: Step) -> Decimal | None:
        """The cost of one model call in US dollars; None for impossible token counts."""
        given, said = step.input_tokens or 0, step.output_tokens or 0
        cached, written = step.cached_input_tokens or 0, step.cache_write_input_tokens or 0
        if given < 1 or cached + written > given or min(cached, written, said) < 0:
            return self._asked(given, cached, written, said)
        # A price applies to requests that are larger than its start.
        size = bisect_left(self._starts, given)
        if size not in self._known:
            found = self._per_token(given)
            if found is None:
                return None
            self._known[size] = found
        rate = self._known[size]
        fresh = given - cached - written
        inputs = fresh * rate.given + cached * rate.cached + written * rate.written
        return inputs + said * rate.said

    def _per_token(self, given: int) -> _PerToken | None:
        """The price per token, from requests of this size that differ in one token."""
        costs = [
            self._asked(given, *others) for others in ((0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1))
        ]
        known = [cost for cost in costs if cost is not None]
        if len(known) < len(costs):
            return None
        plain, cached, written, said = known
        rate = plain / given
        return _PerToken(rate, cached - plain + rate, written - plain + rate, said - plain)

    def _asked(self, given: int, cached: int, written: int, said: int) -> Decimal | None:
        try:
            usage = self._usage(
                input_tokens=given,
                cache_read_tokens=cached,
                cache_write_tokens=written,
                output_tokens=said,
            )
            cost: Decimal = self._prices.calc_price(usage)["total_price"]
        except ValueError:  # impossible token counts
            return None
        return cost
