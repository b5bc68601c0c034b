from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from codexctl.checks import Cause, Check, State
from codexctl.codex.asking.requirements import Requirements
from codexctl.codex.asking.seen import Layer, ListedHook, Seen
from codexctl.codex.hooks.command import HOOKED_EVENTS, group_for
from codexctl.codex.hooks.grammar import read_hooks_json
from codexctl.codex.hooks.model import Hooks
from codexctl.codex.hooks.script import ScriptProblem
from codexctl.codex.hooks.trust import current_hash
from codexctl.codex.report.snapshot import Snapshot
from codexctl.health.registry import codex_checks
from codexctl.locations import locate

WHERE = locate({"HOME": "/home/dev"})
GROUPS = {event: [group_for(WHERE.hook_script, event)] for event in HOOKED_EVENTS}
SOURCE = str(WHERE.hooks_json)
OURS = read_hooks_json(json.dumps({"hooks": GROUPS}), SOURCE)
TRUSTED = {OURS.key(hook): {"trusted_hash": current_hash(hook)} for hook in OURS.hooks}
LISTED = tuple(
    ListedHook(OURS.key(hook), hook.event.name, hook.command, "trusted", True, current_hash(hook))
    for hook in OURS.hooks
)
ANSWER = Seen("0.169.0", hooks=LISTED)
GOOD = Snapshot(
    locations=WHERE,
    hooks=OURS,
    binary=Path("/usr/bin/codex"),
    answer=ANSWER,
    config={"hooks": {"state": TRUSTED}},
    last_hint=0.0,
)


OFF = {"features": {"hooks": False}}


def found(standing: Snapshot) -> dict[str, Check]:
    return {check.id: check for check in codex_checks(standing)}


def state_without(event: str) -> dict[str, Any]:
    return {"hooks": {"state": {k: v for k, v in TRUSTED.items() if f":{event}:" not in k}}}


def listed_with(**change: Any) -> Seen:
    return replace(ANSWER, hooks=(replace(LISTED[0], **change), *LISTED[1:]))


def test_when_all_is_well_nothing_needs_action() -> None:
    checks = found(GOOD)
    assert [check.id for check in checks.values()] == [
        "codex.found",
        "managed.hooks_only",
        "hooks.feature",
        "hooks.installed",
        "hooks.listed",
        "hooks.trusted",
        "hooks.runs",
        "notify.installed",
    ]
    assert not [check for check in checks.values() if check.state is State.problem]
    assert not [check for check in checks.values() if check.remedy]
    assert checks["hooks.runs"].summary.endswith("last run 1970-01-01 00:00:00 UTC")


