"""A sentence about one place of a document that still knows which place it is about."""

from __future__ import annotations

from codexctl.document.data import Place


class Remark(str):
    """What there is to say of a place: `hooks.Stop[0].timeout: must be a whole number`.

    To tell one remark from another, ask `is_unknown` (nobody knows the key) and
    `lacks` (the members that the table at `place` needs and does not have), never the words.
    """

    __slots__ = ("is_unknown", "lacks", "place", "what")
    place: Place
    what: str
    is_unknown: bool
    lacks: tuple[str, ...]

    def __new__(
        cls, place: Place, what: str, *, is_unknown: bool = False, lacks: tuple[str, ...] = ()
    ) -> Remark:
        """Put the two together; a remark on the whole document has the empty place."""
        remark = super().__new__(cls, f"{spelled(place)}: {what}" if place else what)
        remark.place = place
        remark.what = what
        remark.is_unknown = is_unknown
        remark.lacks = lacks
        return remark


def spelled(place: Place) -> str:
    """Spell a place as programmers do, indexes in brackets."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return "".join(parts).removeprefix(".")
