"""Codex is asked before its files are edited: what it would reject is not written, and is said."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from codexctl.cli.boundary import run
from codexctl.cli.edits.asked_first import Asked
from tests.e2e.lab.managed import managed_codex, obstacle
from tests.e2e.rejected_configs import NEEDS_DISK, NOT_SEEN_OFFLINE, REJECTED

pytestmark = pytest.mark.e2e

SETUP = ("setup", "--yes", "--destination", "local")


@dataclass(frozen=True)
class Done:
    exit_code: int
    stdout: str
    stderr: str

    @property
    def output(self) -> str:
        return self.stdout + self.stderr


@dataclass(frozen=True)
class Machine:
    """A home with the real Codex on the PATH; commands run in this process, which is quicker."""

    root: Path
    codex: Path

    @property
    def config(self) -> Path:
        return self.root / "home" / ".codex" / "config.toml"

    @property
    def project(self) -> Path:
        return self.root / "work" / ".codex" / "config.toml"

    @property
    def environ(self) -> dict[str, str]:
        home = self.root / "home"
        path = f"{self.codex.parent}:/usr/bin:/bin"
        return {"HOME": str(home), "PATH": path, "CODEXCTL_HOME": str(self.root / "own")}

    def run(self, *words: str) -> Done:
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run(words)
        return Done(code, out.getvalue(), err.getvalue())

    def json(self, *words: str) -> Any:
        return json.loads(self.run(*words, "--json").stdout)

    def starts(self, cwd: Path | None = None) -> tuple[bool, str]:
        """Whether Codex starts, by its own word, and what it says; asked without codexctl."""
        done = subprocess.run(
            [str(self.codex), "features", "list"],
            env=self.environ, cwd=cwd or self.root, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode == 0, done.stderr

    def files(self) -> dict[str, bytes]:
        """Everything below home and project, but for what Codex and our log keep there."""
        kept = (
            path for path in self.root.rglob("*") if path.is_file() and path.name != "edit.lock"
        )
        return {str(path): path.read_bytes() for path in kept if "/own/logs/" not in str(path)}


@pytest.fixture
def machine(tmp_path: Path, codex: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(tmp_path, codex)
    machine.config.parent.mkdir(parents=True)
    (tmp_path / "work").mkdir()
    for name in list(os.environ):
        if not name.startswith(("COV", "PYTEST")):
            monkeypatch.delenv(name)
    for name, value in machine.environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path / "work")
    return machine


def reason(stderr: str) -> str:
    """The sentence of Codex's that says why, without what stands around it."""
    lines = [line.strip() for line in stderr.splitlines() if not line.startswith("WARNING")]
    cause = lines[lines.index("Caused by:") + 1] if "Caused by:" in lines else lines[0]
    why = cause.removeprefix("0: ").rpartition(".toml:")[2].lstrip("0123456789: ")
    # The value may be a secret that stands in a wrong place: codexctl does not repeat it.
    why = re.sub(r'\bstring "[^"]*"', 'string "*****"', why)
    return re.sub(r"`[^`]*`(?=, expected a string)", "`*****`", why)


@pytest.mark.parametrize("name", REJECTED)
def test_nothing_is_written_where_codex_does_not_start(machine: Machine, name: str) -> None:
    machine.config.write_text(REJECTED[name])
    starts, said = machine.starts()
    assert not starts
    before = machine.files()
    edits = (
        SETUP,
        ("config", "set", "hide_agent_reasoning", "true", "--yes"),
        ("hooks", "add", "Stop", "true", "--yes"),
    )
    for words in edits:
        done = machine.run(*words)
        assert done.exit_code == 1, (words, done.output)
        assert machine.files() == before, words
        if name.startswith("syntax"):
            assert f"{machine.config}:" in done.stderr
        else:
            assert reason(said) in done.stderr, (words, done.stderr)


@pytest.mark.parametrize("name", REJECTED)
def test_doctor_and_validate_give_the_reason_and_a_remedy_that_works(
    machine: Machine, name: str
) -> None:
    machine.config.write_text(REJECTED[name])
    said = machine.starts()[1]
    found = machine.json("doctor")["causes"][0]
    if not name.startswith("syntax"):
        assert reason(said) in found["summary"]
    assert str(machine.config) in found["summary"]
    assert machine.run("config", "validate").exit_code == 1
    offline = machine.json("config", "validate", "--offline")["findings"]
    rejected = [finding for finding in offline if finding["weight"] == "rejected"]
    assert bool(rejected) is (name not in NEEDS_DISK | NOT_SEEN_OFFLINE), offline
    remedies = {found["remedy"], *(finding["hint"] for finding in rejected)}
    content = machine.config.read_text()
    for remedy in remedies:
        machine.config.write_text(content)
        if remedy.startswith("codexctl config validate") or not remedy.startswith("codexctl "):
            assert remedy.startswith(
                ("edit line ", "codexctl ", "Codex does not start until ")
            ) or (name.startswith("syntax")), remedy
            continue
        done = machine.run(*shlex.split(remedy)[1:], "--yes")
        assert done.exit_code == 0, (remedy, done.output)
        assert machine.starts() == (True, machine.starts()[1]), remedy


