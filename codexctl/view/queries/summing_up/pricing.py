"""The rates with which SQLite calculates costs, as whole numbers of a small unit."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from functools import cached_property
from typing import Any

from codexctl.deliver.store.sums import read
from codexctl.deliver.store.sums.read import ALWAYS, NEVER, Rate
from codexctl.deliver.store.sums.rollup import BLOCK
from codexctl.view.queries.summing_up.rate_book import RateBook, Rates

# The largest sum that SQLite can calculate as a whole number.
_MOST = 1 << 62


class Pricing:
    """How the rows of the roll-up are billed, and when that changed.

    `rates` is the table of rates as SQLite reads it. `gaps` are the hours, from and until, for
    which calls have no price, by the number of their billing.
    """

    def __init__(self, db: sqlite3.Connection, book: RateBook) -> None:
        self._db, self._book = db, book
        self._digits = 0
        self.rates = ""
        self.gaps: dict[int, list[tuple[int, int]]] = {}

    def reach(self) -> bool:
        """Calculate the rates; False if the sums can be too large for SQLite's whole numbers.

        Must be called first: it sets `rates` and `gaps`, and `dollars` depends on it.
        """
        found: list[tuple[int, int, int, Rates]] = []
        for number, how in self.billings.items():
            begins = [ALWAYS, *self._book.changes(how.model)]
            for since, until in zip(begins, [*begins[1:], NEVER], strict=True):
                at = since if since != ALWAYS else (begins[1] - 1 if len(begins) > 1 else 0)
                rates = self._book.rates(how, at)
                if rates:
                    found.append((number, since, until, rates))
                else:
                    self.gaps.setdefault(number, []).append((since, until))
        amounts = [amount for *_, rates in found for amount in rates]
        self._digits = max((-_exponent(amount) for amount in amounts), default=0)
        (tokens,) = self._db.execute(
            "SELECT sum(llm_calls + input_tokens + output_tokens) FROM kind_blocks"
        ).fetchone()
        largest = max((abs(amount.scaleb(self._digits)) for amount in amounts), default=0)
        if int(largest) * (tokens or 0) * 4 > _MOST:
            return False
        self.rates = read.text_of(
            Rate(number, since, until, *(int(a.scaleb(self._digits)) for a in rates))
            for number, since, until, rates in found
        )
        return True

    def dollars(self, units: Any) -> Decimal:
        """US dollars, from a sum in SQLite's units."""
        return Decimal(units).scaleb(-self._digits)

    @cached_property
    def billings(self) -> dict[int, Any]:
        """How calls are billed, by its number."""
        return read.billings(self._db)

    @cached_property
    def changing(self) -> set[int]:
        """The numbers of billings whose price has ever changed."""
        return {number for number, how in self.billings.items() if self._book.changes(how.model)}

    def broken_blocks(self) -> list[int]:
        """The blocks within which a price changed."""
        changes = {hour for how in self.billings.values() for hour in self._book.changes(how.model)}
        return sorted({hour // BLOCK for hour in changes if hour % BLOCK})


def _exponent(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
