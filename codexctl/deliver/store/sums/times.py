"""How long calls took, as letters: a letter a call, so that times of any number of calls add up.

A letter stands for all times that share their first four binary digits, so that what is told of
them is at most 1/16 off. Times of calls stand one behind another in any order; put behind those of
others, they are the times of both.
"""

from __future__ import annotations

from collections import Counter

from codexctl.trace.values import NS_PER_MS

# The first letter: no control character, so that the store can be read by people.
_FIRST = 33
# A time's first binary digit is always 1; these many behind it are kept.
_DIGITS = 3
_STEPS = 1 << _DIGITS
# Six days: no call takes longer, and the letters stay below 256, where Python keeps them as bytes.
_LONGEST_MS = (1 << 29) - 1


def letter(took_ns: int) -> str:
    """The letter of a time in nanoseconds."""
    ms = min(max(took_ns // NS_PER_MS, 0), _LONGEST_MS)
    if ms < _STEPS:
        return chr(_FIRST + ms)
    shift = ms.bit_length() - _DIGITS - 1
    return chr(_FIRST + (shift + 1) * _STEPS + (ms >> shift) - _STEPS)


def milliseconds(char: str) -> float:
    """The middle of the times that a letter stands for, in milliseconds."""
    number = ord(char) - _FIRST
    if number < _STEPS:
        return float(number)
    shift, rest = divmod(number, _STEPS)
    width = 1 << (shift - 1)
    return (_STEPS + rest) * width + (width - 1) / 2


def without(times: str, gone: str) -> str:
    """Times without those of some calls, a letter each; their order is not kept."""
    left = Counter(times)
    left.subtract(gone)
    return "".join(char * number for char, number in sorted(left.items()) if number > 0)


def percentile(times: str, percent: int) -> float | None:
    """The time that at least so many percent of the calls do not exceed, in milliseconds.

    `percent` is from 0 to 100; None without calls. Told of it is the middle of its letter.
    """
    if not times:
        return None
    # By nearest rank: the quotient is rounded up.
    rank = max(-(-len(times) * percent // 100), 1)
    for char, number in sorted(Counter(times).items()):
        rank -= number
        if rank <= 0:
            return milliseconds(char)
    return None
