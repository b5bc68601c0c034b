"""Under an administrator's policy: what is refused, by which line, and whom to ask."""

from __future__ import annotations

import re

import pytest

from tests.cli.administered import administered, needs_root
from tests.cli.conftest import Done, Shell
from tests.trace.recorded import RECORDINGS

pytestmark = needs_root
POLICY = """\
version = 1
[capture]
max = "metadata"
[destinations]
allow = ["https://otel.example.com/"]
[trust]
bypass = false
self_trust = false
[support]
contact = "security@example.com"
"""
FILE = "/etc/codexctl/policy.toml"
SETUP = ("setup", "--yes", "--no-proof")
HOOK = ("hooks", "add", "Stop", "/bin/true", "--yes", "--offline")


def run(shell: Shell, *arguments: str, policy: str = POLICY) -> Done:
    return administered(shell, {"codexctl/policy.toml": policy}, *arguments)


REFUSED = {
    "a foreign destination": (5, *SETUP, "--destination", "otlp", "--endpoint",
                              "https://evil.example.net/v1/traces"),
    "the bypass": (7, *SETUP, "--trust", "bypass"),
    "trust in our hook": (8, *SETUP, "--trust", "this-hook"),
    "trust in any hook": (8, *HOOK, "--trust"),
    "trust for one run": (8, "run", "--", "true", "codex"),
    "trust in all hooks": (8, "hooks", "trust", "--all", "--yes", "--offline"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_refusal_names_its_line_and_whom_to_ask(shell: Shell, what: str) -> None:
    line, *words = REFUSED[what]
    before = shell.files()
    done = run(shell, *map(str, words))
    assert done.code == 1
    assert "the administrator's policy does not allow" in done.err
    assert f"hint: {FILE}:{line} says so; ask security@example.com" in done.err
    assert shell.files() == before


def test_a_local_store_can_be_forbidden(shell: Shell) -> None:
    policy = "version = 1\n[destinations]\nlocal = false\n"
    done = run(shell, *SETUP, policy=policy)
    assert done.code == 1
    assert "does not allow a local store" in done.err
    assert f"{FILE}:3 says so" in done.err


@pytest.mark.parametrize(("days", "noted"), [("31", True), ("all", True), ("30", False)])
def test_more_days_than_the_policy_allows_are_noted(
    shell: Shell, days: str, *, noted: bool
) -> None:
    policy = "version = 1\n[destinations]\nretention_days = 30\n"
    done = run(shell, *SETUP, "--keep-days", days, policy=policy)
    assert done.code == 0
    assert (f"note: turns are kept for 30 days: {FILE}:3 says so" in done.err) is noted


def test_a_plain_setup_leaves_the_review_to_the_person(shell: Shell) -> None:
    done = run(shell, *SETUP)
    assert done.code == 0
    assert "leaves the review of the hook to you" in done.err
    assert not shell.locations.config_toml.exists()
    assert shell.run(*HOOK).code == 0
    assert run(shell, "hooks", "add", "Stop", "/bin/false", "--yes", "--offline").code == 0


def test_status_offers_the_review_where_codexctl_may_not_vouch(shell: Shell) -> None:
    run(shell, *SETUP)
    checks = {
        check["id"]: check for check in run(shell, "status", "--offline", "--json").json["checks"]
    }
    assert checks["hooks.trusted"]["state"] == "problem"
    assert checks["hooks.trusted"]["remedy"] == "start codex and review the hooks there"


def test_more_than_the_cap_is_written_down_and_does_not_hold(shell: Shell) -> None:
    done = run(shell, *SETUP, "--capture", "full")
    assert done.code == 0
    assert f"note: only metadata is captured: {FILE}:3 says so" in done.err
    assert "is captured" not in run(shell, *SETUP, "--capture", "metadata").err


def test_doctor_fixes_everything_but_trust(shell: Shell) -> None:
    run(shell, *SETUP)
    shell.locations.config_toml.write_text("[features]\nhooks = false\n")
    run(shell, "doctor", "--fix", "--yes", "--offline")
    text = shell.locations.config_toml.read_text()
    assert "hooks = true" in text
    assert "trusted_hash" not in text


def test_a_policy_that_cannot_be_used_refuses_most(shell: Shell) -> None:
    for what in ("a foreign destination", "the bypass", "trust in any hook"):
        _, *words = REFUSED[what]
        done = run(shell, *map(str, words), policy="nonsense")
        assert done.code == 1
        assert "is not valid TOML" in done.err


def test_status_names_the_line_of_the_cap_and_the_contact(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof", "--capture", "full")
    done = run(shell, "status", "--offline")
    assert f"capture: metadata (by {FILE}:3)" in done.out
    allowed = rf"{FILE}:3 allows metadata; policy [0-9a-f]{{16}}; contact: security@example\.com"
    assert re.search(allowed, done.out)
    alone = shell.run("status", "--offline")
    assert f"capture: full (by {shell.locations.settings_toml}:" in alone.out


def test_status_says_what_is_wrong_with_the_policy(shell: Shell) -> None:
    shell.run(*SETUP)
    done = run(shell, "status", "--offline", policy="version = 2\n")
    assert done.code == 1
    assert f"only metadata is captured: {FILE} must say version = 1" in done.out
    assert "capture: metadata, without instructions" in done.out
    assert f"(by {FILE} (cannot be used))" in done.out


def test_status_says_that_a_local_store_gets_nothing(shell: Shell) -> None:
    shell.run(*SETUP)
    done = run(shell, "status", "--offline", policy="version = 1\n[destinations]\nlocal = false\n")
    assert done.code == 1
    assert "the administrator's policy does not allow a local store" in done.out
    assert f"{FILE}:3 says so" in done.out


def test_no_key_is_tried_where_the_policy_lets_nothing_go(shell: Shell) -> None:
    foreign = ("--destination", "otlp", "--endpoint", "http://127.0.0.1:9/v1/traces")
    shell.run(*SETUP, *foreign)
    done = run(shell, "auth", "test", "otlp")
    assert done.code == 1
    assert (
        "nothing is sent: the administrator's policy does not allow traces to go to"
        " http://127.0.0.1:9" in done.out
    )
    assert f"{FILE}:5 says so; ask security@example.com" in done.out


def test_show_and_check_go_by_the_installed_policy(shell: Shell) -> None:
    shell.run(*SETUP, "--capture", "full")
    shown = run(shell, "policy", "show", "--json").json
    assert shown["limits"][0] == {
        "key": "capture.max", "value": "metadata", "source": f"{FILE}:3"
    }  # fmt: skip
    assert [
        violation["id"] for violation in run(shell, "policy", "check", "--json").json["violations"]
    ] == ["capture-above-cap"]


def test_managed_hooks_trace_everybodys_turns(shell: Shell) -> None:
    script = shell.cwd.parent / "hook.sh"
    needed = "version = 1\n[codex]\ntracing = true\n"
    (shell.cwd / "p.toml").write_text(needed)
    words = ("policy", "render")
    script.write_text(shell.run(*words, "hook").out)
    requirements = shell.run(
        *words, "requirements", "--policy", "p.toml", "--hook-script", str(script)
    ).out
    shell.locations.config_toml.write_text("[features]\nhooks = false\n")
    bare = run(shell, "policy", "check", "--json", policy=needed).json
    assert {violation["id"] for violation in bare["violations"]} == {"tracing-missing", "hooks-off"}
    files = {"codexctl/policy.toml": needed, "codex/requirements.toml": requirements}
    assert administered(shell, files, "policy", "check", "--json").json["violations"] == []
    script.unlink()
    gone = administered(shell, files, "policy", "check", "--json").json
    assert "tracing-missing" in {violation["id"] for violation in gone["violations"]}


def test_setup_goes_by_what_the_policy_says_of_it_unless_it_is_asked_otherwise(
    shell: Shell,
) -> None:
    policy = 'version = 1\n[setup]\ntrigger = "notify"\ntrust = "ask"\n'
    assert run(shell, *SETUP, policy=policy).code == 0
    assert "notify" in shell.locations.config_toml.read_text()
    assert not shell.locations.hooks_json.exists()
    assert run(shell, *SETUP, "--trigger", "hook", policy=policy).code == 0
    assert "trusted_hash" not in shell.locations.config_toml.read_text()
    assert run(shell, *SETUP, "--trigger", "hook", "--trust", "this-hook", policy=policy).code == 0
    assert "trusted_hash" in shell.locations.config_toml.read_text()


def test_a_turn_that_is_converted_bears_what_the_policy_says_of_it(shell: Shell) -> None:
    policy = 'version = 1\n[user]\nid = "none"\nteam = "payments"\n[resource]\n"a.b" = "c"\n'
    assert run(shell, *SETUP, "--user", "ada", "--team", "mine", policy=policy).code == 0
    (rollout,) = (RECORDINGS / "0.169.0" / "tools-mixed").rglob("rollout-*")
    words = ("trace", "convert", str(rollout), "--format", "otlp-json")
    whose = {"team.name", "user.id", "a.b"}
    said = {
        attribute["key"]: attribute["value"]["stringValue"]
        for resource in run(shell, *words, policy=policy).json["resourceSpans"]
        for attribute in resource["resource"]["attributes"]
    }
    assert {key: said[key] for key in whose & said.keys()} == {
        "team.name": "payments",
        "a.b": "c",
    }
    alone = shell.run(*words).out
    assert '"stringValue":"ada"' in alone
    assert '"stringValue":"mine"' in alone
