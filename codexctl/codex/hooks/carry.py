"""Trust keys are positional: when a hook moves, its `[hooks.state]` entry has to move with it.

Otherwise a person's trusted hook silently stops running (its place now holds another hash), or an
old entry trusts a hook that nobody looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import count
from typing import Any

from codexctl.codex.hooks.events import EVENTS
from codexctl.codex.hooks.model import Hook, Hooks
from codexctl.codex.hooks.trust import State, current_hash

Changes = dict[str, Mapping[str, Any] | None]
"""Trust key to the entry that it shall have; None where the entry is to go."""


def carried(old: Hooks, new: Hooks, state: State) -> Changes:
    """Say how `[hooks.state]` must change when a file's hooks turn from `old` into `new`.

    Every hook that is in both keeps its entry, whole and under its new key. A place that a new hook
    takes, or that is no longer there, ends without an entry. Entries of other files, and of places
    that exist neither before nor after, are not touched. An entry that would be lost though it
    trusts, by its hash, a hook that stays (others were put in front of it) is kept. Only what
    must change is in the result.
    """
    kept = moves(old, new)
    wanted: Changes = {old.key(hook): None for hook in old.hooks}
    wanted |= {new.key(hook): None for hook in new.hooks}
    wanted |= {new.key(after): state.get(old.key(before)) for before, after in kept}
    wanted |= rescued(wanted, old, new, state)
    return {key: entry for key, entry in wanted.items() if entry != state.get(key)}


def rescued(changes: Changes, old: Hooks, new: Hooks, state: State) -> Changes:
    """The entries that `changes` would lose though they trust a hook that stays.

    Others were put in front of it, so that its entry is elsewhere. Nobody's trust changes by
    this: the entry goes to a place where no hook is, to be found there by its hash.
    """
    right = {old.key(hook): current_hash(hook) for hook in old.hooks}
    kept = [after for _, after in moves(old, new)]
    left = {entry.get("trusted_hash") for entry in ({**state, **changes}).values() if entry}
    standing = {current_hash(hook): hook for hook in kept}
    places = {new.key(hook) for hook in new.hooks}
    found: Changes = {}
    for key in changes:
        known = state.get(key, {}).get("trusted_hash")
        if known in standing and known not in left and known != right.get(key):
            taken = places | state.keys() | found.keys()
            free = key if key not in places else _beyond(new, standing[known], taken)
            found[free] = state[key]
    return found


def _beyond(hooks: Hooks, hook: Hook, taken: Collection[str]) -> str:
    """The trust key of a place of the hook's event, behind all that is there or spoken of."""
    keys = (f"{hooks.source}:{hook.event.snake}:{group}:0" for group in count())
    return next(key for key in keys if key not in taken)


def moves(old: Hooks, new: Hooks) -> list[tuple[Hook, Hook]]:
    """Pair up the hooks that stayed, event by event, in an order that keeps as many as possible.

    Two hooks are the same if their hashes are, whatever else in the file changed.
    """
    pairs: list[tuple[Hook, Hook]] = []
    for event in EVENTS:
        before = [hook for hook in old.hooks if hook.event == event]
        after = [hook for hook in new.hooks if hook.event == event]
        pairs += [(before[i], after[j]) for i, j in _common(_marks(before), _marks(after))]
    return pairs


def _marks(hooks: Sequence[Hook]) -> list[str]:
    return [current_hash(hook) for hook in hooks]


def _common(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Find a longest common subsequence, as pairs of indices."""
    length = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in reversed(range(len(left))):
        for j in reversed(range(len(right))):
            step = length[i + 1][j + 1] + 1
            skip = max(length[i + 1][j], length[i][j + 1])
            length[i][j] = step if left[i] == right[j] else skip
    pairs, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if left[i] == right[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif length[i + 1][j] >= length[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs
