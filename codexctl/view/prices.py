"""The cost of a model call in US dollars; None if no price is known, which does not mean zero."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from codexctl.deliver.store.query import Step
from codexctl.settings.prices import Price
from codexctl.trace.values import NS_PER_S
from codexctl.view.rates import Rates

# The one provider with a price list, by the exact id that Codex uses. People can give providers of
# their own any name.
_LISTED = "openai"
# Where that provider's requests go; requests to any other place are billed by somebody else.
_HOSTS = re.compile(r"(?:[a-z0-9-]+\.)*(?:openai\.com|chatgpt\.com)\Z")
_ORDINARY = ("", "auto", "default")
# A snapshot of a model (`gpt-5-2025-08-07`) costs the same as the model.
_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}\Z")


class Prices:
    """The person's own prices first, then OpenAI's price list from genai-prices' snapshot.

    The list's price is the one for the day of the call, the size of the request and its service
    tier; for a tier that the list does not have, the price is unknown. Nothing is fetched.
    """

    def __init__(self, own: Mapping[str, Price] | None = None) -> None:
        # Imported here: pydantic and an HTTP client take 0.1 s, and few commands need them.
        import genai_prices
        from genai_prices import data_snapshot, types

        self._own = own or {}
        self._usage = genai_prices.Usage
        self._types = types
        snapshot = data_snapshot.get_snapshot()
        self._list = next((one for one in snapshot.providers if one.id == _LISTED), None)
        self._found: dict[str, Any] = {}
        self._rates: dict[tuple[object, ...], Rates] = {}

    def cost(self, step: Step) -> Decimal | None:
        """The cost of one model call, in US dollars.

        None if no price is known, or the call reported no usage.
        """
        if step.input_tokens is None or not step.name:
            return None
        own = self._own.get(f"{step.provider}/{step.name}") or self._own.get(step.name)
        if own is not None:
            return _own_cost(own, step)
        is_listed = step.provider == _LISTED and (not step.server or _HOSTS.match(step.server))
        return self._list_cost(step) if is_listed else None

    def changes(self, model: str) -> list[date]:
        """The days (UTC) at whose beginning the list's prices for a model change."""
        found = self._listed(model)
        prices = found.prices if found else ()
        priced = [*(prices if isinstance(prices, list) else ())]
        priced += (found.price_variants or ()) if found else ()
        days = {getattr(one.constraint, "start_date", None) for one in priced if one.constraint}
        return sorted(day for day in days if day is not None)

    def names(self) -> list[str]:
        """The names of models in the list, without the dates of snapshots; sorted."""
        found: set[str] = set()
        for model in self._list.models if self._list else ():
            said = {model.id, *self._said(model.match)}
            found |= {_DATED.sub("", name).rstrip("-").lower() for name in said}
        return sorted(name for name in found if self._listed(name) is not None)

    def _said(self, clause: Any) -> set[str]:
        if isinstance(clause, self._types.ClauseOr):
            return {name for one in clause.or_ for name in self._said(one)}
        if isinstance(clause, self._types.ClauseEquals):
            return {clause.equals}
        is_start = isinstance(clause, self._types.ClauseStartsWith)
        return {clause.starts_with} if is_start else set()

    def sizes(self) -> set[int]:
        """The sizes of requests, in input tokens, above which the list has other prices."""
        return {
            tier.start
            for model in (self._list.models if self._list else ())
            for amounts in _all_prices(model)
            for price in vars(amounts).values()
            if isinstance(price, self._types.TieredPrices)
            for tier in price.tiers
        }

    def _listed(self, name: str) -> Any:
        """The list's model with a name, None if there is none; each name is looked up once."""
        if name not in self._found:
            self._found[name] = self._model(name)
        return self._found[name]

    def _list_cost(self, step: Step) -> Decimal | None:
        model = self._listed(step.name)
        if model is None:
            return None
        at = datetime.fromtimestamp(step.ended_ns // NS_PER_S, UTC)
        context = None if step.tier in _ORDINARY else {"service_tier": step.tier}
        if context and not self._has_tier(model, at, step):
            return None
        # The list keeps its price objects, so their ids can be keys. A tier's price may change at
        # any hour, so the hour is in the key, too.
        hour = step.ended_ns // (3600 * NS_PER_S) if context else 0
        key = (step.name, step.tier, id(model.get_prices(at)), hour)
        if key not in self._rates:
            self._rates[key] = Rates(model.get_prices(at, context), self._usage)
        return self._rates[key].cost(step)

    def _model(self, name: str) -> Any:
        """The list's model with exactly this name; the list itself also matches beginnings."""
        wanted = name.lower()
        for model in self._list.models if self._list else ():
            if self._names(model.match, wanted):
                return model
        return None

    def _names(self, clause: Any, name: str) -> bool:
        if isinstance(clause, self._types.ClauseOr):
            return any(self._names(one, name) for one in clause.or_)
        if isinstance(clause, self._types.ClauseStartsWith):
            return bool(clause.starts_with.rstrip("-") == _DATED.sub("", name))
        is_exact = isinstance(clause, self._types.ClauseEquals | self._types.ClauseRegex)
        return is_exact and bool(clause.is_match(name))

    @staticmethod
    def _has_tier(model: Any, at: datetime, step: Step) -> bool:
        """Whether the list has a price of this tier for everything that has a standard price."""
        spent = {
            "input_mtok": step.input_tokens,
            "cache_read_mtok": step.cached_input_tokens,
            "cache_write_mtok": step.cache_write_input_tokens,
            "output_mtok": step.output_tokens,
        }
        standard = model.get_prices(at)
        for variant in model.price_variants or ():
            is_now = variant.constraint is None or variant.constraint.active(at)
            if is_now and variant.when == {"service_tier": step.tier}:
                return not any(
                    tokens
                    and getattr(standard, key) is not None
                    and getattr(variant.prices, key) is None
                    for key, tokens in spent.items()
                )
        return False


def _own_cost(price: Price, step: Step) -> Decimal | None:
    told = price if step.tier in _ORDINARY else price.tiers.get(step.tier)
    if told is None:
        return None
    return told.cost(
        step.input_tokens or 0,
        step.cached_input_tokens or 0,
        step.cache_write_input_tokens or 0,
        step.output_tokens or 0,
    )


def _all_prices(model: Any) -> list[Any]:
    """All prices that the list has for a model, for every time and every tier."""
    prices = model.prices if isinstance(model.prices, list) else [model]
    return [priced.prices for priced in (*prices, *(model.price_variants or ()))]
