"""Writing into a file as it is, where it cannot be replaced.

This takes more than one step, so that a crash can leave a file half written: it then begins as
the new content does and goes on as the old one did. The journal holds both, so that the next
command can tell, and finish or undo it. Codex may read it in that moment; there is no way
around that, so nobody writes in place without having been asked.
"""

from __future__ import annotations

import os
from itertools import zip_longest
from pathlib import Path

from codexctl.edit.files.read import read, refusing
from codexctl.edit.files.swap import Moved
from codexctl.system import NO_LINK, RAW, write_at

EMPTY = {".json": b"{}\n"}
"""What stands for "no file" in a file that cannot be removed; nothing at all in any other."""


def write_in_place(target: Path, before: bytes, after: bytes) -> None:
    """Make `target`, which holds `before` or is half written, hold `after`, synced.

    Raises Moved, having changed nothing, if it holds something else. Raises EditRefused where the
    system does not let us.
    """
    now = read(target)
    if now is None or not half_way(now, before, after):
        raise Moved(target)
    with refusing(target):
        fd = os.open(target, os.O_WRONLY | NO_LINK | RAW)
        try:
            at = _alike(now, after)
            while at < len(after):
                at += write_at(fd, after[at:], at)
            # The file is cut at the end: until then, every byte is from the old or the new content,
            # as `half_way` needs.
            os.ftruncate(fd, len(after))
            os.fsync(fd)
        finally:
            os.close(fd)


def half_way(now: bytes, before: bytes, after: bytes) -> bool:
    """Whether a content is one that writing `after` over `before`, either way, goes through.

    Either way, as the journal may have it written back again.
    """
    if now in (before, after):
        return True
    if not min(len(before), len(after)) <= len(now) <= max(len(before), len(after)):
        return False
    # After a power cut, any of the pages may be written, not only the first ones.
    return all(
        byte in (old, new)
        for byte, old, new in zip_longest(now, before[: len(now)], after[: len(now)])
    )


def _alike(left: bytes, other: bytes) -> int:
    """How many bytes two contents share at the beginning."""
    pairs = enumerate(zip(left, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(left), len(other)))
