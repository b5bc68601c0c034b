"""How pages write figures, times and text from others: one function for each kind."""

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
    """A value for a template; in text, characters that hide or reorder others are made visible.

    Line ends and tabs stay: a page shows them if they matter, otherwise as spaces.
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
    """A whole number with separators for thousands."""
    return NONE if value is None else f"{value:,}"


def short(value: int | None) -> str:
    """A large number in a few characters: `950`, `12.3k`, `4.0M`."""
    if value is None:
        return NONE
    for size, unit in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if abs(value) >= size:
            return f"{value / size:.1f}{unit}"
    return str(value)


def took(ms: float | None) -> str:
    """A duration in milliseconds, as text."""
    return NONE if ms is None else _duration(round(ms * NS_PER_MS))


def took_ns(ns: int | None) -> str:
    """A duration in nanoseconds, as text."""
    return NONE if ns is None else _duration(ns)


def usd(cost: Decimal | float | None) -> str:
    """An amount of US dollars, as text."""
    return NONE if cost is None else _usd(Decimal(str(cost)))


def when(at: str | int | None, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    """A time in the machine's own time zone, as text.

    `at` is RFC 3339, or nanoseconds since 1970; `form` is a format for `strftime`.
    """
    there = _there(at)
    return there.strftime(form) if there else NONE


def day(at: str | int | None, now: datetime | None = None) -> str:
    """The day of a time in the machine's own time zone; with its year if it is not this year.

    `at` is as in `when`; `now` is a time with its zone, by default the current time.
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
    """The end of a folder's path: its name and its parent's, which is enough to recognise it.

    Windows' paths are recognised by their backslashes.
    """
    parts = [part for part in path.replace("\\", "/").split("/") if part]
    return "/".join(parts[-2:]) if len(parts) > 2 else path


def raw(value: float | None) -> str:
    """A figure as in `--json`, for programs that read the page; empty for none."""
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