PROBLEMS: dict[str, tuple[Snapshot, str, str]] = {
    "there is no Codex home": (replace(GOOD, home_exists=False), "codex.found", "/home/dev/.codex"),
    "Codex gives no answer": (
        replace(GOOD, answer=None, silence="codex app-server ended early"),
        "codex.found",
        "ended early",
    ),
    "the administrator allows managed hooks only": (
        replace(GOOD, requirements=Requirements(managed_hooks_only=True)),
        "managed.hooks_only",
        "only managed hooks",
    ),
    "the administrator pins hooks off": (
        replace(GOOD, requirements=Requirements(hooks_pinned=False)),
        "hooks.feature",
        "pinned off",
    ),
    "config.toml is invalid": (
        replace(GOOD, config={}, config_problem="config.toml: x"),
        "hooks.feature",
        "config.toml: x",
    ),
    "hooks are switched off by the person": (
        replace(GOOD, config={"features": {"codex_hooks": False}}),
        "hooks.feature",
        "features.codex_hooks is false",
    ),
    "hooks are switched off by a project": (
        replace(
            GOOD,
            answer=replace(ANSWER, config=OFF, layers=(Layer("/p/.codex/config.toml", OFF),)),
        ),
        "hooks.feature",
        "/p/.codex/config.toml",
    ),
    "hooks.json is rejected": (
        replace(GOOD, hooks=Hooks(SOURCE, rejected="hooks.Stop: must be a list")),
        "hooks.installed",
        "hooks.Stop: must be a list",
    ),
    "no hook is installed": (replace(GOOD, hooks=Hooks(SOURCE)), "hooks.installed", "no hook of"),
    "one hook is missing": (
        replace(GOOD, hooks=replace(OURS, hooks=OURS.hooks[1:])),
        "hooks.installed",
        "UserPromptSubmit",
    ),
    "bypass is set, which changes nothing": (
        replace(GOOD, answer=listed_with(status="untrusted"), config={"bypass_hook_trust": True}),
        "hooks.trusted",
        "no tested version of Codex honours bypass_hook_trust",
    ),
    "Codex lists none, and says why": (
        replace(GOOD, answer=Seen("0.169.0", hooks=(), warnings=("failed to parse",))),
        "hooks.listed",
        "failed to parse",
    ),
    "a hook is untrusted by the file": (
        replace(GOOD, answer=None, config=state_without("stop")),
        "hooks.trusted",
        "untrusted, so Codex skips them silently: Stop",
    ),
    "a hook is modified by Codex's word": (
        replace(GOOD, answer=listed_with(status="modified")),
        "hooks.trusted",
        "modified since they were trusted, so Codex skips them silently: UserPromptSubmit",
    ),
    "a hook is disabled": (
        replace(GOOD, answer=listed_with(enabled=False)),
        "hooks.trusted",
        "disabled by enabled = false",
    ),
    "the script cannot run": (
        replace(
            GOOD, script_problem=ScriptProblem(Cause.interpreter_gone, "the interpreter is gone")
        ),
        "hooks.runs",
        "the interpreter is gone",
    ),
}


@pytest.mark.parametrize("case", PROBLEMS)
def test_the_one_cause_is_named_with_its_remedy_when(case: str) -> None:
    standing, name, said = PROBLEMS[case]
    check = found(standing)[name]
    assert check.state is State.problem
    assert said in check.summary
    assert check.remedy


def test_a_pin_of_the_administrator_beats_what_the_person_wrote() -> None:
    standing = replace(
        GOOD,
        requirements=Requirements(hooks_pinned=True),
        config={**GOOD.config, "features": {"hooks": False}},
    )
    assert found(standing)["hooks.feature"].state is State.ok


def test_without_a_codex_its_files_are_looked_at_and_nothing_else_is_claimed() -> None:
    standing = replace(GOOD, binary=None, answer=None, silence="there is no codex on the PATH")
    checks = found(standing)
    assert checks["codex.found"].state is State.inactive
    assert checks["hooks.listed"].state is State.inactive
    assert checks["hooks.trusted"].summary.startswith("config.toml trusts")


def test_an_old_codex_that_cannot_list_hooks_is_no_problem() -> None:
    checks = found(replace(GOOD, answer=Seen("0.117.0")))
    assert checks["hooks.listed"].state is State.inactive


def test_events_that_are_too_new_for_this_codex_are_no_problem() -> None:
    checks = found(replace(GOOD, answer=replace(ANSWER, version="0.142.0", hooks=LISTED[:3])))
    assert checks["hooks.listed"].state is State.ok
    assert checks["hooks.listed"].summary == (
        "Codex 0.142.0 lists 3 of 5; too old for Interrupt, SessionEnd"
    )


def test_before_setup_there_is_one_problem_and_one_remedy() -> None:
    checks = found(
        replace(
            GOOD,
            hooks=Hooks(SOURCE),
            script_problem=ScriptProblem(Cause.script_gone, "gone"),
            config={},
        )
    )
    wrong = [check.id for check in checks.values() if check.state is State.problem]
    assert wrong == ["hooks.installed"]
    assert checks["hooks.installed"].remedy == "codexctl setup"


