"""Finds the trace that a person means by `last`, an id, or the beginning of an id."""

from __future__ import annotations

from codexctl.deliver.store.local_store import LocalStore
from codexctl.errors import CodexctlError
from codexctl.wording import nearest

LAST = "last"
"""The word for the newest turn's trace."""
# As many digits of an id as `trace list` shows.
_SHOWN_DIGITS = 10
# How many of the newest turns are compared with an id that has a wrong digit.
_LOOKED_THROUGH = 200


def trace_meant(store: LocalStore | None, typed: str) -> str:
    """The id of the one trace that is meant; an empty text means `last`.

    Raises CodexctlError if there is none, or if there are several.
    """
    typed = typed.strip().lower()
    last = newest(store) if store else ""
    if store is None or not last:
        raise CodexctlError("no trace yet", "codexctl status")
    if typed in ("", LAST):
        return last
    found = store.trace_ids(typed)
    if not found:
        raise CodexctlError(f"no trace {typed} in the local store", hint_for(store, typed))
    if len(found) > 1 and typed not in found:
        shown = ", ".join(one[: max(_SHOWN_DIGITS, len(typed) + 1)] for one in found)
        raise CodexctlError(f"several traces begin with {typed}", f"one of {shown}")
    return typed if typed in found else found[0]


def newest(store: LocalStore) -> str:
    """The id of the newest turn's trace; empty if there are no turns."""
    return next((str(turn["trace_id"]) for turn in store.turns(limit=1)), "")


def hint_for(store: LocalStore, wanted: str, members: tuple[str, ...] = ("trace_id",)) -> str:
    """A hint for an unknown id: a similar id, or `last`."""
    turns = store.turns(limit=_LOOKED_THROUGH)
    known = {str(turn[member])[: len(wanted)]: turn[member] for turn in turns for member in members}
    found = nearest(wanted, {LAST: LAST, **known})
    return f"did you mean {known.get(found, found)}?" if found else "codexctl trace list"
