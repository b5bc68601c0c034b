"""How figures, times and texts of others are written on pages: one rule for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from markupsafe import Markup

from codexctl.trace.values import NS_PER_MS, NS_PER_S, instant
from codexctl.view.cost_text import cost_said
from codexctl.view.cost_text import usd as _usd
from codexctl.view.limits_text import percent
from codexctl.view.terminal.text import duration as _duration
from codexctl.wording import counted, safe

NONE = "–"


def visible(value: Any) -> Any:
    """A value of a template: a text with everything spelled out that hides or reorders.

    Line ends and tabs stay: where they matter the page keeps them, elsewhere they are spaces.
    """
    if value is None:
        return ""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    if value.isascii() and value.isprintable():
        return value
    return "\n".join(
        "\t".join(safe(part) for part in line.split("\t"))
        for line in value.replace("\r\n", "\n").split("\n")
    )


def count(value: int | None) -> str:
    """A whole number with its thousands apart."""
    return NONE if value is None else f"{value:,}"


def short(value: int | None) -> str:
    """A large number in few characters: `950`, `12.3k`, `4.0M`."""
    if value is None:
        return NONE
    for size, unit in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if abs(value) >= size:
            return f"{value / size:.1f}{unit}"
    return str(value)


def took(ms: float | None) -> str:
    """A duration, given in milliseconds."""
    return NONE if ms is None else _duration(round(ms * NS_PER_MS))


def took_ns(ns: int | None) -> str:
    """A duration, given in nanoseconds."""
    return NONE if ns is None else _duration(ns)


def usd(cost: Decimal | float | None) -> str:
    """An amount of US dollars."""
    return NONE if cost is None else _usd(Decimal(str(cost)))


def when(at: str | int | None, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    """A moment in the machine's own time zone.

    `at` is RFC 3339, or nanoseconds since 1970; `form` is one of `strftime`.
    """
    there = _there(at)
    return there.strftime(form) if there else NONE


def day(at: str | int | None, now: datetime | None = None) -> str:
    """The day of a moment in the machine's own time zone, with its year unless it is this one's.

    `at` is as in `when`; `now` is a time with its zone, by default the present.
    """
    there = _there(at)
    if there is None:
        return NONE
    this_year = (now or datetime.now(UTC)).astimezone().year
    return f"{there:%b} {there.day}" + ("" if there.year == this_year else f", {there.year}")


def _there(at: str | int | None) -> datetime | None:
    ns = instant(at) if isinstance(at, str) else at
    return None if ns is None else datetime.fromtimestamp(ns // NS_PER_S, UTC).astimezone()


def folder(path: str) -> str:
    """The end of a folder's path, which tells it from others: its name and that of the one above.

    Windows' paths are told by their backslashes.
    """
    parts = [part for part in path.replace("\\", "/").split("/") if part]
    return "/".join(parts[-2:]) if len(parts) > 2 else path


def raw(value: float | None) -> str:
    """A figure as `--json` writes it, for whoever reads the page by program; empty for none."""
    return "" if value is None else repr(value)


FILTERS: Mapping[str, Callable[..., str]] = {
    "count": count,
    "counted": counted,
    "short": short,
    "took": took,
    "took_ns": took_ns,
    "usd": usd,
    "cost_said": partial(cost_said, none=NONE),
    "when": when,
    "day": day,
    "percent": percent,
    "raw": raw,
    "folder": folder,
}
