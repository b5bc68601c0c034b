from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from codexctl.checks import State
from codexctl.codex.asking.judge import as_codex_says, judge_config, judge_hooks
from codexctl.codex.asking.seen import Seen, read_answers
from codexctl.codex.hooks.events import BY_NAME
from codexctl.codex.hooks.model import Hook, Hooks
from codexctl.codex.hooks.trust import current_hash

FILE = Path("/home/dev/.codex/config.toml")
PROJECT = Path("/home/dev/proj/.codex/config.toml")
HELLO = {"userAgent": "codexctl/0.169.0 (Linux)"}


def layer(path: Path, config: dict[str, Any], disabled: str | None = None) -> dict[str, Any]:
    name: dict[str, Any] = {"type": "user", "file": str(path)}
    if path == PROJECT:
        name = {"type": "project", "dotCodexFolder": str(path.parent)}
    return {"name": name, "config": config, "disabledReason": disabled}


def seen(
    *layers: dict[str, Any],
    config: dict[str, Any] | None = None,
    hooks: list[dict[str, Any]] | None = None,
    required: dict[str, Any] | None = None,
    warnings: tuple[str, ...] = (),
) -> Seen:
    listed = {"data": [{"hooks": hooks or [], "warnings": warnings, "errors": []}]}
    answer = {"layers": list(layers), "config": config or {}}
    return read_answers(HELLO, answer, listed, {"requirements": required})


def test_what_was_meant_and_is_read_is_fine() -> None:
    found = seen(layer(FILE, {"model": "x", "tui": {"theme": "y"}}))
    check = judge_config(FILE, {}, {"model": "x", "tui": {"theme": "y"}}, found)
    assert (check.state, check.summary) == (State.ok, "Codex 0.169.0 reads it as meant")


def test_only_what_was_changed_is_judged() -> None:
    found = seen(layer(FILE, {"model": "x", "other": "different"}))
    assert judge_config(FILE, {"other": 1}, {"other": 1, "model": "x"}, found).state is State.ok


def test_a_key_that_was_taken_out_is_gone() -> None:
    check = judge_config(FILE, {"model": "x"}, {}, seen(layer(FILE, {"model": "x"})))
    assert (check.state, "model: Codex does not read it" in check.summary) == (State.problem, True)


def test_a_higher_layer_that_says_otherwise_is_named() -> None:
    found = seen(layer(PROJECT, {"model": "z"}), layer(FILE, {"model": "x"}))
    check = judge_config(FILE, {}, {"model": "x"}, found)
    assert (check.state, check.summary) == (State.problem, f"model: {PROJECT} overrides it")


@pytest.mark.parametrize("higher", [{"model": "x"}, {"model_provider": "z"}, {}])
def test_a_higher_layer_that_agrees_or_says_nothing_is_not(higher: dict[str, Any]) -> None:
    found = seen(layer(PROJECT, higher), layer(FILE, {"model": "x"}))
    assert judge_config(FILE, {}, {"model": "x"}, found).state is State.ok


def test_a_higher_layer_that_is_switched_off_does_not_count() -> None:
    found = seen(layer(PROJECT, {"model": "z"}, "not trusted"), layer(FILE, {"model": "x"}))
    assert judge_config(FILE, {}, {"model": "x"}, found).state is State.ok


def test_a_project_that_is_not_trusted_is_passed_over() -> None:
    found = seen(layer(PROJECT, {}, "add it as a trusted project"))
    check = judge_config(PROJECT, {}, {"model": "x"}, found)
    assert check.state is State.problem
    assert "add it as a trusted project" in check.summary


def test_what_a_project_may_not_set_is_said() -> None:
    check = judge_config(PROJECT, {}, {"notify": ["x"]}, seen(layer(PROJECT, {})))
    assert "ignores it in a project's file" in check.summary


def test_a_file_that_is_read_elsewhere_cannot_be_judged_here() -> None:
    assert judge_config(PROJECT, {}, {"model": "x"}, seen(layer(FILE, {}))).state is State.inactive


def test_a_configuration_that_codex_cannot_use_is_a_problem() -> None:
    check = judge_config(FILE, {}, {"model": "x"}, seen())
    assert (check.state, check.remedy) == (State.problem, "codexctl config validate")


def test_a_feature_that_an_administrator_pinned_is_said() -> None:
    found = seen(
        layer(FILE, {"features": {"apps": True}}), required={"featureRequirements": {"apps": False}}
    )
    check = judge_config(FILE, {}, {"features": {"apps": True}}, found)
    assert "the administrator pinned it" in check.summary


@pytest.mark.parametrize(
    ("ours", "theirs", "alike"),
    [
        ("x", "[redacted]", True),
        (date(2026, 1, 2), {"$__toml_private_datetime": "2026-01-02"}, True),
        (float("nan"), None, True),
        (1.0, 1.0, True),
        (1, 1.0, False),
        (True, 1, False),
        ([1, {"a": "b"}], [1, {"a": "b"}], True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
    ],
)
def test_codex_reports_values_in_its_own_way(ours: Any, theirs: Any, *, alike: bool) -> None:
    assert as_codex_says(ours, theirs) is alike


STOP = Hook(BY_NAME["Stop"], 0, 0, None, {"type": "command", "command": "x"})
SKIPPED = Hook(BY_NAME["Stop"], 1, 0, None, {"type": "prompt"})
HOOKS = Hooks("/home/dev/.codex/hooks.json", (STOP, SKIPPED))
KEY = HOOKS.key(STOP)
TRUSTED = {KEY: {"trusted_hash": current_hash(STOP)}}


def listed(status: str) -> list[dict[str, Any]]:
    return [{"key": KEY, "eventName": "stop", "trustStatus": status, "enabled": True}]


def test_hooks_with_the_trust_that_was_meant_are_fine() -> None:
    assert judge_hooks(HOOKS, TRUSTED, seen(hooks=listed("trusted"))).state is State.ok
    assert judge_hooks(HOOKS, {}, seen(hooks=listed("untrusted"))).state is State.ok


def test_another_trust_than_meant_is_a_problem() -> None:
    check = judge_hooks(HOOKS, TRUSTED, seen(hooks=listed("modified")))
    assert check.state is State.problem
    assert check.summary == f"{KEY}: Codex lists it as modified, not as trusted"


def test_hooks_that_codex_does_not_list_come_with_its_reason() -> None:
    check = judge_hooks(HOOKS, TRUSTED, seen(warnings=("failed to parse",)))
    assert check.state is State.problem
    assert check.summary.endswith(": failed to parse")


def test_hooks_that_are_switched_off_are_said_to_be() -> None:
    off = {"features": {"hooks": False}}
    check = judge_hooks(HOOKS, TRUSTED, seen(config=off))
    assert check.remedy == "codexctl features enable hooks"
    only = {"allowManagedHooksOnly": True}
    assert "managed hooks only" in judge_hooks(HOOKS, TRUSTED, seen(required=only)).summary


def test_an_old_codex_may_not_know_an_event() -> None:
    other = Hook(BY_NAME["SessionEnd"], 0, 0, None, {"type": "command", "command": "x"})
    both = Hooks(HOOKS.source, (STOP, other))
    check = judge_hooks(both, TRUSTED, seen(hooks=listed("trusted")))
    assert (check.state, "too old for 1" in check.summary) == (State.ok, True)


def test_a_release_that_lists_no_hooks_cannot_be_asked() -> None:
    assert judge_hooks(HOOKS, {}, read_answers(HELLO, {}, None, {})).state is State.inactive
