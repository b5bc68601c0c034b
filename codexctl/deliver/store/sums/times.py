"""How long calls took, as letters: a letter a call, so that times of any number of calls add up.

A letter stands for all times that share their first four binary digits, so that what is told of
them is at most 1/16 off. Times of calls are one behind another in any order; put behind those of
others, they are the times of both. A number behind a letter says that it is there so often.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from codexctl.trace.values import NS_PER_MS

# The first letter comes after the digits, so that digits can be counts.
_FIRST = ord(":")
# The first binary digit of a time is always 1; this many digits after it are kept.
_DIGITS = 3
_STEPS = 1 << _DIGITS
# Eighteen hours: no call takes longer, and letters stay below 256, which Python stores as bytes.
_LONGEST_MS = (1 << 26) - 1
_DIGIT = frozenset("0123456789")
_CHARS = [*sorted(_DIGIT), *(chr(code) for code in range(_FIRST, 256))]
_MANY = re.compile(r"(\D)(\d+)")
# Longer texts are written with counts. Shorter ones are read and combined faster without.
LONGEST = 4000


def letter(took_ns: int) -> str:
    """The letter of a time in nanoseconds."""
    ms = min(max(took_ns // NS_PER_MS, 0), _LONGEST_MS)
    if ms < _STEPS:
        return chr(_FIRST + ms)
    shift = ms.bit_length() - _DIGITS - 1
    return chr(_FIRST + shift * _STEPS + (ms >> shift))


def milliseconds(char: str) -> float:
    """The middle of the times that a letter stands for, in milliseconds."""
    number = ord(char) - _FIRST
    if number < _STEPS:
        return float(number)
    shift, rest = divmod(number - _STEPS, _STEPS)
    width = 1 << shift
    return (_STEPS + rest) * width + (width - 1) / 2


def counts(times: str) -> Mapping[str, int]:
    """How many calls each letter stands for, in the order of time."""
    if len(times) < LONGEST:  # for long texts, counting each letter separately is faster
        found = dict(sorted(Counter(times).items()))
    else:
        found = {char: times.count(char) for char in _CHARS if char in times}
    if not _DIGIT.isdisjoint(found):
        for digit in _DIGIT:
            found.pop(digit, None)
        for char, number in _MANY.findall(times):
            found[char] += int(number) - 1
    return found


def written(times: Mapping[str, int]) -> str:
    """The text of so many calls a letter."""
    return "".join(
        f"{char}{number if number > 1 else ''}" for char, number in sorted(times.items()) if number
    )


def shortened(times: str) -> str:
    """The same calls in fewer letters, where that is worth while."""
    return written(counts(times)) if len(times) > LONGEST else times


def without(times: str, gone: str) -> str:
    """Times without those of some calls."""
    left = Counter(counts(times))
    left.subtract(counts(gone))
    return written(left)


def percentiles(times: str, *percents: int) -> list[float | None]:
    """For each percent the time that at least so many of the calls do not exceed, in milliseconds.

    `percents` rise, from 0 to 100; None without calls. Told of a time is the middle of its letter.
    """
    found = counts(times)
    total = sum(found.values())
    if not total:
        return [None for _ in percents]
    told, passed, letters = list[float | None](), 0, iter(found.items())
    char = ""
    for percent in percents:
        rank = max(-(-total * percent // 100), 1)  # nearest rank: the quotient is rounded up
        while passed < rank:
            char, number = next(letters)
            passed += number
        told.append(milliseconds(char))
    return told
