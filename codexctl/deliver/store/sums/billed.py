"""What the price of a model call depends on besides its tokens: calls with the same are summed."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import orjson

# Requests with more input than this cost more, according to the price lists of 2026. With a list
# that has other sizes, the calls themselves are read, so that sums are right with it, too.
SIZES = (200_000, 272_000)
_ORDINARY = ("", "auto", "default")
# The number of bytes in an id: fewer than the 63 bits that SQLite has for positive numbers.
_ID_BYTES = 6


class Billed(NamedTuple):
    """How calls are billed; two calls with the same cost what one with their tokens costs.

    `above` is the size that their input exceeds, 0 where it exceeds none. `shape` says which counts
    are there, as far as that decides whether there is a price.
    """

    provider: str
    model: str
    server: str
    tier: str
    above: int = 0
    shape: int = 0

    @property
    def id(self) -> int:
        """Its number in the tables of sums: the same wherever it is made, and never 0."""
        text = orjson.dumps(tuple(self))
        return int.from_bytes(hashlib.sha256(text).digest()[:_ID_BYTES]) + 1


def above(given: int, sizes: tuple[int, ...] = SIZES) -> int:
    """The largest of the sizes that an input of so many tokens exceeds; 0 if it exceeds none."""
    return max((size for size in sizes if given > size), default=0)


def shape(tier: str, given: int, cached: int, written: int, said: int) -> int:
    """Which counts there are.

    A service tier has a price only if it has one for each kind of token that was used. Counts that
    cannot be (more from the cache than was given) have no price; which of them those are decides.
    """
    if cached + written > given or min(given, cached, written, said) < 0:
        return -(1 + (cached > given) + 2 * (written > given) + 4 * (min(cached, said) < 0))
    if tier in _ORDINARY:
        return 0
    return bool(given) + 2 * bool(cached) + 4 * bool(written) + 8 * bool(said)
