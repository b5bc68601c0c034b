"""How much of an account's windows is used: what the backend tells with its answers.

Codex CLI 0.124 to 0.169 writes it into every token_count as `rate_limits`: two windows, each
`{used_percent, window_minutes, resets_at}`. Releases around 0.4x told `resets_in_seconds`, and the
first ones wrote the figures flat (`primary_used_percent`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from codexctl.trace.immutable import immutable
from codexctl.trace.values import NS_PER_S, integer, moment, table, text

# Far more than any plan allows; a larger number is not a percentage.
_MOST_PERCENT = 1_000
_LONGEST_MINUTES = 366 * 24 * 60
# A balance has at most this many characters: it is a number in a text.
_BALANCE_LENGTH = 24


@immutable(frozen=True, slots=True)
class Window:
    """A span of time in which only so much may be used.

    `minutes` is its length and `resets_at` when it begins again, in seconds since 1970; each is
    None where it was not told.
    """

    used_percent: float
    minutes: int | None = None
    resets_at: int | None = None


@immutable(frozen=True, slots=True)
class Credits:
    """What was bought on top of the plan. `balance` is None where no number was told."""

    has_credits: bool
    unlimited: bool
    balance: float | None = None


@immutable(frozen=True, slots=True)
class RateLimits:
    """What the backend told of one limit; `reached` is its word for why it refused, if it did."""

    limit_id: str = ""
    name: str = ""
    plan: str = ""
    reached: str = ""
    primary: Window | None = None
    secondary: Window | None = None
    credits: Credits | None = None


def rate_limits_of(data: Mapping[str, Any], at: int) -> RateLimits | None:
    """Read the `rate_limits` of a token_count; None where they tell nothing.

    `at` is when the line was written, in nanoseconds since 1970.
    """
    told = RateLimits(
        limit_id=text(data, "limit_id"),
        name=text(data, "limit_name"),
        plan=text(data, "plan_type"),
        reached=text(data, "rate_limit_reached_type"),
        primary=_window(data, "primary", at),
        secondary=_window(data, "secondary", at),
        credits=_credits(table(data, "credits")),
    )
    is_told = told.primary or told.secondary or told.credits or told.reached
    return told if is_told else None


def _window(data: Mapping[str, Any], name: str, at: int) -> Window | None:
    own = table(data, name)
    flat = f"{name}_" if not own else ""
    own = own or data
    used = _number(own.get(f"{flat}used_percent"), _MOST_PERCENT)
    if used is None:
        return None
    minutes = integer(own, f"{flat}window_minutes")
    is_length = minutes is not None and 0 < minutes <= _LONGEST_MINUTES
    return Window(used, minutes if is_length else None, _resets_at(own, flat, at))


def _resets_at(own: Mapping[str, Any], flat: str, at: int) -> int | None:
    """Seconds since 1970, whether it was told as a moment or as so many seconds from now."""
    told = moment(own.get(f"{flat}resets_at"))
    if told is not None:
        return told // NS_PER_S
    seconds = integer(own, f"{flat}resets_in_seconds")
    is_ahead = seconds is not None and 0 <= seconds <= _LONGEST_MINUTES * 60
    return at // NS_PER_S + seconds if is_ahead and seconds is not None else None


def _credits(data: Mapping[str, Any]) -> Credits | None:
    if not data:
        return None
    balance = data.get("balance")
    if type(balance) is str and len(balance) <= _BALANCE_LENGTH:
        try:
            balance = float(balance)
        except ValueError:
            balance = None
    return Credits(
        has_credits=data.get("has_credits") is True,
        unlimited=data.get("unlimited") is True,
        balance=_number(balance, math.inf),
    )


def _number(value: object, most: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and 0 <= value <= most else None
