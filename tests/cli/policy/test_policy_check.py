"""`policy check` on whole machines: every id for real, and whose files are looked at."""

from __future__ import annotations

from typing import Any

import pytest

from codexctl.locations import locate
from tests.cli.codex_stub import stub
from tests.cli.conftest import Shell

TOKEN = "ghp_4fT9aQ2xW7bL0mK8sR3vZ6yN1cJ5hDpE2uGk"
EVERYTHING = """\
version = 1
[capture]
max = "metadata"
[destinations]
allow = ["https://otel.example.com/", "http://otel.example.com/"]
required = ["https://*.example.com/v1/traces"]
local = false
[trust]
bypass = false
[codex]
tracing = true
otel_content = false
[codex.features]
apps = false
[view]
enabled = false
[support]
contact = "security@example.com"
"""
CONFIG = f"""\
bypass_hook_trust = true
[features]
hooks = false
apps = true
[otel]
log_user_prompt = true
[mcp_servers.git.env]
TOKEN = "{TOKEN}"
"""
SETTINGS = """\
version = 1
[capture]
mode = "full"
[[destinations]]
name = "far"
kind = "otlp"
endpoint = "https://evil.example.net/v1/traces"
[[destinations]]
name = "clear"
kind = "otlp"
endpoint = "http://otel.example.com/v1/traces"
[view]
enabled = true
"""
# What documentation, CI files and device management rely on; they do not change.
IDS = {
    "policy-unreadable",
    "settings-unreadable",
    "config-unreadable",
    "tracing-missing",
    "hooks-off",
    "feature-pinned",
    "trust-bypass",
    "other-tracers",
    "unknown-hook",
    "plugin-hook",
    "notify-program",
    "capture-above-cap",
    "foreign-endpoint",
    "plain-http",
    "other-way",
    "certificate-unusable",
    "endpoint-missing",
    "otel-content",
    "native-otel",
    "local-store",
    "view-enabled",
    "plaintext-key",
}


# What another program's being called makes; test_every_finding.py has each of them.
CALLED = {"other-tracers", "unknown-hook", "plugin-hook", "notify-program"}


@pytest.fixture
def policy(shell: Shell) -> str:
    path = shell.cwd / "policy.toml"
    path.write_text(EVERYTHING)
    return str(path)


def ids(result: Any, kind: str = "violations") -> list[str]:
    return [finding["id"] for finding in result[kind]]


def ruined(shell: Shell) -> None:
    """Have everything wrong that can be wrong at once."""
    shell.locations.config_toml.write_text(CONFIG)
    shell.locations.settings_toml.parent.mkdir(parents=True)
    shell.locations.settings_toml.write_text(SETTINGS)
    shell.locations.traces_db.parent.mkdir(parents=True, exist_ok=True)
    shell.locations.traces_db.touch()


