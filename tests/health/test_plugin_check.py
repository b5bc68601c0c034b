"""What `hooks.plugin` says: of our plugin alone, beside our hooks, upgraded, and not run at all."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from codexctl.checks import Cause, State
from codexctl.codex.asking.requirements import Requirements
from codexctl.codex.asking.seen import ListedHook, Seen
from codexctl.codex.hooks.grammar import read_hooks_json
from codexctl.codex.hooks.model import Hooks
from codexctl.codex.hooks.trust import current_hash
from codexctl.codex.plugins.installed import PluginHooks
from codexctl.codex.report.snapshot import Snapshot
from tests.health.test_codex_checks import GOOD, OURS, SOURCE, found

ROOT = Path(__file__).parents[2]
NAME = "codexctl@codexctl"
HOOKS = read_hooks_json((ROOT / "plugin/hooks/hooks.json").read_text(), f"{NAME}:hooks/hooks.json")
FOLDER = Path("/home/dev/.codex/plugins/cache/codexctl/codexctl/0.2.0")
PLUGIN = PluginHooks(NAME, FOLDER, FOLDER / "hooks/hooks.json", HOOKS, content="sha256:now")
TRUSTED = {
    HOOKS.key(hook): {"trusted_hash": current_hash(hook), "trusted_content_hash": "sha256:now"}
    for hook in HOOKS.hooks
}
LISTED = tuple(
    ListedHook(HOOKS.key(hook), hook.event.name, hook.command, "trusted", True, "")
    for hook in HOOKS.hooks
)
ALONE = replace(
    GOOD, hooks=Hooks(SOURCE), plugin=PLUGIN, config={"hooks": {"state": TRUSTED}}, answer=None
)


def _with(**members: Any) -> dict[str, Any]:
    return {"hooks": {"state": {key: {**entry, **members} for key, entry in TRUSTED.items()}}}


def test_without_the_plugin_there_is_no_line() -> None:
    assert "hooks.plugin" not in found(GOOD)


@pytest.mark.parametrize("answer", [None, Seen("0.169.0", hooks=LISTED)])
def test_alone_and_trusted_it_is_all_that_is_needed(answer: Seen | None) -> None:
    checks = found(replace(ALONE, answer=answer))
    assert checks["hooks.plugin"].state is State.ok
    assert "0.2.0" in checks["hooks.plugin"].summary
    assert checks["hooks.installed"].state is State.inactive
    assert checks["hooks.runs"].state is State.ok
    assert not [check for check in checks.values() if check.state is State.problem]


PROBLEMS: dict[str, tuple[Snapshot, Cause | None, str]] = {
    "another content than the trusted one": (
        replace(ALONE, config=_with(trusted_content_hash="sha256:before")),
        Cause.hooks_modified,
        "upgraded or changed",
    ),
    "other hooks than the trusted ones": (
        replace(ALONE, config=_with(trusted_hash="sha256:other")),
        Cause.hooks_modified,
        "not the one",
    ),
    "not trusted": (replace(ALONE, config={}), Cause.hooks_untrusted, "untrusted"),
    "switched off": (replace(ALONE, config=_with(enabled=False)), Cause.hooks_disabled, "enabled"),
    "Codex lists none of its hooks": (
        replace(ALONE, answer=Seen("0.130.0", hooks=())),
        None,
        "Codex 0.130.0 lists no hook",
    ),
    "it has a link in it": (
        replace(ALONE, plugin=replace(PLUGIN, problem="x is neither a file nor a folder")),
        None,
        "neither a file",
    ),
    "an event is missing": (
        replace(ALONE, plugin=replace(PLUGIN, hooks=replace(HOOKS, hooks=HOOKS.hooks[1:]))),
        None,
        "UserPromptSubmit",
    ),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_keeps_it_from_running_has_a_remedy(name: str) -> None:
    snapshot, cause, said = PROBLEMS[name]
    check = found(snapshot)["hooks.plugin"]
    assert (check.state, check.cause) == (State.problem, cause)
    assert said in check.summary
    assert check.remedy.startswith(("codexctl ", "codex "))


def test_beside_our_own_hooks_it_is_not_needed_whatever_its_state() -> None:
    state = GOOD.config["hooks"]["state"]
    both = replace(GOOD, plugin=PLUGIN, config={"hooks": {"state": state}})
    check = found(both)["hooks.plugin"]
    assert (check.state, check.remedy) == (State.inactive, "")
    assert both.hooks == OURS


def test_where_only_managed_hooks_may_run_it_is_no_way() -> None:
    managed = replace(ALONE, requirements=Requirements(managed_hooks_only=True))
    assert not managed.by_plugin
    assert found(managed)["managed.hooks_only"].state is State.problem


def test_a_policy_that_leaves_trust_to_codex_has_another_remedy() -> None:
    check = found(replace(ALONE, config={}, self_trust=False))["hooks.plugin"]
    assert "review" in check.remedy


def test_json_of_the_plugins_hooks_is_as_codex_reads_it() -> None:
    assert not HOOKS.rejected
    assert json.loads((ROOT / "plugin/hooks/hooks.json").read_text()).keys() == {
        "description",
        "hooks",
    }
