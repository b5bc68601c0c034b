"""Files between the sessions that are none: where there are very many, few are looked at again."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from codexctl.deliver.cursors.acknowledged import Cursors

# Up to this many are checked every time: asking the disk about each takes longer than everything
# else about them.
ALWAYS = 1000
# If there are more, each round checks one of this many parts, so that a change is found eventually.
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
