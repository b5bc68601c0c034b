from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codexctl.codex.hooks.trust import Trust, current_hash, read_state, trust_of
from codexctl.document import toml_keys
from codexctl.edit.files.read import read_text
from codexctl.edit.parts.hook_find import found_again, hooks_in
from codexctl.edit.plans.hook_edit import NewHook, plan_add, plan_remove, plan_trust
from codexctl.edit.transaction.apply import apply
from codexctl.errors import DocumentError, EditRefused
from codexctl.locations import Locations, locate
from tests.edit.edits import NOON
from tests.edit.machine import hooks_json

BOTH = pytest.mark.parametrize("inline", [False, True], ids=["hooks.json", "config.toml"])


def group(command: str) -> dict[str, Any]:
    return {"hooks": [{"type": "command", "command": command}]}


def prepare(
    locations: Locations, *commands: str, inline: bool, trusted: tuple[str, ...] = ()
) -> Path:
    """Stop hooks with these commands, some of them trusted; gives the file that they are in."""
    path = locations.config_toml if inline else locations.hooks_json
    if inline:
        text = toml_keys.set_value("", ("hooks", "Stop"), [group(command) for command in commands])
        locations.config_toml.write_text(text)
    else:
        locations.hooks_json.write_text(hooks_json(Stop=list(commands)))
    hooks = hooks_in(path, read_text(path))
    chosen = [(path, hook) for hook in hooks.hooks if hook.command in trusted]
    apply(lambda: plan_trust(chosen, locations, trusted=True), locations, at=NOON)
    return path


def trust(locations: Locations, path: Path) -> dict[str, str]:
    """The trust of each hook, by its command."""
    hooks = hooks_in(path, read_text(path))
    state = read_state(toml_keys.parse(read_text(locations.config_toml) or ""))
    return {hook.command: trust_of(hook, state.get(hooks.key(hook))).value for hook in hooks.hooks}


@BOTH
@pytest.mark.parametrize("index", [0, 1, 2, None])
def test_a_hook_is_added_anywhere_and_others_keep_their_trust(
    locations: Locations, index: int | None, *, inline: bool
) -> None:
    path = prepare(locations, "a", "b", inline=inline, trusted=("b",))
    new = NewHook("Stop", group("new"), index)
    apply(lambda: plan_add(path, new, locations), locations, at=NOON)
    assert trust(locations, path) == {"a": "untrusted", "b": "trusted", "new": "untrusted"}
    order = [hook.command for hook in hooks_in(path, read_text(path)).hooks]
    assert order.index("new") == (2 if index is None else index)


@BOTH
def test_a_hook_is_added_with_its_trust_where_that_is_asked_for(
    locations: Locations, *, inline: bool
) -> None:
    path = prepare(locations, "a", inline=inline)
    new = NewHook("Stop", group("new"), 0, trusted=True)
    apply(lambda: plan_add(path, new, locations), locations, at=NOON)
    assert trust(locations, path) == {"a": "untrusted", "new": "trusted"}


@BOTH
def test_a_hook_is_removed_and_others_keep_their_trust(
    locations: Locations, *, inline: bool
) -> None:
    path = prepare(locations, "a", "b", "c", inline=inline, trusted=("a", "c"))
    gone = hooks_in(path, read_text(path)).hooks[:2]
    apply(lambda: plan_remove(path, gone, locations), locations, at=NOON)
    assert trust(locations, path) == {"c": "trusted"}
    assert len(read_state(toml_keys.parse(locations.config_toml.read_text()))) == 1


def test_one_handler_of_a_group_goes_alone(locations: Locations) -> None:
    handlers = [{"type": "command", "command": name} for name in ("a", "b", "c")]
    locations.hooks_json.write_text(json.dumps({"hooks": {"Stop": [{"hooks": handlers}]}}))
    path = locations.hooks_json
    hooks = hooks_in(path, read_text(path)).hooks
    plan_all = [(path, hook) for hook in hooks]
    apply(lambda: plan_trust(plan_all, locations, trusted=True), locations, at=NOON)
    apply(lambda: plan_remove(path, hooks[:1], locations), locations, at=NOON)
    assert trust(locations, path) == {"b": "trusted", "c": "trusted"}


def test_the_first_hook_makes_the_file(locations: Locations) -> None:
    plan = plan_add(locations.hooks_json, NewHook("Stop", group("x")), locations)
    (edit,) = plan.edits
    assert edit.before is None
    assert json.loads(edit.after or b"") == {"hooks": {"Stop": [group("x")]}}


def test_a_stale_entry_does_not_vouch_for_a_new_hook(locations: Locations) -> None:
    path = prepare(locations, "a", "b", inline=False, trusted=("a", "b"))
    path.write_text(hooks_json(Stop=["a"]))  # somebody took b out by hand: its entry is left
    apply(lambda: plan_add(path, NewHook("Stop", group("b")), locations), locations, at=NOON)
    assert trust(locations, path) == {"a": "trusted", "b": "untrusted"}


