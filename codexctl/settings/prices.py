"""`[prices]` in settings.toml: a person's own prices of model calls, in US dollars.

There is one table for each model, or for each provider and model (`"my-gateway/gpt-5.5"`), which
has precedence. Prices are per million tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from codexctl.wording import not_one_of

_MILLION = Decimal(1_000_000)
_AMOUNTS = ("input", "cached_input", "cache_write_input", "output")
_REQUIRED = ("input", "output")
_TIERS = "tiers"

Complain = Callable[[str, str], Exception]


@dataclass(frozen=True, slots=True)
class Price:
    """Prices of a model in US dollars per million tokens; cached input has separate prices.

    `cached_input` is for input read from the cache, `cache_write_input` for input written to it.
    `tiers` are the prices of service tiers (`flex`, `priority`); other tiers have no price.
    """

    input: Decimal
    output: Decimal
    cached_input: Decimal
    cache_write_input: Decimal
    tiers: Mapping[str, Price] = field(default_factory=dict)

    def cost(self, given: int, cached: int, written: int, said: int) -> Decimal | None:
        """The cost of a call in US dollars; None for impossible numbers of tokens.

        All arguments are numbers of tokens: `given` is all input, including `cached` (read from the
        cache) and `written` (written to it); `said` is all output, including reasoning.
        """
        fresh = given - cached - written
        if min(fresh, cached, written, said) < 0:
            return None
        return (
            fresh * self.input
            + cached * self.cached_input
            + written * self.cache_write_input
            + said * self.output
        ) / _MILLION


def prices_from(data: Mapping[str, Any], complain: Complain) -> dict[str, Price]:
    """Read the tables of prices, by model or provider and model.

    `data` is the parsed table `[prices]`. `complain` makes the exception for an invalid key, which
    is then raised; it gets the key's place and what is wrong with it.
    """
    return {model: _price(item, f'prices."{model}"', complain) for model, item in data.items()}


def _price(item: Any, where: str, complain: Complain, *, is_tier: bool = False) -> Price:
    if not isinstance(item, dict):
        raise complain(where, "must be a table with input and output, in dollars a million tokens")
    known = (*_AMOUNTS,) if is_tier else (*_AMOUNTS, _TIERS)
    for key in item:
        if key not in known:
            raise complain(f"{where}.{key}", f"unknown key; it {not_one_of(key, known)}")
    for key in _REQUIRED:
        if key not in item:
            raise complain(where, f"needs {key}, in dollars a million tokens")
    amounts = {
        key: _amount(item[key], f"{where}.{key}", complain) for key in _AMOUNTS if key in item
    }
    tiers = item.get(_TIERS, {})
    if not isinstance(tiers, dict):
        raise complain(f"{where}.{_TIERS}", "must be a table of service tiers")
    return Price(
        input=amounts["input"],
        output=amounts["output"],
        cached_input=amounts.get("cached_input", amounts["input"]),
        cache_write_input=amounts.get("cache_write_input", amounts["input"]),
        tiers={
            tier: _price(price, f"{where}.{_TIERS}.{tier}", complain, is_tier=True)
            for tier, price in tiers.items()
        },
    )


def _amount(value: Any, where: str, complain: Complain) -> Decimal:
    # From the text of the float: its exact value (0.1 is not a tenth) would make sums inexact.
    amount = Decimal("NaN") if type(value) not in (int, float) else Decimal(str(value))
    if not amount.is_finite() or amount < 0:
        raise complain(where, f"{value!r} is not an amount in dollars")
    return amount
