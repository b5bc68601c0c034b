"""Whatever writes asks the policy about the result, whichever command it came from."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from codexctl.codex.hooks.command import our_hooks
from codexctl.codex.hooks.grammar import read_hooks_json
from codexctl.codex.hooks.trust import current_hash
from tests.cli.administered import administered, needs_root
from tests.cli.conftest import Done, Shell

FILE = "/etc/codexctl/policy.toml"
POLICY = """\
version = 1
[destinations]
allow = ["https://otel.example.com/"]
local = true
[trust]
bypass = false
self_trust = false
[codex]
otel_content = false
[codex.features]
hooks = true
memories = false
[support]
contact = "security@example.com"
"""
TRACED = 'version = 1\n[codex]\ntracing = true\n[support]\ncontact = "security@example.com"\n'
SETUP = ("setup", "--yes", "--no-proof", "--destination", "local")
WRITE = ("--yes", "--offline")


def run(shell: Shell, *words: str, policy: str = POLICY, **files: str) -> Done:
    named = {"codexctl/policy.toml": policy} if policy else {}
    return administered(shell, {**named, **files}, *words)


def refused(shell: Shell, *words: str, line: int, policy: str = POLICY) -> None:
    """The command ends with one line and whom to ask, and has changed nothing."""
    before = shell.files()
    for dry in ([], ["--dry-run"]) if words[0] not in ("run", "doctor") else ([],):
        done = run(shell, *words, *dry, policy=policy)
        assert done.code == 1, done
        assert "the administrator's policy does not allow" in done.err
        assert f"hint: {FILE}:{line} says so; ask security@example.com" in done.err
    assert shell.files() == before


@needs_root
def test_undo_does_not_bring_trust_back(shell: Shell) -> None:
    shell.run(*SETUP)
    shell.run("hooks", "untrust", "--all", *WRITE)
    assert "trusted_hash" not in shell.locations.config_toml.read_text()
    refused(shell, "undo", *WRITE, line=7)
    assert shell.run("undo", *WRITE).code == 0


@needs_root
def test_undo_of_uninstall_does_not_bring_trust_back(shell: Shell) -> None:
    shell.run(*SETUP)
    shell.run("uninstall", *WRITE)
    refused(shell, "undo", *WRITE, line=7)


@needs_root
def test_no_spelling_of_trust_is_set(shell: Shell) -> None:
    shell.run(*SETUP)
    shell.run("hooks", "untrust", "--all", *WRITE)
    hooks = read_hooks_json(shell.locations.hooks_json.read_text(), str(shell.locations.hooks_json))
    hook = our_hooks(hooks, shell.locations.hook_script)[0]
    key, value = hooks.key(hook), current_hash(hook)
    for words in (
        (f'hooks.state."{key}".trusted_hash', value),
        (f'hooks.state."{key}"', f'{{ trusted_hash = "{value}" }}'),
        ("hooks.state", f'{{ "{key}" = {{ trusted_hash = "{value}", enabled = true }} }}'),
        ("hooks", f'{{ state = {{ "{key}" = {{ trusted_hash = "{value}" }} }} }}'),
    ):
        refused(shell, "config", "set", "--unchecked", *words, *WRITE, line=7)


@needs_root
@pytest.mark.parametrize(
    ("line", "words"),
    [
        (6, ("config", "set", "hooks.bypass_hook_trust", "true")),
        (6, ("config", "set", "bypass_hook_trust", "true")),
        (6, ("config", "set", "features.bypass_hook_trust", "true")),
        (6, ("config", "set", "hooks", "{ bypass_hook_trust = true }")),
        (11, ("config", "set", "features.hooks", "false")),
        (11, ("config", "set", "features.codex_hooks", "false")),
        (11, ("config", "set", "features", "{ hooks = false }")),
        (11, ("config", "set", "profiles.p.features.hooks", "false")),
        (11, ("features", "disable", "hooks")),
        (11, ("features", "disable", "codex_hooks")),
        (12, (*SETUP, "--feature", "memories=on")),
        (12, ("features", "enable", "memories")),
        (12, ("features", "enable", "memory_tool")),
        (9, ("config", "set", "otel.log_user_prompt", "true")),
        (3, ("config", "set", "otel.trace_exporter",
             '{ otlp-http = { endpoint = "https://evil.example/", protocol = "json" } }')),
    ],
)  # fmt: skip
def test_what_the_policy_pins_is_not_written(
    shell: Shell, line: int, words: tuple[str, ...]
) -> None:
    unchecked = ("--unchecked",) if words[0] in ("config", "features") else ()
    more = ("--offline",) if words[0] in ("config", "features") else ()
    refused(shell, *words, *unchecked, "--yes", *more, line=line)


@needs_root
def test_a_repositorys_files_are_judged_too(shell: Shell) -> None:
    (shell.cwd / ".git").mkdir()
    words = ("features", "disable", "hooks", "--scope", "project", "--unchecked", *WRITE)
    refused(shell, *words, line=11)


@needs_root
def test_what_is_not_made_worse_can_be_changed(shell: Shell) -> None:
    """Somebody's file violates the policy already: that is the audit's to say."""
    shell.locations.config_toml.write_text("[features]\nhooks = false\nmemories = true\n")
    assert run(shell, "config", "set", "model", "gpt-5", *WRITE).code == 0
    assert run(shell, "features", "enable", "hooks", "--unchecked", *WRITE).code == 0
    assert run(shell, "undo", *WRITE).code == 1
    assert "memories = true" in shell.locations.config_toml.read_text()


@needs_root
def test_a_trusted_hook_keeps_its_trust_when_it_moves(shell: Shell) -> None:
    shell.run("hooks", "add", "Stop", "/bin/true", "--trust", *WRITE)
    done = run(shell, "hooks", "add", "Stop", "/bin/false", "--at", "0", *WRITE)
    assert done.code == 0, done
    assert ":stop:1:0" in shell.locations.config_toml.read_text()
    assert run(shell, "hooks", "remove", "stop:0:0", *WRITE).code == 0
    assert ":stop:0:0" in shell.locations.config_toml.read_text()


@needs_root
def test_run_sends_nowhere_that_is_not_allowed_and_switches_nothing_off(shell: Shell) -> None:
    policy = POLICY.replace("self_trust = false", "self_trust = true")
    elsewhere = {"OTEL_EXPORTER_OTLP_ENDPOINT": "https://evil.example"}
    done = administered(
        shell, {"codexctl/policy.toml": policy}, "run", "--", "/bin/true", "codex", **elsewhere
    )
    assert done.code == 1
    assert f"{FILE}:3 says so" in done.err
    assert not shell.locations.settings_toml.exists()
    for line, words in (
        (6, ("--dangerously-bypass-hook-trust", "exec")),
        (6, ("-c", "bypass_hook_trust=true")),
        (11, ("--disable", "hooks")),
        (11, ("--disable=hooks",)),
        (11, ("-cfeatures.hooks=false",)),
        (12, ("exec", "--enable", "memories")),
    ):
        refused(shell, "run", "--", "/bin/true", "codex", *words, line=line, policy=policy)


@needs_root
def test_undo_does_not_bring_a_foreign_destination_back(shell: Shell) -> None:
    shell.run(*SETUP, "--destination", "otlp", "--endpoint", "https://evil.example/v1/traces")
    shell.run(*SETUP)
    refused(shell, "undo", *WRITE, line=3, policy=POLICY.replace("self_trust = false", ""))


@needs_root
def test_our_hook_stays_where_every_turn_must_be_traced(shell: Shell) -> None:
    shell.run(*SETUP)
    hooks = read_hooks_json(shell.locations.hooks_json.read_text(), str(shell.locations.hooks_json))
    key = hooks.key(our_hooks(hooks, shell.locations.hook_script)[0])
    for words in (
        ("uninstall",),
        ("undo",),
        ("hooks", "remove", "stop:0:0"),
        ("hooks", "untrust", "--all"),
        ("config", "set", f'hooks.state."{key}".enabled', "false"),
        ("config", "unset", "hooks.state"),
        ("features", "disable", "hooks", "--unchecked"),
    ):
        refused(shell, *words, *WRITE, line=3, policy=TRACED)


@needs_root
def test_our_notify_stays_where_every_turn_must_be_traced(shell: Shell) -> None:
    shell.run(*SETUP, "--trigger", "notify")
    for words in (("config", "set", "notify", '["say"]'), ("config", "unset", "notify")):
        refused(shell, *words, *WRITE, line=3, policy=TRACED)
    assert run(shell, "notify", "set", "say", *WRITE, policy=TRACED).code == 0
    assert run(shell, *SETUP, "--trigger", "hook", policy=TRACED).code == 0


@needs_root
def test_uninstall_is_possible_under_any_other_policy(shell: Shell) -> None:
    """What the policy pins stays as it is pinned; everything of ours goes."""
    shell.locations.config_toml.write_text("[features]\nhooks = false\n")
    shell.run(*SETUP, "--feature", "hooks=on")
    done = run(shell, "uninstall", *WRITE)
    assert done.code == 0, done
    assert not shell.locations.hooks_json.exists()
    assert not shell.locations.hook_script.exists()
    assert "hooks = true" in shell.locations.config_toml.read_text()
    assert "trusted_hash" not in shell.locations.config_toml.read_text()


@needs_root
def test_uninstall_is_possible_where_the_policy_cannot_be_used(shell: Shell) -> None:
    shell.run(*SETUP)
    assert run(shell, "uninstall", *WRITE, policy="nonsense").code == 0
    assert not shell.locations.hook_script.exists()


@needs_root
def test_what_codexs_own_requirements_pin_is_not_written(shell: Shell) -> None:
    files = {
        "codex/requirements.toml": 'allowed_sandbox_modes = ["read-only"]\n'
        "[features]\nhooks = true\n",
        "codex/managed_config.toml": 'notify = ["ours"]\n[otel]\nlog_user_prompt = false\n',
    }
    before = shell.files()
    for at, words in (
        ("requirements.toml:3", ("features", "disable", "hooks", "--unchecked")),
        ("requirements.toml:3", ("config", "set", "features.codex_hooks", "false")),
        ("requirements.toml:1", ("config", "set", "sandbox_mode", "danger-full-access")),
        ("managed_config.toml:1", ("notify", "set", "mine")),
        ("managed_config.toml:3", ("config", "set", "otel.log_user_prompt", "true")),
    ):
        done = run(shell, *words, *WRITE, policy="", **files)
        assert done.code == 1, done
        assert f"hint: /etc/codex/{at} says so; ask your administrator" in done.err
    assert shell.files() == before
    assert (
        run(shell, "config", "set", "sandbox_mode", "read-only", *WRITE, policy="", **files).code
        == 0
    )


def test_no_command_writes_past_the_judgement() -> None:
    """`edit.apply` is for one module of the command line, and that one asks the policy.

    Beside it root's own roll-out writes the administrator's files, the policy among them.
    """
    folder = Path(__file__).parents[3] / "codexctl" / "cli"
    found = {
        path.name
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "codexctl.edit.transaction.apply"
        and any(name.name == "apply" for name in node.names)
    }  # fmt: skip
    assert found == {"applying.py", "carry_out.py"}
    applying = (folder / "edits" / "applying.py").read_text()
    assert "plans, at = governed(replan, locations)" in applying
