"""What a span says of the account's rate limits: numbers, and names that the backend chose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codexctl.trace.rate_limits import Credits, RateLimits, Window
from codexctl.trace.spans import attribute_names as attribute

# The attributes of the two windows: usage, length, and the time of the reset.
PRIMARY = (
    attribute.CODEX_RATE_LIMIT_PRIMARY_USED_PERCENT,
    attribute.CODEX_RATE_LIMIT_PRIMARY_WINDOW_MINUTES,
    attribute.CODEX_RATE_LIMIT_PRIMARY_RESETS_AT,
)
SECONDARY = (
    attribute.CODEX_RATE_LIMIT_SECONDARY_USED_PERCENT,
    attribute.CODEX_RATE_LIMIT_SECONDARY_WINDOW_MINUTES,
    attribute.CODEX_RATE_LIMIT_SECONDARY_RESETS_AT,
)
WINDOWS = (PRIMARY, SECONDARY)
LIMIT_ID = attribute.CODEX_RATE_LIMIT_ID
_ALL = frozenset(
    {
        *(LIMIT_ID, attribute.CODEX_RATE_LIMIT_NAME, attribute.CODEX_RATE_LIMIT_PLAN),
        *(attribute.CODEX_RATE_LIMIT_REACHED, *PRIMARY, *SECONDARY),
        *(attribute.CODEX_RATE_LIMIT_CREDITS, attribute.CODEX_RATE_LIMIT_CREDITS_UNLIMITED),
        attribute.CODEX_RATE_LIMIT_CREDITS_BALANCE,
    }
)


def rate_limit_attributes(limits: RateLimits | None) -> dict[str, Any]:
    """The attributes; a value is None where it was not told."""
    if limits is None:
        return {}
    return {
        attribute.CODEX_RATE_LIMIT_ID: limits.limit_id,
        attribute.CODEX_RATE_LIMIT_NAME: limits.name,
        attribute.CODEX_RATE_LIMIT_PLAN: limits.plan,
        attribute.CODEX_RATE_LIMIT_REACHED: limits.reached,
        **_window(PRIMARY, limits.primary),
        **_window(SECONDARY, limits.secondary),
        **_credits(limits.credits),
    }


def told_limits(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """What a span's attributes hold of rate limits; empty where that is nothing."""
    return {name: attributes[name] for name in _ALL if name in attributes}


def _window(names: tuple[str, str, str], window: Window | None) -> dict[str, Any]:
    if window is None:
        return {}
    values = (window.used_percent, window.minutes, window.resets_at)
    return dict(zip(names, values, strict=True))


def _credits(bought: Credits | None) -> dict[str, Any]:
    if bought is None:
        return {}
    return {
        attribute.CODEX_RATE_LIMIT_CREDITS: bought.has_credits,
        attribute.CODEX_RATE_LIMIT_CREDITS_UNLIMITED: bought.unlimited,
        attribute.CODEX_RATE_LIMIT_CREDITS_BALANCE: bought.balance,
    }
