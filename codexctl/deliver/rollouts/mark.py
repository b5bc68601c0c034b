"""How far a file has been dealt with: what makes reading on from there safe."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from codexctl.deliver.rollouts.files import Rollout
from codexctl.trace.turns.fold import Carry
from codexctl.trace.usage import Usage

COLUMNS = (
    "path, inode, size, mtime_ns, offset, before, is_open,"
    " model, effort, total, tier, untold, fate, why"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far one file has been dealt with for one destination.

    `rollout` is the file as it was then; `offset` is a byte offset of a line's start (0 for
    compressed files), `before` a digest of the bytes just before it; `is_open` says that a turn
    had begun there and not ended; `fate` is what became of the file, a word of `accounts.Fate`, and
    `why` the reason for which one that could not be finished is left alone until it changes, or
    what of one that was finished could not be read.
    """

    rollout: Rollout
    offset: int = 0
    before: bytes = b""
    is_open: bool = False
    carry: Carry = Carry()  # noqa: RUF009 - frozen
    fate: str = ""
    why: str = ""


def mark_of(
    row: tuple[str, int, int, int, int, bytes, int, str, str, str, str, int, str, str],
) -> Mark:
    """Read a mark as it was stored."""
    path, inode, size, mtime_ns, offset, before, is_open, model = row[:8]
    effort, total, tier, untold, fate, why = row[8:]
    carry = Carry(model, effort, Usage(*map(int, total.split())), tier, untold)
    look = Rollout(os.fsdecode(path), inode, size, mtime_ns)
    return Mark(look, offset, before, bool(is_open), carry, fate, why)


def row_of(name: str, mark: Mark) -> tuple[object, ...]:
    """A mark as it is stored."""
    look, carry = mark.rollout, mark.carry
    return (
        *(name, stored(look.path), look.inode, look.size, look.mtime_ns),
        *(mark.offset, mark.before, mark.is_open, carry.model, carry.effort),
        " ".join(map(str, carry.total.counts())),
        carry.tier,
        carry.untold,
        mark.fate,
        mark.why,
    )


def stored(path: Path | str) -> str | bytes:
    """A path as the database keeps it: one that is not text, by its bytes."""
    text = str(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.fsencode(path)
    return text
