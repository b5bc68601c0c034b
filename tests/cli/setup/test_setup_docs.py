"""Every command line of the pages about set-up, destinations, keys and trouble works."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.deliver.sink import Sink
from tests.documented.blocks import commands_of

ROOT = Path(__file__).parents[3]


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as running:
        yield running


@pytest.fixture
def machine(shell: Shell, sink: Sink) -> Shell:
    """Set up with a backend that needs a key, a keyring, and a `codex` that does nothing."""
    programs = shell.cwd / "bin"
    programs.mkdir()
    for name, text in (
        ("codexctl", f'exec {shlex.quote(sys.executable)} -m codexctl "$@"'),
        ("codex", "exit 0"),
    ):
        (programs / name).write_text(f"#!/bin/sh\n{text}\n")
        (programs / name).chmod(0o755)
    environ = {
        **shell.environ,
        "PATH": f"{programs}:{shell.environ['PATH']}",
        "PYTHON_KEYRING_BACKEND": "tests.settings.fake_keyrings.InFile",
        "PYTHONPATH": str(ROOT),
        "TEST_KEYRING": str(shell.cwd / "keyring.json"),
        "HONEYCOMB_KEY": "k",
    }
    ready = Shell(environ, shell.cwd)
    flags = ("--destination", "honeycomb", "--endpoint", sink.url, "--yes", "--no-proof")
    assert ready.run("setup", *flags).code == 0
    return ready


@pytest.fixture
def alone(machine: Shell) -> Shell:
    """The same machine without any Codex on it."""
    (machine.cwd / "bin" / "codex").unlink()
    return machine


def run(shell: Shell, line: str) -> subprocess.CompletedProcess[str]:
    line += " --dry-run" if line.startswith("codexctl setup") else ""
    return subprocess.run(
        ["/bin/sh", "-c", line],
        env=dict(shell.environ), cwd=shell.cwd, stdin=subprocess.DEVNULL, capture_output=True,
        text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "line", [*commands_of("docs/destinations.md"), *commands_of("docs/metrics.md")]
)
def test_a_destination_is_set_up_as_documented(shell: Shell, machine: Shell, line: str) -> None:
    done = run(machine, line)
    assert done.returncode == 0, done.stderr
    assert "+++" in done.stdout or "nothing to change" in done.stdout


def test_keys_are_handled_as_documented(machine: Shell) -> None:
    for line in commands_of("docs/keys.md"):
        done = run(machine, line)
        if line == "codexctl auth set honeycomb":
            assert "no terminal to ask for the key" in done.stderr
        else:
            assert done.returncode == 0, line + done.stderr


def test_trouble_is_looked_into_as_documented(machine: Shell) -> None:
    machine = Shell({**machine.environ, "HONEYCOMB_API_KEY": "k"}, machine.cwd)
    codex = machine.cwd / "bin" / "codex"
    codex.unlink()
    for line in commands_of("docs/troubleshooting.md"):
        # A `codex` that says nothing would be a trouble of its own to the other commands.
        if line.startswith("codexctl run") or " codex exec " in line:
            codex.symlink_to("/bin/true")
        done = run(machine, line)
        codex.unlink(missing_ok=True)
        assert done.returncode == 0, line + done.stdout + done.stderr


def test_a_backend_is_set_up_as_the_task_page_says(alone: Shell, sink: Sink) -> None:
    there = {"LANGFUSE_SECRET_KEY": "sk"}
    machine = Shell({**alone.environ, **there}, alone.cwd)
    flags = ("--param", "public_key=pk-lf-1234", "--endpoint", sink.url, "--yes", "--no-proof")
    assert machine.run("setup", "--destination", "langfuse", *flags).code == 0
    for line in commands_of("docs/tasks/backend.md"):
        done = run(machine, line)
        if line == "codexctl auth set langfuse":
            assert "no terminal to ask for the key" in done.stderr
        else:
            assert done.returncode == 0, line + done.stdout + done.stderr


def test_set_up_is_said_with_flags_as_documented(alone: Shell) -> None:
    weave, staso = alone.locations.home / ".weave-codex", alone.locations.home / ".staso"
    for folder, name, text in (
        (weave, "settings.json", '{"wandb_api_key": "k", "weave_project": "team/web"}'),
        (staso, "credentials.json", '{"api_key": "k"}'),
    ):
        folder.mkdir()
        (folder / name).write_text(text)
    for line in commands_of("docs/setup.md"):
        done = run(alone, line)
        assert done.returncode == 0, line + done.stdout + done.stderr
