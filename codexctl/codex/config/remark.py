"""A sentence about one place of a document that still knows which place it is about."""

from __future__ import annotations

from codexctl.document.data import Place


class Remark(str):
    """What there is to say of a place: `hooks.Stop[0].timeout: must be a whole number`."""

    __slots__ = ("place", "what")
    place: Place
    what: str

    def __new__(cls, place: Place, what: str) -> Remark:
        """Put the two together; a remark on the whole document has the empty place."""
        remark = super().__new__(cls, f"{spelled(place)}: {what}" if place else what)
        remark.place = place
        remark.what = what
        return remark


def spelled(place: Place) -> str:
    """Spell a place as programmers do, indexes in brackets."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return "".join(parts).removeprefix(".")
