"""How numbers, times and texts of others are said to people: one rule for all of them."""

from __future__ import annotations

from datetime import UTC, datetime, timezone, tzinfo


def counted(number: int, thing: str, things: str = "") -> str:
    """A number with its noun: `1 turn`, `2 turns`, `1,200 turns`; `things` where an s is not it."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def time_said(at: datetime, zone: tzinfo | None = None, *, seconds: bool = True) -> str:
    """A time with its zone, by the machine's own clock (or `zone`): `2026-01-31 09:00:00 CET`."""
    there = at.astimezone(zone)
    return there.strftime(f"%Y-%m-%d %H:%M{':%S' if seconds else ''} %Z")


def zone_today(zone: tzinfo | None = None) -> tuple[tzinfo, str]:
    """The machine's own zone (or `zone`) as it is today, and its name: for a column of times."""
    now = datetime.now(UTC).astimezone(zone)
    offset = now.utcoffset()
    name = now.tzname() or ""
    return timezone(offset, name) if offset is not None else UTC, name


def shown(text: str) -> str:
    """A text with everything spelled out that a terminal might obey or hide.

    For the names of files, and for whatever else others have written.
    """
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