def test_trusting_switches_on_and_taking_it_back_leaves_what_is_not_ours(
    locations: Locations,
) -> None:
    path = prepare(locations, "a", inline=False)
    hook = hooks_in(path, read_text(path)).hooks[0]
    key = f'[hooks.state."{path}:stop:0:0"]\n'
    locations.config_toml.write_text(f'{key}enabled = false\nnote = "x" # mine\n')
    apply(lambda: plan_trust([(path, hook)], locations, trusted=True), locations, at=NOON)
    assert trust(locations, path) == {"a": Trust.trusted.value}
    apply(lambda: plan_trust([(path, hook)], locations, trusted=False), locations, at=NOON)
    assert locations.config_toml.read_text() == f'{key}note = "x" # mine\n'


def test_what_is_trusted_already_gives_an_empty_plan(locations: Locations) -> None:
    path = prepare(locations, "a", inline=False, trusted=("a",))
    hook = hooks_in(path, read_text(path)).hooks[0]
    assert plan_trust([(path, hook)], locations, trusted=True).is_empty


def test_a_hook_that_moved_in_the_meantime_is_found_again(locations: Locations) -> None:
    path = prepare(locations, "a", "b", inline=False)
    seen = hooks_in(path, read_text(path)).hooks[1]
    path.write_text(hooks_json(Stop=["new", "a", "b"]))
    apply(lambda: plan_remove(path, [seen], locations), locations, at=NOON)
    assert list(trust(locations, path)) == ["new", "a"]


@pytest.mark.parametrize("now", [["a"], ["x", "b", "b"], ["a", "c"]])
def test_a_hook_that_is_gone_or_in_doubt_is_not_guessed(
    locations: Locations, now: list[str]
) -> None:
    path = prepare(locations, "b", "a", inline=False)
    seen = hooks_in(path, read_text(path)).hooks[0]
    hooks = hooks_in(path, hooks_json(Stop=now))
    with pytest.raises(EditRefused, match="was changed at this moment"):
        found_again(hooks, seen)


def test_a_file_that_codex_drops_is_not_edited(locations: Locations) -> None:
    locations.hooks_json.write_text('{"hooks": {"Stop": null}}')
    with pytest.raises(DocumentError, match="Codex ignores all of"):
        plan_add(locations.hooks_json, NewHook("Stop", group("x")), locations)


def test_a_hook_that_codex_would_not_take_is_refused(locations: Locations) -> None:
    with pytest.raises(EditRefused, match="Codex would reject it"):
        plan_add(locations.hooks_json, NewHook("Stop", {"hooks": [{"type": "http"}]}), locations)


COMMANDS = st.sampled_from("abc")


@given(st.lists(COMMANDS, max_size=5), st.sets(st.integers(0, 4)), st.booleans(), st.data())
@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
def test_nothing_trusted_stops_and_nothing_untrusted_starts(
    tmp_path_factory: pytest.TempPathFactory,
    commands: list[str],
    trusted: set[int],
    inline: bool,
    data: st.DataObject,
) -> None:
    locations = locate({"HOME": str(tmp_path_factory.mktemp("home"))})
    locations.codex_home.mkdir()
    path = prepare(locations, *commands, inline=inline)
    hooks = hooks_in(path, read_text(path)).hooks
    chosen = [(path, hook) for index, hook in enumerate(hooks) if index in trusted]
    apply(lambda: plan_trust(chosen, locations, trusted=True), locations, at=NOON)
    before = running(locations, path)
    removing: bool = data.draw(st.booleans())
    if commands and removing:
        gone = data.draw(st.sampled_from(hooks))
        apply(lambda: plan_remove(path, [gone], locations), locations, at=NOON)
        lost = running(locations, path)
        assert sum((before - lost).values()) <= 1
        assert not lost - before
    else:
        new = NewHook("Stop", group(data.draw(COMMANDS)), data.draw(st.integers(0, 5)))
        apply(lambda: plan_add(path, new, locations), locations, at=NOON)
        assert running(locations, path) == before
    keys = hooks_in(path, read_text(path))
    state = read_state(toml_keys.parse(read_text(locations.config_toml) or ""))
    assert {key for key in state if key.startswith(f"{path}:")} <= set(map(keys.key, keys.hooks))


def running(locations: Locations, path: Path) -> Counter[str]:
    """How often Codex runs each command."""
    hooks = hooks_in(path, read_text(path))
    state: Mapping[str, Any] = read_state(toml_keys.parse(read_text(locations.config_toml) or ""))
    return Counter(
        hook.command
        for hook in hooks.hooks
        if state.get(hooks.key(hook), {}).get("trusted_hash") == current_hash(hook)
    )