def test_a_fresh_setup_without_a_policy_is_fine(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof")
    done = shell.run("policy", "check")
    assert done.code == 0
    assert "no administrator's policy" in done.out
    assert "✓ nothing here violates the policy" in done.out


def test_a_setup_that_does_what_the_policy_wants_is_fine(shell: Shell, policy: str) -> None:
    shell.run("setup", "--yes", "--no-proof", "--destination", "otlp", "--endpoint",
              "https://otel.example.com/v1/traces", "--capture", "metadata")  # fmt: skip
    done = shell.run("policy", "check", "--policy", policy, "--json")
    assert done.json["violations"] == []
    assert done.code == 0
    assert done.json["ok"] is True


def test_everything_that_is_wrong_is_named_with_its_line(shell: Shell, policy: str) -> None:
    ruined(shell)
    done = shell.run("policy", "check", "--policy", policy, "--json", https_proxy="http://p:1")
    assert "other-way" in ids(done.json, "notices")
    result = done.json
    assert done.code == 1
    assert result["schema"] == "codexctl.policy-check/1"
    assert result["ok"] is False
    unreadable = {"policy-unreadable", "settings-unreadable", "config-unreadable"}
    other = {"other-way", "certificate-unusable", "native-otel", *CALLED}
    assert set(ids(result)) == IDS - unreadable - other
    config, settings = shell.locations.config_toml, shell.locations.settings_toml
    where = {violation["id"]: violation["where"] for violation in result["violations"]}
    assert where["trust-bypass"] == f"{config}:1"
    assert where["hooks-off"] == f"{config}:3"
    assert where["feature-pinned"] == f"{config}:4"
    assert where["otel-content"] == f"{config}:6"
    assert where["plaintext-key"] == f"{config}:8"
    assert where["capture-above-cap"] == f"{settings}:3"
    assert where["foreign-endpoint"] == f"{settings}:7"
    assert where["local-store"] == str(shell.locations.traces_db)
    assert all(violation["remedy"] and violation["summary"] for violation in result["violations"])
    assert TOKEN[:8] not in done.out


def test_a_person_reads_the_same_and_whom_to_ask(shell: Shell, policy: str) -> None:
    ruined(shell)
    done = shell.run("policy", "check", "--policy", policy)
    assert done.code == 1
    assert "✗ hooks-off" in done.out
    assert f"{shell.locations.config_toml}:3" in done.out
    assert done.out.splitlines()[-1] == "12 violations; ask security@example.com"
    assert TOKEN[:8] not in done.out


def test_what_cannot_be_read_is_a_violation(shell: Shell) -> None:
    ruined(shell)
    for path in (
        shell.locations.config_toml,
        shell.locations.settings_toml,
        shell.cwd / "bad.toml",
    ):
        path.write_text("[half\n")
    done = shell.run("policy", "check", "--policy", "bad.toml", "--json")
    assert done.code == 1
    assert {"policy-unreadable", "settings-unreadable", "config-unreadable"} <= set(ids(done.json))


def test_the_environment_is_looked_at(shell: Shell, policy: str) -> None:
    elsewhere = {
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://evil.example.net/",
        "CODEXCTL_CAPTURE": "full",
    }
    result = shell.run("policy", "check", "--policy", policy, "--json", **elsewhere).json
    assert "$CODEXCTL_CAPTURE" in [violation["where"] for violation in result["violations"]]
    (notice,) = result["notices"]
    assert notice["id"] == "foreign-endpoint"
    assert notice["where"] == "$OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"


def test_somebody_elses_codex_home_is_judged_by_their_own_settings(
    shell: Shell, policy: str
) -> None:
    theirs = shell.cwd / "ada"
    (theirs / ".codex").mkdir(parents=True)
    ada = {"HOME": str(theirs)}
    shell.run("setup", "--yes", "--no-proof", "--capture", "full", **ada)
    home = str(theirs / ".codex")
    result = shell.run("policy", "check", "--codex-home", home, "--policy", policy, "--json").json
    assert "tracing-missing" not in ids(result)
    where = {violation["id"]: violation["where"] for violation in result["violations"]}
    assert where["capture-above-cap"].startswith(str(locate(ada).settings_toml))


def test_untrusted_hooks_trace_nothing(shell: Shell, policy: str) -> None:
    shell.run("setup", "--yes", "--no-proof", "--trust", "ask")
    result = shell.run("policy", "check", "--policy", policy, "--json").json
    found = [
        violation for violation in result["violations"] if violation["id"] == "tracing-missing"
    ]
    assert "untrusted" in found[0]["summary"]


def test_codex_is_asked_only_on_request(shell: Shell, policy: str) -> None:
    shell.run("setup", "--yes", "--no-proof")
    silent = shell.run("policy", "check", "--policy", policy, "--ask")
    assert silent.code == 1
    assert "there is no codex on the PATH" in silent.err
    environ = stub(shell)
    asked = shell.run("policy", "check", "--policy", policy, "--ask", "--json", **environ).json
    unlisted = [
        violation["summary"]
        for violation in asked["violations"]
        if violation["id"] == "tracing-missing"
    ]
    assert "Codex lists none of them" in unlisted[0]


def test_wrong_usage_is_exit_2(shell: Shell) -> None:
    assert shell.run("policy", "check", "--codex-home", "gone").code == 2
    assert shell.run("policy", "check", "extra").code == 2
