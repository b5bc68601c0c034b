"""Paths into plain data, and equality that tells 1 from 1.0 and from true."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

KeyPath = tuple[str, ...]
"""The keys from the root down; an element of an array is named by its decimal index."""

Place = tuple[str | int, ...]
"""A key path whose array indexes are known to be such."""

# No leading zeros: `01` is a key, and never an element.
_INDEX = re.compile(r"0|[1-9][0-9]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


class Missing:
    """The type of MISSING, which no document can hold."""


MISSING = Missing()


def step(data: Any, part: str) -> tuple[str | int, Any]:
    """One step down: the part as key or index, and what is there (MISSING if nothing).

    `data` may be a single value, below which there is nothing. An index beyond the end is given
    with MISSING.
    """
    if isinstance(data, dict):
        return part, data.get(part, MISSING)
    if isinstance(data, list) and _INDEX.fullmatch(part):
        index = int(part)
        return index, data[index] if index < len(data) else MISSING
    return part, MISSING


def lookup(data: Any, path: KeyPath) -> Any:
    """What is at `path`, MISSING if nothing is.

    An element of an array is named by its index (`"0"`). What is given is the document's own value,
    not a copy.
    """
    for part in path:
        _, data = step(data, part)
        if data is MISSING:
            return MISSING
    return data


def leaves(data: Any, at: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every value but tables, and every empty table, with its path; `at` is that of `data`.

    A list counts as one value. The root itself has no path, so an empty one has no leaf.
    """
    if isinstance(data, Mapping) and data:
        for key, value in data.items():
            yield from leaves(value, (*at, str(key)))
    elif at:
        yield at, data


def copied(data: Any) -> Any:
    """A copy of what a document says that may be changed; single values are shared."""
    if isinstance(data, dict):
        return {key: copied(value) for key, value in data.items()}
    if isinstance(data, list):
        return [copied(item) for item in data]
    return data


def existing(data: Any, path: KeyPath) -> tuple[Place, Any]:
    """The longest beginning of `path` that exists, and what is there.

    The place has numbers where the path leads through arrays. All of `path` exists if the place is
    as long as it is.
    """
    place: Place = ()
    for part in path:
        resolved, below = step(data, part)
        if below is MISSING:
            break
        place, data = (*place, resolved), below
    return place, data


def same(left: Any, other: Any) -> bool:
    """Whether two values are equal in value and in type, all the way down.

    Unlike `==`, which calls `1`, `1.0` and `True` equal: in a file they are three different things.
    """
    if type(left) is not type(other):
        return False
    if isinstance(left, dict):
        return left.keys() == other.keys() and all(same(left[key], other[key]) for key in left)
    if isinstance(left, list):
        return len(left) == len(other) and all(map(same, left, other))
    if isinstance(left, float):
        # By repr, NaN is the same as NaN, and -0.0 is not 0.0: as written in the file.
        return repr(left) == repr(other)
    return bool(left == other)


def assigned(data: Any, path: KeyPath, value: Any) -> Any:
    """A copy of `data` with `value` at `path`; tables that are missing on the way are made.

    With an empty `path` that is `value` itself. Raises LookupError, holding the part of the path,
    where a single value is in the way, or an array that this part is not an index of.
    """
    if not path:
        return value
    part, below = step(data, path[0])
    new = assigned({} if below is MISSING else below, path[1:], value)
    if isinstance(data, list) and isinstance(part, int):
        return [*data[:part], new, *data[part + 1 :]]
    if isinstance(data, dict):
        return {**data, path[0]: new}
    raise LookupError(path[0])


def removed(data: Any, path: KeyPath) -> Any:
    """A copy of `data` without `path`, nor what on the way this leaves empty.

    `path` has at least one part. Where nothing is at it, `data` itself is given back.
    """
    part, below = step(data, path[0])
    if below is MISSING:
        return data
    rest = removed(below, path[1:]) if len(path) > 1 else MISSING
    gone = rest is MISSING or rest in ({}, [])
    if isinstance(data, list) and isinstance(part, int):
        # An element that becomes empty stays: without it, later indexes would name other elements.
        return data[:part] + ([] if rest is MISSING else [rest]) + data[part + 1 :]
    if gone:
        return {key: kept for key, kept in data.items() if key != part}
    return {**data, part: rest}


def unchanged_ends(before: list[Any], after: list[Any]) -> tuple[int, int]:
    """How many items two lists share at the beginning, and then at the end.

    An item counts once: the shared end begins behind the shared beginning.
    """
    shortest = min(len(before), len(after))
    head = next((i for i in range(shortest) if not same(before[i], after[i])), shortest)
    rest = shortest - head
    tail = next((i for i in range(rest) if not same(before[-1 - i], after[-1 - i])), rest)
    return head, tail


def spell(path: tuple[str | int, ...]) -> str:
    """A path as a person would write it: bare keys plain, others quoted, joined by dots."""
    return ".".join(
        str(part) if isinstance(part, int) or _BARE.fullmatch(part) else f'"{part}"'
        for part in path
    )
