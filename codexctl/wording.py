"""Formats numbers, times and texts by others for people, in the same way everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timezone, tzinfo

# Similarity from 0 to 1, by difflib: one or two wrong letters in a short word.
_LIKENESS = 0.72
# The least number of letters with which the beginning of a word counts as the word.
_LEAST_BEGUN = 3
# Unicode's categories of characters that control, reorder or hide text, or look different on every
# system.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MARKS = frozenset({"Mn", "Me"})
_MOST_MARKS = 3  # combining marks on one letter; some scripts need two
# ZERO WIDTH NON-JOINER and JOINER belong to how Persian, Hindi and emoji are written (Unicode
# Standard, 23.2, "Cursive Connection and Ligatures").
_JOINERS = frozenset("\u200c\u200d")
# The categories of characters before a joiner: letters without capitals, marks, pictures, skin
# tones. After other characters a joiner is invisible, and could hide in what looks like another
# word.
_JOINED = frozenset({"Lo", "Mn", "Mc", "Me", "So", "Sk"})
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": " "}


def counted(number: int, thing: str, things: str = "") -> str:
    """A number with its noun: `1 turn`, `2 turns`, `1,200 turns`; `things`: irregular plural."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def time_said(at: datetime, zone: tzinfo | None = None, *, seconds: bool = True) -> str:
    """A time with its zone, the machine's own (or `zone`): `2026-01-31 09:00:00 CET`."""
    there = at.astimezone(zone)
    return there.strftime(f"%Y-%m-%d %H:%M{':%S' if seconds else ''} %Z")


def zone_today(zone: tzinfo | None = None) -> tuple[tzinfo, str]:
    """The machine's own zone (or `zone`) as of today, and its name: for a column of times."""
    now = datetime.now(UTC).astimezone(zone)
    offset = now.utcoffset()
    name = now.tzname() or ""
    return timezone(offset, name) if offset is not None else UTC, name


def safe(text: str) -> str:
    """One line of text, with all characters escaped that a terminal might obey or hide.

    These are control characters, escapes, direction marks, joiners that join nothing, and more
    marks on one letter than any script has. For the names of files, and all other text by others.
    """
    if text.isascii() and text.isprintable():
        return text
    import unicodedata  # imported here: most texts are plain ASCII, and every command calls this

    spelled, marks, before = [], 0, ""
    for char in text:
        category = unicodedata.category(char)
        if char in _JOINERS:  # it does not end a letter: marks are still counted
            unsafe = before not in _JOINED
        else:
            marks = marks + 1 if category in _MARKS else 0
            unsafe = category in _UNSAFE or marks > _MOST_MARKS
        before = category
        spelled.append(_spelled(char) if unsafe else char)
    return "".join(spelled)


def _spelled(char: str) -> str:
    if char in _NAMED:
        return _NAMED[char]
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most similar to this one; empty if none is similar.

    Case does not count, nor does a hyphen instead of an underscore. The beginning of one known
    word alone is that word.
    """
    import difflib

    names = {key.lower().replace("-", "_"): key for key in known}
    plain = word.lower().replace("-", "_")
    if plain in names:
        return names[plain]
    found = difflib.get_close_matches(plain, names, n=1, cutoff=_LIKENESS)
    if found:
        return names[found[0]]
    begun = [name for name in names if len(plain) >= _LEAST_BEGUN and name.startswith(plain)]
    return names[begun[0]] if len(begun) == 1 else ""


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """A hint for an unknown word: the most similar known one, else `otherwise`."""
    found = nearest(word, known)
    return f"did you mean {found}?" if found else otherwise


def guess(word: str, known: Iterable[str]) -> str:
    """The end of a message about an unknown word: `; did you mean a?`, or an empty text."""
    found = nearest(word, known)
    return f"; did you mean {found}?" if found else ""


def not_one_of(word: str, known: Iterable[str]) -> str:
    """All known words, and the most similar one: `is not one of a, b; did you mean a?`."""
    names = list(known)
    return f"is not one of {', '.join(names)}{guess(word, names)}"
