"""What a turn is called in the index of words: the later it began, the higher its number."""

from __future__ import annotations

import sqlite3
import zlib

from codexctl.trace.values import NS_PER_S, instant

# Numbers for one second: more than the turns that begin in it.
_SLOTS = 1 << 12


def number_of(started_at: str, place: tuple[str, str]) -> int:
    """The number of a turn that began at a time (RFC 3339): the later, the higher.

    Turns of one second differ by `place`, thread and turn; who stores one whose number is taken
    gives it the next that is free.
    """
    seconds = max((instant(started_at) or 0) // NS_PER_S, 1)
    return seconds * _SLOTS + zlib.crc32("\n".join(place).encode("utf-8", "replace")) % _SLOTS


def second_of(started_at: str) -> range:
    """The numbers of all turns that begin in the second of a time (RFC 3339)."""
    first = max((instant(started_at) or 0) // NS_PER_S, 1) * _SLOTS
    return range(first, first + _SLOTS)


def free_number(db: sqlite3.Connection, number: int) -> int:
    """The number itself, or the next that no turn has."""
    while db.execute("SELECT 1 FROM numbered WHERE number=?", (number,)).fetchone():
        number += 1
    return number
