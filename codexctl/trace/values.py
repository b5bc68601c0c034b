"""Reading JSON of unknown shape: a value of the wrong type counts as absent, never as an error."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

NS_PER_MS = 1_000_000
NS_PER_S = 1_000_000_000
INT64_MAX = 2**63 - 1
# orjson writes 254 levels; masking and messages need a few of them.
_DEEPEST = 100
# A time after 2100 cannot be real. A bare number is a time only if it is after 2001, because from
# then on seconds, milliseconds and so on cannot be confused.
LATEST = 4_102_444_800 * NS_PER_S
_EARLIEST = 1_000_000_000 * NS_PER_S
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_EMPTY: Mapping[str, Any] = {}


def text(data: Mapping[str, Any], key: str) -> str:
    """The string at `key`, or an empty one."""
    value = data.get(key)
    return value if type(value) is str else ""


def integer(data: Mapping[str, Any], key: str) -> int | None:
    """The whole number at `key` if it fits into 64 bits; booleans and fractions do not count."""
    value = data.get(key)
    # `type(…) is`, not isinstance: in Python, a boolean is an int, but not here.
    return value if type(value) is int and -INT64_MAX <= value <= INT64_MAX else None


def count(data: Mapping[str, Any], key: str) -> int:
    """How many of something: the whole number at `key`, zero when it is none or negative."""
    value = data.get(key)
    return value if type(value) is int and 0 < value <= INT64_MAX else 0


def table(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The object at `key`, or an empty one."""
    value = data.get(key)
    return value if type(value) is dict else _EMPTY


def tables(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The objects in the list at `key`; anything else in it is left out."""
    value = data.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def texts(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The strings in the list at `key`; anything else in it is left out."""
    value = data.get(key)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def shallow(value: Any) -> Any:
    """The value, or a word in its place when it is nested deeper than encoders can follow."""
    level = [value]
    for _ in range(_DEEPEST):
        level = [member for value in level for member in _members(value)]
        if not level:
            return value
    return "[nested too deeply]"


def _members(value: Any) -> list[Any]:
    members = value.values() if isinstance(value, dict) else value
    if not isinstance(value, dict | list):
        return []
    return [member for member in members if isinstance(member, dict | list)]


class Inferred(int):
    """A time that a line did not tell: its neighbour's, in nanoseconds since 1970.

    A kind of number, so that it passes through all that calculates with times and can be told at
    the end; what is worked out from it is a plain number again.
    """


def moment(value: object) -> int | None:
    """A time as a line tells it: RFC 3339, or a number of seconds or parts of a second since 1970.

    None if it is not a time, or is so far away that no clock can have said so.
    """
    if type(value) is str:
        told = instant(value)
        return told if told is not None and told < LATEST else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < LATEST:
        return None
    # Seconds, milliseconds, microseconds, nanoseconds: only one of them is after 2001.
    for factor in (NS_PER_S, NS_PER_MS, 1000, 1):
        ns = int(value * factor)
        if _EARLIEST <= ns < LATEST:
            return ns
    return None


def instant(value: str) -> int | None:
    """An RFC 3339 time to nanoseconds since 1970, None when it is not one."""
    if len(value) == 24 and value[19] == "." and value[23] == "Z" and value[20:23].isdecimal():
        # In Codex's own format: the same second occurs hundreds of times in a row.
        whole = _whole_second(value[:19])
        return None if whole is None else whole + int(value[20:23]) * NS_PER_MS
    return _parsed(value)


@lru_cache(maxsize=256)
def _whole_second(value: str) -> int | None:
    return _parsed(value + "+00:00")


def _parsed(value: str) -> int | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    ns = (moment - _EPOCH) // _MICROSECOND * 1000
    return ns if 0 <= ns <= INT64_MAX else None


def milliseconds(data: Mapping[str, Any], key: str) -> int | None:
    """A time in milliseconds since 1970 at `key`, as nanoseconds."""
    value = integer(data, key)
    if value is None or not 0 <= value <= INT64_MAX // NS_PER_MS:
        return None
    return value * NS_PER_MS


def seconds(data: Mapping[str, Any], key: str) -> int | None:
    """A time in (fractional) seconds since 1970 at `key`, as nanoseconds."""
    value = data.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not math.isfinite(value) or not 0 <= value <= INT64_MAX // NS_PER_S:
        return None
    # In whole microseconds: a float is not more precise for times in this century.
    return round(value * 1_000_000) * 1000


def minted(uuid: str) -> int | None:
    """When a UUID of version 7 was made, in milliseconds since 1970; None for any other id.

    By RFC 9562: the first 48 bits are the time.
    """
    if len(uuid) != 36 or uuid[14] != "7":
        return None
    try:
        return int(uuid[:8] + uuid[9:13], 16)
    except ValueError:
        return None


def rfc3339(ns: int) -> str:
    """Nanoseconds since 1970 as RFC 3339 in UTC, with milliseconds."""
    moment = _EPOCH + timedelta(microseconds=ns // 1000)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
