"""Homes on which weave-codex or Staso was set up before, as their makers do it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from codexctl.codex.callers.known import KNOWN, Known
from codexctl.codex.hooks.grammar import read_hooks_json
from codexctl.codex.hooks.trust import current_hash
from codexctl.health.tracers import traced_here
from tests.cli.conftest import Shell

WEAVE_KEY = "0123456789abcdef0123456789abcdef01234567"
STASO_KEY = "ak_live_5up3rs3cr3tk3y0f5ta50"
EVENTS = (
    *("SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "Stop", "SessionEnd"),
    *("PreCompact", "PostCompact", "SubagentStart", "SubagentStop", "PermissionRequest"),
)


@pytest.fixture
def machine(shell: Shell) -> Shell:
    """A machine with a keyring that works."""
    environ = {
        **shell.environ,
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "PYTHON_KEYRING_BACKEND": "tests.settings.fake_keyrings.InFile",
        "TEST_KEYRING": str(shell.cwd / "keyring.json"),
    }
    return Shell(environ, shell.cwd)


def _weave(shell: Shell, **settings: object) -> Path:
    folder = shell.locations.home / ".weave-codex"
    folder.mkdir()
    shim = folder / "stop-hook.sh"
    shim.write_text("#!/bin/sh\nexit 0\n")
    known = {"wandb_api_key": WEAVE_KEY, "weave_project": "team/web", **settings}
    (folder / "settings.json").write_text(json.dumps(known))
    return shim


def _hook(command: str) -> dict[str, object]:
    return {"hooks": [{"type": "command", "command": command}]}


def _write_hooks(shell: Shell, hooks: dict[str, object]) -> None:
    shell.locations.hooks_json.write_text(json.dumps({"hooks": hooks}, indent=2) + "\n")


def _staso(shell: Shell, command: str) -> None:
    _write_hooks(shell, {event: [_hook(command)] for event in EVENTS})


def _take_over(shell: Shell, *words: str) -> str:
    done = shell.run("setup", "--take-over", *words, "--yes", "--no-proof")
    assert done.code == 0, done.err
    assert WEAVE_KEY not in done.out + done.err
    assert STASO_KEY not in done.out + done.err
    return done.out + done.err


def _settings(shell: Shell) -> dict[str, object]:
    return tomllib.loads(shell.locations.settings_toml.read_text())


def test_weave_codex_is_taken_over_and_only_our_hook_stays(machine: Shell) -> None:
    shim = _weave(machine, capture_content=False, debug=True, wandb_base_url="https://w.example")
    _write_hooks(machine, {"Stop": [_hook(f"sh {shim}")]})
    said = _take_over(machine)
    assert f'-            "command": "sh {shim}"' in said
    assert "stop-hook.sh" not in machine.locations.hooks_json.read_text()
    assert str(machine.locations.hook_script) in machine.locations.hooks_json.read_text()
    settings = _settings(machine)
    assert settings["capture"] == {"mode": "metadata"}
    assert settings["deliver"] == {"debug": True}
    destinations: Any = settings["destinations"]
    weave = next(row for row in destinations if row["name"] == "weave")
    assert weave["project"] == "team/web"
    assert weave["endpoint"] == "https://w.example/traces/otel/v1/traces"
    assert WEAVE_KEY in (machine.cwd / "keyring.json").read_text()
    assert WEAVE_KEY not in machine.locations.settings_toml.read_text()
    assert "other.tracers" not in machine.run("status").out


def test_undo_puts_a_taken_over_home_back_byte_for_byte(machine: Shell) -> None:
    shim = _weave(machine)
    _write_hooks(machine, {"Stop": [_hook(f"sh {shim}")], "SessionStart": [_hook("mine")]})
    machine.locations.config_toml.write_text(f'model = "gpt-5"\nnotify = ["sh", "{shim}"] # mine\n')
    before = (machine.locations.hooks_json.read_bytes(), machine.locations.config_toml.read_bytes())
    _take_over(machine, "weave-codex")
    assert "notify" not in machine.locations.config_toml.read_text()
    assert machine.run("undo", "--yes").code == 0
    after = (machine.locations.hooks_json.read_bytes(), machine.locations.config_toml.read_bytes())
    assert after == before


def test_uninstall_puts_a_taken_over_home_back_byte_for_byte(machine: Shell) -> None:
    shim = _weave(machine)
    _write_hooks(machine, {"Stop": [_hook("mine"), _hook(f"sh {shim}")]})
    before = machine.locations.hooks_json.read_bytes()
    _take_over(machine)
    assert machine.run("uninstall", "--yes").code == 0
    assert machine.locations.hooks_json.read_bytes() == before


def test_trust_follows_a_persons_hook_that_stood_behind_theirs(machine: Shell) -> None:
    shim = _weave(machine)
    _write_hooks(machine, {"Stop": [_hook(f"sh {shim}"), _hook("mine")]})
    path = machine.locations.hooks_json
    theirs, mine = read_hooks_json(path.read_text(), str(path)).hooks
    machine.locations.config_toml.write_text(
        f'[hooks.state."{path}:stop:0:0"]\ntrusted_hash = "{current_hash(theirs)}"\n'
        f'[hooks.state."{path}:stop:1:0"]\ntrusted_hash = "{current_hash(mine)}"\n'
    )
    _take_over(machine)
    state = tomllib.loads(machine.locations.config_toml.read_text())["hooks"]["state"]
    assert state[f"{path}:stop:0:0"] == {"trusted_hash": current_hash(mine)}
    assert current_hash(theirs) not in machine.locations.config_toml.read_text()


def test_staso_s_eleven_hooks_go_and_its_labels_become_ours(machine: Shell) -> None:
    _staso(
        machine,
        f"STASO_API_KEY={STASO_KEY} STASO_WORKSPACE=team STASO_ENVIRONMENT=ci"
        " STASO_AGENT_ID=bot /opt/venv/bin/python3.12 -m staso.codex",
    )
    said = _take_over(machine, "staso")
    assert "STASO_API_KEY=*****" in said
    assert "staso.codex" not in machine.locations.hooks_json.read_text()
    assert _settings(machine)["resource"] == {
        "codexctl.workspace": "team",
        "deployment.environment.name": "ci",
        "gen_ai.agent.id": "bot",
    }
    assert STASO_KEY in (machine.cwd / "keyring.json").read_text()


def test_staso_s_profile_and_credentials_are_read_where_the_command_has_none(
    machine: Shell,
) -> None:
    folder = machine.locations.home / ".staso"
    folder.mkdir()
    profile = {"workspace_slug": "team", "credential_id": "profile:1", "capture_output": False}
    registry = {"version": 1, "active_profile": "work", "profiles": {"work": profile}}
    (folder / "profiles.json").write_text(json.dumps(registry))
    (folder / "credentials.json").write_text(json.dumps({"profile:1": STASO_KEY, "other": "no"}))
    _staso(machine, "/opt/venv/bin/python -m staso.codex")
    _take_over(machine)
    settings = _settings(machine)
    assert settings["resource"] == {"codexctl.workspace": "team"}
    assert settings["capture"]["exclude"] == ["reasoning", "responses", "tool_results"]  # type: ignore[index]
    assert STASO_KEY in (machine.cwd / "keyring.json").read_text()


def test_until_it_is_taken_over_status_warns_of_tracing_twice(shell: Shell) -> None:
    shim = _weave(shell)
    _write_hooks(shell, {"Stop": [_hook(f"sh {shim}")]})
    done = shell.run("setup", "--yes", "--no-proof")
    assert "each turn is traced twice" in done.out + done.err
    status = shell.run("status", "--offline", "--json")
    found = next(check for check in status.json["checks"] if check["id"] == "other.tracers")
    assert found["state"] == "problem"
    assert found["remedy"] == "codexctl setup --take-over weave-codex"
    assert status.code == 1


def test_notify_that_calls_weave_codex_is_noticed_and_taken_out_behind_ours(
    machine: Shell,
) -> None:
    shim = _weave(machine)
    machine.locations.config_toml.write_text(f'notify = ["sh", "{shim}"]\n')
    machine.run("setup", "--yes", "--no-proof", "--trigger", "notify")
    assert "other.tracers" in machine.run("status", "--offline").out
    said = machine.run("setup", "--take-over", "--yes", "--no-proof", "--trigger", "notify")
    assert said.code == 0, said.err
    config = tomllib.loads(machine.locations.config_toml.read_text())
    assert config["notify"] == [str(machine.locations.notify_script)]


def test_policy_check_names_another_tracer(shell: Shell) -> None:
    _staso(shell, "/opt/venv/bin/python -m staso.codex")
    found = shell.run("policy", "check", "--json").json
    named = [finding["id"] for finding in (*found["violations"], *found["notices"])]
    assert "other-tracers" in named


def test_settings_of_weave_codex_that_cannot_be_read_mean_metadata(machine: Shell) -> None:
    shim = _weave(machine)
    (shim.parent / "settings.json").write_text("{ broken")
    _write_hooks(machine, {"Stop": [_hook(f"sh {shim}")]})
    assert "cannot be read" in _take_over(machine)
    assert _settings(machine)["capture"] == {"mode": "metadata"}


def test_a_dry_run_shows_the_take_over_and_changes_nothing(machine: Shell) -> None:
    shim = _weave(machine)
    _write_hooks(machine, {"Stop": [_hook(f"sh {shim}")]})
    before = machine.files()
    done = machine.run("setup", "--take-over", "--dry-run")
    assert "stop-hook.sh" in done.out
    assert WEAVE_KEY not in done.out + done.err
    assert machine.files() == before
    assert not (machine.cwd / "keyring.json").exists()


def test_a_name_that_is_not_known_is_refused(shell: Shell) -> None:
    done = shell.run("setup", "--take-over", "langfuse", "--yes")
    assert done.code == 2
    assert "one of weave-codex, staso" in done.err


@pytest.mark.parametrize("command", [("policy", "check"), ("status", "--offline")])
def test_a_tracer_within_another_programs_arguments_gets_a_remedy_that_works(
    machine: Shell, command: tuple[str, ...]
) -> None:
    """No take-over reaches it there: what is printed is typed, and then it is gone."""
    shim = _weave(machine)
    machine.locations.hooks_json.unlink(missing_ok=True)
    inner = json.dumps(["sh", str(shim)])
    wrapped = json.dumps(["/opt/wrap", "turn-ended", "--previous-notify", inner])
    machine.locations.config_toml.write_text(f"notify = {wrapped}\n")
    assert machine.run("setup", "--yes", "--no-proof").code == 0
    before = machine.run(*command, "--json").json
    every = before.get("checks") or [*before["violations"], *before["notices"]]
    (found,) = (check for check in every if check["id"] in ("other-tracers", "other.tracers"))
    assert found["remedy"] == "codexctl config unset notify"
    assert machine.run(*found["remedy"].split()[1:], "--yes").code == 0
    assert "weave-codex" not in machine.run(*command).out


def _called_as(known: Known) -> str:
    """A hook's command by which a known tracer is called."""
    if known.modules:
        return f"python3 -m {known.modules[0]}"
    if known.programs:
        return known.programs[0].replace("*", "x")
    return "sh /opt/" + known.paths[0].replace("*", "1")


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.name)
def test_status_names_every_tracer_that_policy_check_knows(shell: Shell, known: Known) -> None:
    _write_hooks(shell, {"Stop": [_hook(_called_as(known))]})
    (called,) = traced_here(shell.locations)
    assert called.known is known
    assert called.at.endswith("hooks.json:8")


def test_the_remedy_for_a_tracer_that_cannot_be_taken_over_ends_it(shell: Shell) -> None:
    """One that is called by notify, and one that Codex never runs."""
    shell.run("setup", "--destination", "local", "--yes", "--no-proof")
    config = shell.locations.config_toml
    config.write_text('notify = ["npx", "-y", "@nocoo/pew"]\n' + config.read_text())
    (found,) = (
        check
        for check in shell.run("status", "--offline", "--json").json["checks"]
        if check["id"] == "other.tracers"
    )
    assert found["state"] == "problem"
    assert found["summary"].startswith(f"pew traces these turns too ({config}:1)")
    assert found["remedy"] == "codexctl config unset notify"
    assert shell.run(*found["remedy"].split()[1:], "--yes", "--offline").code == 0
    assert "other.tracers" not in shell.run("status", "--offline").out
