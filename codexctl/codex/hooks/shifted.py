"""Hooks that are at another place than the one that was trusted.

Trust depends on a hook's place. A group that is put in front of others moves them all on by one:
then each place has an entry for the hook that was there before, Codex skips every one of them
silently, and no person has changed any. The entry that trusts such a hook is still
there, under its old place, and known by the hash.
"""

from __future__ import annotations

from codexctl.codex.hooks.carry import Changes
from codexctl.codex.hooks.listing import is_listed
from codexctl.codex.hooks.model import Hooks
from codexctl.codex.hooks.trust import State, current_hash

SHIFTED = "shifted"


def shifted(hooks: Hooks, state: State) -> dict[str, str]:
    """Find the hooks of a file whose very definition was trusted at another place of it.

    Pairs the trust key of each with the key of the entry that trusts it. An entry that is
    right where it is trusts no other hook, and none for two hooks. A hook that is switched off
    where it is (`enabled = false`) stays so.
    """
    hashes = {hooks.key(hook): current_hash(hook) for hook in hooks.hooks}
    stored = {key: entry.get("trusted_hash") for key, entry in state.items()}
    free = sorted(key for key, known in stored.items() if known and known != hashes.get(key))
    found: dict[str, str] = {}
    for hook in filter(is_listed, hooks.hooks):
        key = hooks.key(hook)
        if stored.get(key) == hashes[key] or state.get(key, {}).get("enabled") is False:
            continue
        places = f"{hooks.source}:{hook.event.snake}:"
        alike = (
            entry for entry in free if entry.startswith(places) and stored[entry] == hashes[key]
        )
        place = next(alike, None)
        if place is not None:
            found[key] = place
            free.remove(place)
    return found


def carried_on(hooks: Hooks, state: State) -> Changes:
    """Say how `[hooks.state]` must change for each of them to have its entry where it is now.

    Nobody else's trust changes: an entry goes whole, with whatever else it says, and none is made
    up. Where one was that nobody takes now, there is none any more.
    """
    moves = shifted(hooks, state)
    changes: Changes = dict.fromkeys(moves.values())
    return changes | {key: state[place] for key, place in moves.items()}
