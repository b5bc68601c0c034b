"""Rate limits as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from codexctl.trace.values import NS_PER_S
from codexctl.view.queries.rate_limits import LimitNow, WindowNow
from codexctl.view.terminal.pad import Piece, fitted, painted
from codexctl.view.terminal.screen import Look
from codexctl.view.terminal.text import cells, duration

# From these percentages on, a limit is coloured.
_MUCH, _NEARLY_ALL = 75, 95


def lines(limits: Sequence[LimitNow], look: Look, now_ns: int) -> Iterator[str]:
    """Lines for each limit: its name, if that is useful, and a line for each of its windows.

    `now_ns` is the current time in nanoseconds since 1970.
    """
    for pieces in _all(limits, look, now_ns):
        yield painted(look, fitted(look, pieces, look.width))


def _all(limits: Sequence[LimitNow], look: Look, now_ns: int) -> Iterator[list[Piece]]:
    for limit in limits:
        yield from filter(None, [_head(limit, look, is_named=len(limits) > 1)])
        width = max((len(window.said) for window in limit.windows), default=0) + 1
        as_of = f"as of {clock(limit.told_ns, now_ns, look)}"
        for window in limit.windows:
            said = _window(window, width, look, now_ns)
            whole = [*said, (f", {as_of}", "quiet")]
            if cells("".join(text for text, _ in whole)) <= look.width:
                yield whole
            else:
                yield said
                yield [(" " * (width + 1) + as_of, "quiet")]
        if told := credits_said(limit):
            yield [(told, "")]


def clock(ns: int, now_ns: int, look: Look) -> str:
    """A time with its zone, and with the date if it is not today; both arguments in nanoseconds."""
    at, now = (
        datetime.fromtimestamp(moment // NS_PER_S, UTC).astimezone(look.timezone)
        for moment in (ns, now_ns)
    )
    return at.strftime("%H:%M %Z" if at.date() == now.date() else "%Y-%m-%d %H:%M %Z")


def percent(used: float) -> str:
    """A percentage, without decimals if it is whole, otherwise with one: `42 %`, `12.3 %`."""
    return f"{used:.0f} %" if used == round(used) else f"{used:.1f} %"


def credits_said(limit: LimitNow) -> str:
    """The credits that were bought in addition to the plan, empty if there are none."""
    if not limit.has_credits:
        return ""
    if limit.unlimited_credits:
        return "credits: unlimited"
    return "credits: some" if limit.balance is None else f"credits: {limit.balance:,.2f}"


def _head(limit: LimitNow, look: Look, *, is_named: bool) -> list[Piece]:
    named = limit.name or limit.limit_id or "a limit without a name"
    said: list[Piece] = [(look.clean(named), "strong")] if is_named or limit.name else []
    if limit.plan:
        said.append((f"plan {look.clean(limit.plan)}", "quiet"))
    if limit.reached:
        why = look.clean(limit.reached.replace("_", " "))
        said.append((f"{look.sign('failed')} {why}", "bad"))
    return [("  " * bool(index) + text, style) for index, (text, style) in enumerate(said)]


def _window(window: WindowNow, width: int, look: Look, now_ns: int) -> list[Piece]:
    head = (f"{window.said + ':':<{width}} ", "name")
    used = f"{percent(window.used_percent)} used"
    if window.has_reset:
        return [head, (f"has reset{_ago(window, now_ns)}", "good"), (f", {used} before", "quiet")]
    style = "bad" if window.used_percent >= _NEARLY_ALL else ""
    style = style or ("warning" if window.used_percent >= _MUCH else "good")
    return [head, (used, style), (_resets(window, look, now_ns), "")]


def _resets(window: WindowNow, look: Look, now_ns: int) -> str:
    if window.resets_at is None:
        return ""
    resets_ns = window.resets_at * NS_PER_S
    left = duration(resets_ns - now_ns)
    return f", resets at {clock(resets_ns, now_ns, look)} (in {left})"


def _ago(window: WindowNow, now_ns: int) -> str:
    if window.resets_at is None:
        return ""
    return f" {duration(now_ns - window.resets_at * NS_PER_S)} ago"
