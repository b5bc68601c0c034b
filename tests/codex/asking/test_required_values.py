from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codexctl.checks import State
from codexctl.codex.asking.judge import judge_config
from codexctl.codex.asking.required_values import allowed_values, read_disabled
from codexctl.codex.asking.seen import Layer, Seen

NO_EFFECT = "so this has no effect"
CONFIG = Path("/home/dev/.codex/config.toml")
ANSWER = {
    "requirements": {
        "allowedSandboxModes": ["read-only"],
        "allowedApprovalPolicies": ["never", "on-request"],
        "allowedWebSearchModes": ["cached", "disabled"],
        "allowLoginShell": False,
        "modelProvider": "company",
        "allowedPermissionProfiles": None,
    }
}


def judged(after: dict[str, Any], disabled: dict[str, str] | None = None) -> tuple[State, str]:
    """What is said after an edit that Codex reads as it was written."""
    seen = Seen(
        "0.169.0",
        layers=(Layer(str(CONFIG), after),),
        config=after,
        allowed=allowed_values(ANSWER),
        disabled_servers=disabled or {},
    )
    check = judge_config(CONFIG, {}, after, seen)
    return check.state, check.summary


@pytest.mark.parametrize(
    ("after", "summary"),
    [
        (
            {"sandbox_mode": "danger-full-access"},
            "sandbox_mode: the administrator allows read-only only, so this has no effect",
        ),
        (
            {"approval_policy": "on-failure"},
            f"approval_policy: the administrator allows never or on-request only, {NO_EFFECT}",
        ),
        (
            {"web_search": "live"},
            "web_search: the administrator allows cached or disabled only, so this has no effect",
        ),
        (
            {"allow_login_shell": True},
            "allow_login_shell: the administrator allows false only, so this has no effect",
        ),
        (
            {"model_provider": "mine"},
            "model_provider: the administrator allows company only, so this has no effect",
        ),
    ],
)
def test_what_requirements_do_not_allow_is_not_told_as_what_holds(
    after: dict[str, Any], summary: str
) -> None:
    assert judged(after) == (State.problem, summary)


@pytest.mark.parametrize(
    "after",
    [
        {"sandbox_mode": "read-only"},
        {"approval_policy": "never"},
        {"allow_login_shell": False},
        {"default_permissions": "mine"},
        {"model": "gpt-5.5"},
    ],
)
def test_what_requirements_allow_holds(after: dict[str, Any]) -> None:
    assert judged(after) == (State.ok, "Codex 0.169.0 reads it as meant")


def test_a_server_that_the_requirements_switch_off_does_not_run() -> None:
    disabled = {"a": "requirements (/etc/codex/requirements.toml)"}
    server = {"mcp_servers": {"a": {"command": "true"}, "b": {"command": "true"}}}
    state, summary = judged(server, disabled)
    assert state is State.problem
    assert summary == (
        "mcp_servers.a: does not run; disabled by requirements (/etc/codex/requirements.toml)"
    )
    assert judged({"mcp_servers": {"b": {"command": "true"}}}, disabled)[0] is State.ok


def test_only_servers_with_a_reason_are_somebody_elses_doing() -> None:
    rows = (
        b'[{"name": "a", "disabled_reason": "requirements (x)"}, {"name": "b", "enabled": false}]'
    )
    assert read_disabled(rows) == {"a": "requirements (x)"}


@pytest.mark.parametrize("stdout", [b"", b"no JSON", b"{}", b"[1]"])
def test_a_release_without_that_list_says_nothing(stdout: bytes) -> None:
    assert read_disabled(stdout) == {}
