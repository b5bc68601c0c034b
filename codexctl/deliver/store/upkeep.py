"""The store updated in steps: after deliveries, and before it is read.

Each step is safe to be the last one: who comes next goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from codexctl.deliver.store.kept.keep import keep_some, to_keep
from codexctl.deliver.store.kept.words import index_some, to_index
from codexctl.deliver.store.local_store import LocalStore

# With fewer turns, it takes only a moment, and nothing is reported.
_MANY = 1000


def keep_up(
    path: Path,
    may_go_on: Callable[[], bool],
    say: Callable[[str], None] | None = None,
) -> bool:
    """Keep what is to be kept of the store's turns; whether nothing is left to do.

    `may_go_on` is asked before each step; a step is a transaction of some milliseconds, so that
    another process that writes does not wait. `say` is told how far it is where it takes long.
    Raises Broken where the store is damaged, CodexctlError where it cannot be written to.
    """
    store = LocalStore.open_existing(path)
    if store is None:
        return True
    try:
        for left, some, what in (
            (to_keep, keep_some, "turns are summed up"),
            (to_index, index_some, "turns can be searched"),
        ):
            if not _done(store, left, some, what, may_go_on, say):
                return False
        return True
    finally:
        store.close()


def _done(
    store: LocalStore,
    left: Callable[..., int],
    some: Callable[..., int],
    what: str,
    may_go_on: Callable[[], bool],
    say: Callable[[str], None] | None,
) -> bool:
    number = left(store.connection) if say else 0
    done, told = 0, 0
    while may_go_on():
        step = some(store.connection)
        if not step:
            return True
        done += step
        if say and number > _MANY and done * 10 // number > told:
            told = done * 10 // number
            say(f"{done:,} of {number:,} {what}")
    return not left(store.connection)
