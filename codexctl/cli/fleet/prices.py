"""Prices as rows of the engine's table, from the same price list that `trace stats` uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codexctl.deliver.store.query import Step
    from codexctl.policy.render.fleet.rows import PriceRow
    from codexctl.view.prices import Prices

_PROVIDER = "openai"
_TIERS = ("", "flex", "priority")
_EVER = date(2020, 1, 1)
_MILLION = 1_000_000
_EXACT = Decimal("0.000001")


def price_rows() -> tuple[PriceRow, ...]:
    """The prices of all of OpenAI's models, sorted, under their names in the list."""
    from codexctl.view.prices import Prices

    prices = Prices()
    found = [row for name in prices.names() for row in _of_model(prices, name)]
    return tuple(
        sorted(found, key=lambda row: (row.model, row.tier, row.valid_from, row.above_input))
    )


def _of_model(prices: Prices, name: str) -> Iterator[PriceRow]:
    sizes = sorted({0, *prices.sizes()})
    for day in sorted({_EVER, *prices.changes(name)}):
        for tier in _TIERS:
            before: PriceRow | None = None
            for size in sizes:
                row = _row(prices, name, tier, day, size)
                if row and (before is None or _amounts(row) != _amounts(before)):
                    yield row
                    before = row


def _row(prices: Prices, name: str, tier: str, day: date, size: int) -> PriceRow | None:
    """The prices of a model for requests of more than `size` tokens; None if they are unknown.

    Each is the difference between the costs of two requests that differ in one token.
    """
    from codexctl.policy.render.fleet.rows import PriceRow

    # Just above the size at which the price changes, and so large that one token changes nothing
    # else.
    given = size + 1
    at = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()) * 10**9
    plain = _call(name, tier, at, given)
    asked = (
        plain,
        replace(plain, cached_input_tokens=1),
        replace(plain, cache_write_input_tokens=1),
        replace(plain, output_tokens=1),
    )
    costs = [cost for cost in map(prices.cost, asked) if cost is not None]
    if len(costs) < len(asked):
        return None
    whole, cached, written, said = costs
    rate = whole / given
    amounts = (rate, cached - whole + rate, written - whole + rate, said - whole)
    exact = [(amount * _MILLION).quantize(_EXACT) for amount in amounts]
    return PriceRow(_PROVIDER, name, tier, day, size, *exact)


def _call(name: str, tier: str, at: int, given: int) -> Step:
    from codexctl.deliver.store.query import Step
    from codexctl.trace.spans.attribute_names import CHAT

    return Step(CHAT, name, _PROVIDER, at, 0, "", given, 0, 0, 0, 0, name, "", tier=tier)


def _amounts(row: PriceRow) -> tuple[Decimal, ...]:
    return row.input, row.cached, row.cache_write, row.output
