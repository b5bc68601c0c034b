"""How much of the account's rate limits is used, as the backend last reported it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.rate_limits import Told
from codexctl.trace.capture.filter import Capture
from codexctl.trace.spans import attribute_names as attribute
from codexctl.trace.spans.rate_limit_attributes import WINDOWS
from codexctl.trace.spans.span import INTERNAL, Span
from codexctl.trace.values import NS_PER_S, rfc3339

SCHEMA = "codexctl.rate-limits/1"
_MINUTES = ((7 * 24 * 60, "week"), (24 * 60, "day"), (60, "hour"), (1, "minute"))
_NAMES = ("primary", "secondary")


@dataclass(frozen=True, slots=True)
class WindowNow:
    """One window. `used_percent` is as reported; `has_reset` means that it has reset since then.

    `minutes` is the window's length, `resets_at` in seconds since 1970; None if not reported.
    """

    name: str
    used_percent: float
    minutes: int | None
    resets_at: int | None
    has_reset: bool

    @property
    def said(self) -> str:
        """The usual name: `5 hours`, `week`."""
        return window_said(self.minutes) or self.name

    @property
    def used_now(self) -> float:
        """The known usage of the current window, in percent."""
        return 0.0 if self.has_reset else self.used_percent


@dataclass(frozen=True, slots=True)
class LimitNow:
    """One limit with its windows. `told_ns` is when the backend reported it, in nanoseconds.

    `reached` is the backend's word for why it refused a request. `balance` is what is left of
    bought credits, None if it was not reported.
    """

    limit_id: str
    name: str
    plan: str
    reached: str
    told_ns: int
    windows: tuple[WindowNow, ...]
    has_credits: bool | None = None
    unlimited_credits: bool | None = None
    balance: float | None = None

    @property
    def figures(self) -> dict[str, Any]:
        """The limit as `--json` has it."""
        return {
            "limit_id": self.limit_id or None,
            "name": self.name or None,
            "plan": self.plan or None,
            "reached": self.reached or None,
            "told_at": rfc3339(self.told_ns),
            "credits": None
            if self.has_credits is None
            else {
                "has_credits": self.has_credits,
                "unlimited": bool(self.unlimited_credits),
                "balance": self.balance,
            },
            "windows": [_figures(window) for window in self.windows],
        }


def rate_limits(store: LocalStore, capture: Capture, now_ns: int) -> tuple[LimitNow, ...]:
    """What is known of each limit, as far as it may be shown.

    `now_ns` is the current time in nanoseconds since 1970; windows that have reset by then are
    marked.
    """
    return tuple(_limit(told, capture, now_ns) for told in store.rate_limits())


def document(limits: tuple[LimitNow, ...]) -> dict[str, Any]:
    """All limits as `--json` prints them."""
    return {"schema": SCHEMA, "limits": [limit.figures for limit in limits]}


def window_said(minutes: int | None) -> str:
    """A window by its length: `week`, `5 hours`, `90 minutes`; empty if it is not known."""
    for size, unit in _MINUTES if minutes else ():
        number, rest = divmod(minutes or 0, size)
        if number and not rest:
            return f"{number} {unit}s" if number > 1 else unit
    return ""


def _limit(told: Told, capture: Capture, now_ns: int) -> LimitNow:
    shown = _shown(told.attributes, capture)
    bought = shown.get(attribute.CODEX_RATE_LIMIT_CREDITS)
    windows = (
        _window(name, shown, names, told.told_ns, now_ns)
        for name, names in zip(_NAMES, WINDOWS, strict=True)
    )
    return LimitNow(
        limit_id=str(shown.get(attribute.CODEX_RATE_LIMIT_ID, "")),
        name=str(shown.get(attribute.CODEX_RATE_LIMIT_NAME, "")),
        plan=str(shown.get(attribute.CODEX_RATE_LIMIT_PLAN, "")),
        reached=str(shown.get(attribute.CODEX_RATE_LIMIT_REACHED, "")),
        told_ns=told.told_ns,
        windows=tuple(window for window in windows if window),
        has_credits=bought,
        unlimited_credits=shown.get(attribute.CODEX_RATE_LIMIT_CREDITS_UNLIMITED),
        balance=shown.get(attribute.CODEX_RATE_LIMIT_CREDITS_BALANCE),
    )


def _window(
    name: str, shown: Mapping[str, Any], names: tuple[str, str, str], told_ns: int, now_ns: int
) -> WindowNow | None:
    used, minutes, resets_at = (shown.get(attribute_name) for attribute_name in names)
    if used is None:
        return None
    ends = resets_at
    if ends is None and minutes is not None:
        # If no reset was reported, the usage is at most as old as the window is long.
        ends = told_ns // NS_PER_S + minutes * 60
    has_reset = ends is not None and now_ns >= ends * NS_PER_S
    return WindowNow(name, used, minutes, resets_at, has_reset)


def _shown(attributes: Mapping[str, Any], capture: Capture) -> Mapping[str, Any]:
    """The attributes after the current limits, which may require that names are hashed."""
    return capture.apply(Span("", "", "", "", INTERNAL, 0, 0, attributes)).attributes


def _figures(window: WindowNow) -> dict[str, Any]:
    return {
        "window": window.name,
        "window_minutes": window.minutes,
        "used_percent": window.used_percent,
        "resets_at": None if window.resets_at is None else rfc3339(window.resets_at * NS_PER_S),
        "has_reset": window.has_reset,
    }
