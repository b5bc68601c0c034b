"""Files between the sessions that are none: where there are very many, few are looked at again."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from codexctl.deliver.cursors.acknowledged import Cursors

# So many are looked at every time: asking the disk about each costs more than all else of them.
ALWAYS = 1000
# Of more than that each look takes one part in so many, so that one that changes is seen by and by.
PARTS = 16
_NS_PER_US = 1000


def to_pass_over(cursors: Cursors, now_ns: int) -> AbstractSet[str]:
    """Files that a look for rollouts may leave out, as they were none when they were read.

    Which part of them is looked at anyway depends on the time. Codex's own files are never
    left out, whatever was found in them.
    """
    strays = cursors.marks.strays()
    if len(strays) <= ALWAYS:
        return frozenset()
    return set(strays).difference(strays[now_ns // _NS_PER_US % PARTS :: PARTS])
