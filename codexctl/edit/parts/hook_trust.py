"""Trust entries of config.toml, set and taken away so that every hook keeps what it had."""

from __future__ import annotations

from collections.abc import Collection

from codexctl.codex.hooks.carry import Changes, carried
from codexctl.codex.hooks.model import Hook, Hooks
from codexctl.codex.hooks.trust import State, current_hash, read_state
from codexctl.document import toml_keys

_STATE = ("hooks", "state")


def granted(old: Hooks, new: Hooks, state: State, ours: tuple[Hook, ...]) -> Changes:
    """Say what `[hooks.state]` needs for exactly `ours` to be trusted, among the `new` hooks.

    A place that was free before starts afresh; where our hook was already, the rest of its
    entry (a person's `enabled = false`) stays.
    """
    changes = carried(old, new, state)
    for hook in ours:
        key = new.key(hook)
        entry = changes.get(key, state.get(key)) or {}
        changes[key] = {**entry, "trusted_hash": current_hash(hook)}
    return {key: entry for key, entry in changes.items() if entry != state.get(key)}


def withdrawn(
    old: Hooks,
    new: Hooks,
    state: State,
    restored: Collection[str],
    ours: Collection[str],
    *,
    everywhere: bool = False,
) -> Changes:
    """Say what `[hooks.state]` must hold once our hooks, which have the hashes `ours`, are gone.

    Every place of `new` gets what its hook has now. An entry that trusts one of ours is removed,
    also where another hook or none is by now, and (`everywhere`) in whatever file; so does
    that of a place that is left; but not the `restored` ones, which are as they were before setup
    came.
    """
    places = {new.key(hook): state.get(new.key(hook)) for hook in new.hooks}
    stale = (key for key, entry in state.items() if entry.get("trusted_hash") in ours)
    here = f"{old.source}:"
    changes: Changes = {key: None for key in stale if everywhere or key.startswith(here)}
    for key, entry in (places | carried(old, new, state)).items():
        vouches_for_ours = entry is not None and entry.get("trusted_hash") in ours
        changes[key] = None if vouches_for_ours and key not in restored else entry
    return {key: changes[key] for key in changes if key in places or key not in restored}


def with_state(text: str, changes: Changes) -> str:
    """Return the text of config.toml with these entries of `[hooks.state]`.

    None as an entry deletes it. Raises EditRefused where an entry cannot be written alone.
    """
    state = read_state(toml_keys.parse(text))
    for key, entry in changes.items():
        if entry is None:
            text = toml_keys.unset(text, (*_STATE, key))
        elif entry != state.get(key):
            text = toml_keys.set_value(text, (*_STATE, key), dict(entry))
    return text