@pytest.mark.parametrize(
    "words",
    [
        ("mcp_servers.codex_apps.startup_timeout_sec", "60"),
        ("model_provider", "nope"),
        ("model_providers.ollama.name", "mine"),
        ("default_permissions", "mine"),
        ("mcp_servers.a.url", "http://127.0.0.1/"),
    ],
)
def test_an_edit_that_would_keep_codex_from_starting_is_refused(
    machine: Machine, words: tuple[str, str]
) -> None:
    machine.config.write_text('# mine\n[mcp_servers.a]\ncommand = "true"\n')
    before = machine.files()
    for flags in (("--yes",), ("--dry-run",)):
        done = machine.run("config", "set", *words, *flags)
        assert done.exit_code == 1, done.output
        assert "Codex would not start with this change: " in done.stderr
        assert str(machine.config) in done.stderr
        assert "/tmp/codexctl-" not in done.output
    assert machine.files() == before


def test_a_project_file_that_would_keep_codex_from_starting_is_refused(machine: Machine) -> None:
    root = machine.root / "work"
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    machine.config.write_text(f'[projects."{root}"]\ntrust_level = "trusted"\n')
    before = machine.files()
    words = ("config", "set", "mcp_servers.x.enabled", "false", "--scope", "project", "--yes")
    done = machine.run(*words)
    assert done.exit_code == 1
    assert "invalid transport" in done.stderr
    assert f"{machine.project}:" in done.stderr
    assert machine.files() == before
    # With the server in the person's own file the same edit is a good one.
    machine.config.write_text(f'{machine.config.read_text()}[mcp_servers.x]\ncommand = "true"\n')
    done = machine.run(*words)
    assert done.exit_code == 0, done.output
    assert machine.starts(root)[0]


def test_the_first_of_two_faults_can_be_fixed_by_itself(machine: Machine) -> None:
    machine.config.write_text('approval_policy = "untrusted"\nmodel_provider = "nope"\n')
    done = machine.run("config", "unset", "approval_policy", "--yes")
    assert done.exit_code == 1  # it was done, and what is still wrong is said
    assert machine.config.read_text() == 'model_provider = "nope"\n'
    assert "Codex does not start yet: " in done.stderr
    assert "`nope` not found" in done.stderr
    done = machine.run("config", "unset", "model_provider", "--yes")
    assert done.exit_code == 0
    assert machine.starts()[0]


def test_what_only_the_real_home_shows_is_rolled_back_whole(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.config.write_text('# mine\nmodel = "gpt-5.5"\n')
    before = machine.files()
    monkeypatch.setattr("codexctl.cli.edits.asked_first.rehearsed", lambda *_: Asked())
    done = machine.run("config", "set", "model_provider", "nope", "--yes")
    assert done.exit_code == 1
    assert "Model provider `nope` not found" in done.stderr
    assert machine.files() == before
    assert machine.json("history")["receipts"] == []


def test_what_a_configuration_names_beside_it_is_found_in_the_rehearsal(machine: Machine) -> None:
    (machine.config.parent / "prompts").mkdir()
    (machine.config.parent / "prompts" / "base.md").write_text("Be brief.\n")
    words = ("config", "set", "model_instructions_file", "prompts/base.md", "--yes")
    done = machine.run(*words)
    assert done.exit_code == 0, done.output
    assert machine.starts()[0]


@pytest.mark.skipif(bool(obstacle()), reason=obstacle() or "it can be tried")
@pytest.mark.parametrize(
    ("name", "content"),
    [("requirements", 'allow_managed_hooks_only = "yes"\n'), ("config", "model = \n")],
)
def test_a_broken_file_of_the_administrators_is_named_and_stops_edits(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, name: str, content: str
) -> None:
    codex = managed_codex(machine.codex, machine.root / "machine", None, **{name: content})
    monkeypatch.setenv("PATH", f"{codex.parent}:/usr/bin:/bin")
    machine.config.write_text('model = "gpt-5.5"\n')
    found = machine.json("doctor")["causes"][0]
    assert "Codex does not start" in found["summary"]
    assert "administrator" in found["remedy"] or name in found["summary"]
    before = machine.files()
    for words in (SETUP, ("config", "set", "model", "gpt-6", "--yes")):
        done = machine.run(*words)
        assert done.exit_code == 1, done.output
        assert "Codex does not start with its current configuration" in done.stderr
    assert machine.files() == before


@pytest.mark.skipif(bool(obstacle()), reason=obstacle() or "it can be tried")
def test_what_requirements_pin_is_not_told_as_what_holds(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    required = (
        'allowed_sandbox_modes = ["read-only"]\nallowed_approval_policies = ["never"]\n'
        'allow_managed_hooks_only = true\n[mcp_servers.good.identity]\ncommand = "echo"\n'
    )
    codex = managed_codex(machine.codex, machine.root / "machine", None, requirements=required)
    monkeypatch.setenv("PATH", f"{codex.parent}:/usr/bin:/bin")
    machine.config.write_text(
        '[mcp_servers.bad]\ncommand = "true"\n[mcp_servers.good]\ncommand = "echo"\n'
    )
    for words, said in (
        (("sandbox_mode", "danger-full-access"), "allow"),
        (("approval_policy", "on-request"), "the administrator allows never only"),
        (("mcp_servers.bad.enabled", "true"), "disabled by requirements"),
        (("mcp_servers.other.command", "echo"), "disabled by requirements"),
    ):
        done = machine.run("config", "set", *words, "--yes")
        assert done.exit_code == 1, words
        assert said in done.output, (words, done.output)
        assert "as meant" not in done.output
    for words in (("sandbox_mode", "read-only"), ("mcp_servers.good.args", "[]")):
        assert machine.run("config", "set", *words, "--yes").exit_code == 0, words
