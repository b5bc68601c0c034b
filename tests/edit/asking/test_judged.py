from __future__ import annotations

from typing import Any

from codexctl.checks import State
from codexctl.edit.asking.judged import judged
from codexctl.edit.files.read import read_text
from codexctl.edit.parts.hook_find import hooks_in
from codexctl.edit.plans.config_edit import plan_config, setting
from codexctl.edit.plans.hook_edit import NewHook, plan_add, plan_trust
from codexctl.edit.transaction.apply import apply
from codexctl.edit.transaction.receipts import Receipt
from codexctl.locations import Locations
from tests.codex.asking.test_judge import layer, seen
from tests.edit.edits import NOON

GROUP = {"hooks": [{"type": "command", "command": "x"}]}


def added(locations: Locations) -> Receipt:
    return apply(
        lambda: plan_add(locations.hooks_json, NewHook("Stop", GROUP), locations),
        locations,
        at=NOON,
    )


def listed(locations: Locations, status: str) -> list[dict[str, Any]]:
    key = f"{locations.hooks_json}:stop:0:0"
    return [{"key": key, "eventName": "stop", "trustStatus": status, "enabled": True}]


def test_a_hook_is_judged_by_the_list_of_hooks(locations: Locations) -> None:
    changes = added(locations).files
    (check,) = judged(changes, locations, seen(hooks=listed(locations, "untrusted")))
    assert (check.id, check.state) == ("codex.lists", State.ok)
    (check,) = judged(changes, locations, seen(hooks=listed(locations, "trusted")))
    assert check.state is State.problem


def test_trust_is_judged_by_both(locations: Locations) -> None:
    added(locations)
    path = locations.hooks_json
    hook = hooks_in(path, read_text(path)).hooks[0]
    receipt = apply(lambda: plan_trust([(path, hook)], locations, trusted=True), locations, at=NOON)
    data = {"hooks": {"state": {f"{path}:stop:0:0": {"trusted_hash": "sha256:0"}}}}
    found = seen(layer(locations.config_toml, data), hooks=listed(locations, "trusted"))
    reads, lists = judged(receipt.files, locations, found)
    assert (reads.id, reads.state) == ("codex.reads", State.problem)
    assert (lists.id, lists.state) == ("codex.lists", State.ok)


def test_a_key_that_is_no_hook_needs_no_list(locations: Locations) -> None:
    change, title = setting(("model",), "x")
    receipt = apply(
        lambda: plan_config(locations.config_toml, change, locations, title), locations, at=NOON
    )
    (check,) = judged(receipt.files, locations, seen(layer(locations.config_toml, {"model": "x"})))
    assert (check.id, check.state) == ("codex.reads", State.ok)


def test_a_file_of_hooks_that_is_dropped_by_now_is_a_problem(locations: Locations) -> None:
    changes = added(locations).files
    locations.hooks_json.write_text("{")
    (check,) = judged(changes, locations, seen())
    assert check.state is State.problem
    assert "Codex ignores all of" in check.summary
