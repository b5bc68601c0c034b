"""What a model call cost, in US dollars; None where no price is known, which is not zero."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from codexctl.deliver.store_query import Step
from codexctl.trace.values import NS_PER_S


class Prices:
    """The price list of genai-prices, from its own snapshot: nothing is fetched.

    Prices are those of the model's provider on the day of the call, tiers by the size of the
    request included. A provider that a person named themselves has no known prices.
    """

    def __init__(self) -> None:
        # Imported here: pydantic and an HTTP client cost 0.1 s, and only `trace stats` needs them.
        import genai_prices

        self._library = genai_prices
        self._unknown: set[tuple[str, str]] = set()

    def cost(self, step: Step) -> Decimal | None:
        """The cost of one model call."""
        key = (step.provider, step.name)
        if step.input_tokens is None or not all(key) or key in self._unknown:
            return None
        at = datetime.fromtimestamp(step.started_ns // NS_PER_S, UTC)
        try:
            usage = self._library.Usage(
                input_tokens=step.input_tokens,
                cache_read_tokens=step.cached_input_tokens or 0,
                cache_write_tokens=step.cache_write_input_tokens or 0,
                output_tokens=step.output_tokens or 0,
            )
            priced = self._library.calc_price(
                usage, step.name, provider_id=step.provider, genai_request_timestamp=at
            )
        except LookupError:
            self._unknown.add(key)
            return None
        except ValueError:  # counts that cannot be
            return None
        return priced.total_price
