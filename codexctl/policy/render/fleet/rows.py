"""A row of the engine's table of prices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_WORD = re.compile(r"[A-Za-z0-9_.:/-]{0,128}")


@dataclass(frozen=True, slots=True)
class PriceRow:
    """US dollars for a million tokens of a model, from a day (UTC) on.

    It applies to requests with more than `above_input` input tokens. Raises ValueError for a name
    with characters that could end the text around it.
    """

    provider: str
    model: str
    tier: str
    valid_from: date
    above_input: int
    input: Decimal
    cached: Decimal
    cache_write: Decimal
    output: Decimal

    def __post_init__(self) -> None:
        for word in (self.provider, self.model, self.tier):
            if not _WORD.fullmatch(word):
                raise ValueError(f"{word!r} is not a name of a model, provider or tier")
