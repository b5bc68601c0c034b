"""What became of every file below Codex's session folders: none is skipped silently."""

from __future__ import annotations

import errno
import os
import stat
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from codexctl.deliver.rollouts.damaged import Damaged, TooSlow
from codexctl.deliver.rollouts.files import Rollout, leads_out
from codexctl.deliver.rollouts.names import may_be_rollout
from codexctl.deliver.rollouts.reading import Reading
from codexctl.safe_read import below
from codexctl.wording import counted


class Fate(StrEnum):
    """Delivered: a destination has taken its turns. Seen: they ended before it was set up.

    Elsewhere: they ran in folders that it is not for.

    Waiting: not all was taken, or a turn is open. Empty: there is no turn in it. Unreadable: it, or
    some of it, cannot be read. Foreign: it is not a session of Codex's, or one that Codex took over
    from another program and in which it did nothing.
    """

    delivered = "delivered"
    seen = "seen"
    elsewhere = "elsewhere"
    waiting = "waiting"
    empty = "empty"
    unreadable = "unreadable"
    foreign = "foreign"


@dataclass(frozen=True, slots=True)
class Accounts:
    """How many files there are of each fate, and why those that could not be read could not."""

    files: Mapping[Fate, int] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)


def reason_of(error: Exception) -> str:
    """Why a file could not be read, in words."""
    if isinstance(error, MemoryError):
        return "it needs more memory than is available"
    return (error.strerror if isinstance(error, OSError) else "") or str(error)


# Errors of the disk or the file, which stay; missing permissions or descriptors are temporary.
_LASTING = frozenset({None, errno.EIO, errno.EINVAL, errno.EOVERFLOW, errno.EFBIG, errno.EBADMSG})


def is_lasting(error: Exception) -> bool:
    """Whether a file that ended in this error would do so again, as long as it does not change."""
    return isinstance(error, Damaged | TooSlow | MemoryError) or (
        isinstance(error, OSError) and error.errno in _LASTING
    )


def fate_of(reading: Reading, turns: int, here: int, *, taken: bool) -> tuple[Fate, str]:
    """The fate of a file that was read to its end, and what of it could not be read.

    `turns` is how many were met now, `here` how many of them ran where the destination is for,
    `taken` whether the destination has any of them.
    """
    tally, fate = reading.tally, _fate_of_turns(reading, turns, here, taken=taken)
    if not tally.unreadable:
        return fate, reading.why_before
    by = f" (Codex {reading.version})" if reading.version else ""
    why = f"{tally.unreadable} of {counted(tally.lines, 'line')} could not be read{by}"
    return (Fate.unreadable if fate is Fate.empty else fate), why


def _fate_of_turns(reading: Reading, turns: int, here: int, *, taken: bool) -> Fate:
    """By the turns of the whole file: those of the part that was read before count."""
    before = reading.fate_before
    if taken or before in (Fate.delivered, ""):  # an earlier codexctl recorded none
        return Fate.delivered
    if here or before == Fate.seen:
        return Fate.seen
    if turns or before == Fate.elsewhere:
        return Fate.elsewhere
    if reading.is_open:
        return Fate.waiting
    return Fate.foreign if reading.is_imported or before == Fate.foreign else Fate.empty


def account(
    folders: Iterable[Path],
    rollouts: Iterable[Rollout],
    fates: Mapping[str, Fate],
    reasons: Mapping[str, str],
    before: Mapping[str, str],
    news: Iterable[Rollout],
) -> Accounts:
    """Account for every file below the folders, rollouts and others.

    `fates` are those of the files that were read now, `before` those that were read earlier; of the
    others, what is no `news` counts as seen.
    """
    known = {rollout.file for rollout in rollouts}
    fresh = {rollout.file for rollout in news}
    counts: Counter[Fate] = Counter()
    told = dict(reasons)
    for folder in folders:
        for parent, _, names in below(folder):
            for name in names:
                path = os.path.join(parent, name)  # noqa: PTH118 - for millions of files
                if path in known:
                    fate = fates.get(path) or _untouched(path, before, fresh)
                else:
                    fate = _other(path, folder, told)
                counts[fate] += 1
    return Accounts({fate: counts[fate] for fate in Fate}, {as_text(p): told[p] for p in told})


def as_text(path: str) -> str:
    """A path that can be written down whatever bytes it has."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _untouched(path: str, before: Mapping[str, str], fresh: set[str]) -> Fate:
    if path in fresh:
        return Fate.waiting
    fate = before.get(path)
    if fate is None:
        return Fate.seen
    return (
        Fate(fate) if fate in Fate.__members__ else Fate.delivered
    )  # an earlier codexctl recorded none


def _other(path: str, folder: Path, told: dict[str, str]) -> Fate:
    if not may_be_rollout(os.path.basename(path)):  # noqa: PTH119 - as above
        return Fate.foreign
    try:
        is_file = stat.S_ISREG(os.stat(path).st_mode)  # noqa: PTH116 - as above
    except OSError as error:
        told[path] = error.strerror or str(error)
        return Fate.unreadable
    if not is_file:
        told[path] = "it is not a regular file"
        return Fate.unreadable
    if os.path.islink(path) and leads_out(path, folder):  # noqa: PTH114 - as above
        told[path] = "it is a link that leads out of Codex's folder"
        return Fate.unreadable
    return Fate.waiting  # it was added in the meantime
