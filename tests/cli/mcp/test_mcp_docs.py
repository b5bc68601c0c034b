"""Every command line of docs/mcp.md does what it says, in the order of the page."""

from __future__ import annotations

import sys

import pytest

from tests.cli.conftest import Shell
from tests.documented.blocks import ROOT, commands_of
from tests.documented.following import executed

SERVER = ROOT / "tests" / "e2e" / "lab" / "mcp_server.py"
# What a page for people calls by names that a machine of tests does not have.
PROGRAMS = {
    "codexctl": f'exec {sys.executable} -m codexctl "$@"',
    "npx": f"exec {sys.executable} {SERVER}",
    "some-server": f"exec {sys.executable} {SERVER}",
}
CLAUDE = '{"mcpServers": {"papers": {"command": "papers-server"}}}'
CURSOR = '{"mcpServers": {"one": {"command": "a"}, "two": {"command": "b"}}}'
GEMINI = '{"mcpServers": {"three": {"command": "c"}}}'


@pytest.fixture
def machine(shell: Shell) -> Shell:
    """A machine with a keyring, the programs of the page, and other programs' servers."""
    programs = shell.cwd / "bin"
    programs.mkdir()
    for name, text in PROGRAMS.items():
        (programs / name).write_text(f"#!/bin/sh\n{text}\n")
        (programs / name).chmod(0o755)
    home = shell.locations.home
    (home / ".cursor").mkdir()
    (home / ".cursor" / "mcp.json").write_text(CURSOR)
    (home / ".claude.json").write_text(CLAUDE)
    (shell.cwd / "settings.json").write_text(GEMINI)
    environ = {
        **shell.environ,
        "PATH": f"{programs}:{shell.environ['PATH']}",
        "PYTHON_KEYRING_BACKEND": "tests.settings.fake_keyrings.InFile",
        "PYTHONPATH": str(ROOT),
        "TEST_KEYRING": str(shell.cwd / "keyring.json"),
        "MY_VARIABLE": "of-this-shell",
        "TOKEN": "from-stdin",
    }
    return Shell(environ, shell.cwd)


def unasked(line: str) -> str:
    """The line where nobody is there to say yes or to type a secret."""
    command, dashes, words = line.partition(" -- ")
    asks_for_secret = "--secret " in command or " secret " in command
    if asks_for_secret and "--secret-stdin" not in command:
        command = f"printf typed | {command} --secret-stdin"
    asks_nothing = any(f"mcp {name}" in command for name in ("list", "show", "test", "secret"))
    return f"{command}{'' if asks_nothing else ' --yes'}{dashes}{words}"


def test_the_page_can_be_followed_from_top_to_bottom(machine: Shell) -> None:
    lines = commands_of("docs/mcp.md")
    for line in lines:
        executed(unasked(line), machine.environ, machine.cwd)
    assert len(lines) > 10
    written = machine.locations.config_toml.read_text()
    names = ("web", "github", "api", "ci", "build", "papers", "one", "two", "three")
    assert [name for name in names if f"[mcp_servers.{name}" not in written] == []
    assert "[mcp_servers.docs]" not in written
    assert not any(word in written for word in ("typed", "of-this-shell", "from-stdin"))