def test_a_managed_hook_of_ours_counts_as_trusted() -> None:
    checks = found(replace(GOOD, answer=listed_with(status="managed", enabled=False)))
    assert checks["hooks.trusted"].state is State.ok


PROJECT = "/repository/.codex"


@pytest.mark.parametrize(
    ("layers", "state"),
    [
        ((Layer(f"{PROJECT}/config.toml", {}),), State.ok),
        ((Layer(f"{PROJECT}/config.toml", {}, "not trusted"),), State.problem),
        ((), State.problem),
    ],
)
def test_a_repositorys_hooks_need_a_folder_that_codex_trusts(
    layers: tuple[Layer, ...], state: State
) -> None:
    hooks = replace(OURS, source=f"{PROJECT}/hooks.json")
    checks = found(replace(GOOD, hooks=hooks, answer=replace(ANSWER, layers=layers)))
    assert checks["project.trusted"].state is state
    assert found(replace(GOOD, hooks=hooks, answer=None))["project.trusted"].state is State.inactive


def by_machine(**change: Any) -> Snapshot:
    """Nobody set anything up; the administrator's hook is listed by Codex."""
    script = Path("/usr/local/lib/codexctl/hook.sh")
    listed = tuple(
        ListedHook(f"k{event}", event, f"{script} {event}", "managed", True, "") for event in GROUPS
    )
    alone = Snapshot(
        locations=WHERE, hooks=Hooks(SOURCE), binary=GOOD.binary,
        answer=Seen("0.169.0", hooks=listed), machine_script=script, last_hint=0.0,
    )  # fmt: skip
    return replace(alone, **change)


def test_where_the_administrators_hook_does_the_job_nothing_needs_action() -> None:
    for only in (False, True):
        checks = found(by_machine(requirements=Requirements(managed_hooks_only=only)))
        assert [check for check in checks.values() if check.state is State.problem] == []
        assert list(checks) == list(found(GOOD))
        assert "/usr/local/lib/codexctl/hook.sh" in checks["hooks.installed"].summary
        assert "Stop" in checks["hooks.listed"].summary


def test_an_administrators_hook_that_cannot_run_is_for_the_administrator_to_fix() -> None:
    gone = by_machine(
        machine_problem=ScriptProblem(Cause.interpreter_gone, "the interpreter is gone")
    )
    check = found(gone)["hooks.runs"]
    assert (check.state, check.remedy) == (State.problem, "ask your administrator")
    off = found(by_machine(config=OFF))["hooks.feature"]
    assert off.state is State.problem


@pytest.mark.parametrize("listed", [(), (replace(LISTED[0], key="/other/hooks.json:stop:0:0"),)])
def test_hooks_that_codex_does_not_list_are_not_trusted_by_its_word(
    listed: tuple[ListedHook, ...],
) -> None:
    check = found(replace(GOOD, answer=replace(ANSWER, hooks=listed)))["hooks.trusted"]
    assert check.state is State.inactive
    assert "Codex lists none of them" in check.summary


def test_the_words_of_codex_cover_only_the_hooks_that_it_lists() -> None:
    check = found(replace(GOOD, answer=replace(ANSWER, hooks=LISTED[:2])))["hooks.trusted"]
    assert (check.state, check.summary) == (State.ok, "Codex trusts all that it lists")


def test_in_a_repository_that_is_not_trusted_no_check_on_its_hooks_is_green() -> None:
    source = "/home/dev/project/.codex/hooks.json"
    hooks = read_hooks_json(json.dumps({"hooks": GROUPS}), source)
    state = {hooks.key(hook): {"trusted_hash": current_hash(hook)} for hook in hooks.hooks}
    here = replace(GOOD, hooks=hooks, config={"hooks": {"state": state}})
    checks = found(replace(here, answer=replace(ANSWER, hooks=())))
    assert checks["project.trusted"].state is State.problem
    assert checks["hooks.trusted"].state is State.inactive
    assert "ignores /home/dev/project/.codex" in checks["hooks.listed"].summary
