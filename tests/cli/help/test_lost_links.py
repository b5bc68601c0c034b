"""A file of Codex that is a link to nothing, or cannot be read, is named by whatever reads it."""

from __future__ import annotations

import json

import pytest

from codexctl.cli.commands import COMMANDS
from codexctl.cli.help.lost_links import READERS
from tests.cli.conftest import Shell

COMMANDS_THAT_READ = (
    "status --offline",
    "doctor --offline",
    "setup --destination local --yes --no-proof --dry-run",
    "hooks list",
    "hooks validate",
    "features list",
    "profiles list",
    "providers list",
    "permissions show",
    "config get model",
    "config effective",
    "config explain model",
    "config diff",
    "config validate --offline",
    "config set model x --yes --offline",
    "notify show",
    "mcp list",
    "policy check",
    "instructions",
)


@pytest.mark.parametrize("command", COMMANDS_THAT_READ)
def test_a_link_to_nothing_is_named_in_a_line_and_a_hint(shell: Shell, command: str) -> None:
    config, gone = shell.locations.config_toml, shell.cwd / "gone.toml"
    config.unlink(missing_ok=True)
    config.symlink_to(gone)
    done = shell.run(*command.split())
    said = f"{config} is a link to {gone}, which does not exist"
    if command.startswith("config validate"):
        said = f"a link to {gone}, which does not exist"
    assert (done.out + done.err).count(said) == 1
    assert f"ls -l {config}" in done.out + done.err
    assert config.is_symlink()


def test_so_are_hooks_and_status_counts_both_as_problems(shell: Shell) -> None:
    for path in (shell.locations.config_toml, shell.locations.hooks_json):
        path.unlink(missing_ok=True)
        path.symlink_to(shell.cwd / "gone")
    done = shell.run("status", "--offline", "--json")
    assert done.err.count("which does not exist") == 2
    states = {check["id"]: check for check in json.loads(done.out)["checks"]}
    for name in ("hooks.feature", "hooks.installed"):
        assert states[name]["state"] == "problem"
        assert "a link to a file that is not there" in states[name]["summary"]


@pytest.mark.parametrize("command", COMMANDS_THAT_READ)
def test_a_file_that_cannot_be_read_is_named(shell: Shell, command: str) -> None:
    config = shell.locations.config_toml
    config.unlink(missing_ok=True)
    config.mkdir()
    done = shell.run(*command.split())
    if command not in ("config diff", "instructions"):  # one compares what codexctl wrote
        assert str(config) in done.out + done.err
        assert done.code == 1


def test_a_link_that_leads_somewhere_is_nothing_to_speak_of(shell: Shell) -> None:
    there = shell.cwd / "there.toml"
    there.write_text('model = "m"\n')
    shell.locations.config_toml.unlink(missing_ok=True)
    shell.locations.config_toml.symlink_to(there)
    done = shell.run("config", "get", "model")
    assert (done.code, done.out, done.err) == (0, "m\n", "")


def test_every_reader_is_a_command() -> None:
    assert set(COMMANDS) >= READERS
