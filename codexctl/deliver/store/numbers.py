"""What a turn is called in the index of words, and the first words of its prompt."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Sequence

from codexctl.trace.values import NS_PER_S, instant

# Numbers of one second: more turns than begin in it.
_SLOTS = 1 << 12
_FIRST_WORDS = 200
# Where it stands in a row of `turns`: behind what people sort their turns by.
_NUMBER = 13


def number_of(started_at: str, place: tuple[str, str]) -> int:
    """The number of a turn that began at a time (RFC 3339): the later, the higher.

    Turns of one second differ by `place`, thread and turn; who stores one whose number is taken
    gives it the next that is free.
    """
    seconds = max((instant(started_at) or 0) // NS_PER_S, 1)
    return seconds * _SLOTS + zlib.crc32("\n".join(place).encode("utf-8", "replace")) % _SLOTS


def first_words(text: str) -> str:
    """The words that a text begins with, on one line; a word is never cut.

    What would be cut may be a secret that its beginning no longer shows to be one.
    """
    words = " ".join(text[: 4 * _FIRST_WORDS].split())
    if len(words) <= _FIRST_WORDS and len(text) <= 4 * _FIRST_WORDS:
        return words
    return words[: _FIRST_WORDS + 1].rpartition(" ")[0]


def numbered(
    db: sqlite3.Connection, turns: Sequence[tuple[object, ...]]
) -> list[tuple[object, ...]]:
    """Rows of `turns`, each with a number that no other turn has.

    To be called when what the store has of the same turns is deleted.
    """
    wanted = [int(str(turn[_NUMBER])) for turn in turns]
    taken = _taken(db, wanted)
    given = []
    for number, turn in zip(wanted, turns, strict=True):
        while number in taken:
            number += 1  # noqa: PLW2901
            taken |= _taken(db, [number])
        taken.add(number)
        given.append((*turn[:_NUMBER], number, *turn[_NUMBER + 1 :]))
    return given


def _taken(db: sqlite3.Connection, numbers: Sequence[int]) -> set[int]:
    asked = json.dumps(numbers)
    rows = db.execute(
        "SELECT number FROM turns WHERE number IN (SELECT value FROM json_each(?))", (asked,)
    )
    return {number for (number,) in rows}
