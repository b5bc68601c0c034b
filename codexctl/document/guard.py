"""The check after every edit: the data changed as intended, and nothing else in the text did.

It knows nothing of how the edit was made. It reads both texts again, sets aside what belongs to
the key, and compares the rest line by line.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

from codexctl.document.data import KeyPath, Place, existing, removed, same, spell
from codexctl.document.json.scan import scan_json
from codexctl.document.toml.parse import parse_toml
from codexctl.document.toml.remainder import is_kept
from codexctl.errors import DocumentError, EditRefused


def check_toml(
    before: str, after: str, path: KeyPath, expected: Any, *, gone: bool = False
) -> None:
    """Refuse `after` unless its data is `expected` and all that is not `path` is as before.

    `before` and `after` are whole texts, `expected` is the plain data that `after` must hold.
    Tables and arrays on the way to `path` that hold nothing may come and go with it. `gone` says
    that the path was deleted: an index in it then means another element than before. Raises
    EditRefused, naming the key.
    """
    try:
        data = parse_toml(after)
    except DocumentError as error:
        raise refusal(path, f"the result would not parse ({error})") from None
    if not same(_trimmed(data, path), _trimmed(expected, path)):
        raise refusal(path, "another key would change with it")
    if not is_kept(before, after, path, gone=gone):
        raise refusal(path, "a line beside it would change")


def check_json(
    before: str, after: str, expected: Any, path: Place, *, replaces: bool = False
) -> None:
    """Refuse `after` unless its data is `expected` and the texts differ in one stretch alone.

    `path` is only named in the error. Unless it `replaces`, an edit must add one stretch to
    `before` or delete one. Raises EditRefused, naming the place.
    """
    try:
        data = scan_json(after).data
    except DocumentError as error:
        raise refusal(path, f"the result would not parse ({error})") from None
    if not same(data, expected):
        raise refusal(path, "something else would change with it")
    # Deleting a stretch is inserting it, seen from the other side: one check does for both.
    shorter, longer = sorted((before, after), key=len)
    if not replaces and not _only_inserted(shorter, longer):
        raise refusal(path, "the text beside it would change")


def refusal(path: Place, why: str) -> EditRefused:
    """The error for an edit that cannot be made cleanly.

    `why` is the end of the sentence, after a colon.
    """
    return EditRefused(
        f"{spell(path)} cannot be changed without touching something else: {why}",
        hint="change it by hand; nothing was written",
    )


def _trimmed(data: Any, path: KeyPath) -> Any:
    """The data without the empty tables and arrays on the way to `path`."""
    for depth in range(len(path) - 1, 0, -1):
        place, found = existing(data, path[:depth])
        # An empty element of an array is not left out: the indexes behind it would change.
        if len(place) == depth and found in ({}, []) and isinstance(place[-1], str):
            return removed(data, path[:depth])
    return data


def _only_inserted(before: str, after: str) -> bool:
    """Whether `after` is `before` with one stretch of text added."""
    # The longest beginning that both share, found by halving: if one of n characters is shared, so
    # are all shorter ones.
    heads = range(len(before) + 1)
    head = bisect_left(heads, x=True, key=lambda size: not after.startswith(before[:size])) - 1
    return after.endswith(before[head:]) and len(after) >= len(before)
