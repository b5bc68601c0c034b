from __future__ import annotations

import json
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from codexctl.codex.hooks.carry import carried
from codexctl.codex.hooks.grammar import read_hooks_json
from codexctl.codex.hooks.model import Hooks
from codexctl.codex.hooks.trust import State, Trust, current_hash, trust_of

SOURCE = "/home/dev/.codex/hooks.json"


def stop_hooks(*groups: Sequence[str]) -> Hooks:
    """Groups of Stop handlers, each handler given by its command."""
    handlers = [[{"type": "command", "command": name} for name in group] for group in groups]
    document = {"hooks": {"Stop": [{"hooks": group} for group in handlers]}}
    return read_hooks_json(json.dumps(document), SOURCE)


def trusted(hooks: Hooks, *names: str) -> dict[str, dict[str, object]]:
    return {
        hooks.key(hook): {"trusted_hash": current_hash(hook)}
        for hook in hooks.hooks
        if hook.command in names
    }


def applied(state: State, old: Hooks, new: Hooks) -> State:
    changes = carried(old, new, state)
    merged = {**state, **changes}
    return {key: entry for key, entry in merged.items() if entry is not None}


def names_with(trust: Trust, hooks: Hooks, state: State) -> list[str]:
    return [h.command for h in hooks.hooks if trust_of(h, state.get(hooks.key(h))) is trust]


def test_removing_a_group_carries_the_trust_of_the_one_behind_it() -> None:
    old, new = stop_hooks(["tool-a"], ["user-b"]), stop_hooks(["user-b"])
    state = trusted(old, "tool-a", "user-b")
    assert carried(old, new, state) == {
        f"{SOURCE}:stop:0:0": state[f"{SOURCE}:stop:1:0"],
        f"{SOURCE}:stop:1:0": None,
    }


def test_inserting_in_front_carries_trust_and_lends_none_to_the_new_hook() -> None:
    old, new = stop_hooks(["a"], ["b"]), stop_hooks(["new"], ["a"], ["b"])
    state = applied(trusted(old, "a", "b"), old, new)
    assert names_with(Trust.trusted, new, state) == ["a", "b"]
    assert names_with(Trust.untrusted, new, state) == ["new"]


def test_appending_changes_nothing() -> None:
    old, new = stop_hooks(["a"]), stop_hooks(["a"], ["new"])
    assert carried(old, new, trusted(old, "a")) == {}


def test_a_stale_entry_vouches_for_nobody_new() -> None:
    old, new = stop_hooks(["a"]), stop_hooks(["a"], ["new"])
    stale = {new.key(new.hooks[1]): {"trusted_hash": current_hash(new.hooks[1])}}
    assert carried(old, new, stale) == dict.fromkeys(stale)


def test_entries_move_whole() -> None:
    old, new = stop_hooks(["a"], ["b"]), stop_hooks(["b"])
    entry = {"trusted_hash": "sha256:0", "enabled": False, "later": 1}
    assert carried(old, new, {old.key(old.hooks[1]): entry}) == {
        new.key(new.hooks[0]): entry,
        old.key(old.hooks[1]): None,
    }


def test_entries_of_other_files_stay() -> None:
    old, new = stop_hooks(["a"], ["b"]), stop_hooks(["b"])
    assert carried(old, new, {"/elsewhere/hooks.json:stop:0:0": {"enabled": False}}) == {}


def test_handlers_within_a_group_are_carried_too() -> None:
    old, new = stop_hooks(["a", "b", "c"]), stop_hooks(["b", "c"])
    state = applied(trusted(old, "c"), old, new)
    assert names_with(Trust.trusted, new, state) == ["c"]


@given(
    st.lists(st.lists(st.sampled_from("abcdef"), max_size=3), max_size=5),
    st.sets(st.sampled_from("abcdef")),
    st.integers(0, 4),
    st.lists(st.sampled_from("uvw"), max_size=2),
)
def test_what_was_trusted_stays_trusted_and_nothing_else_becomes_so(
    groups: list[list[str]], good: set[str], cut: int, added: list[str]
) -> None:
    old = stop_hooks(*groups)
    new = stop_hooks(added, *groups[:cut], *groups[cut + 1 :])
    state = applied(trusted(old, *good), old, new)
    expected = [hook.command for hook in new.hooks if hook.command in good]
    assert names_with(Trust.trusted, new, state) == expected
    assert set(state) <= {new.key(hook) for hook in new.hooks}
