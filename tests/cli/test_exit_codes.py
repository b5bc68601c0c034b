"""The exit codes that `docs/reference/output.md` promises are those that commands give."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.conftest import Shell


@pytest.mark.parametrize(
    ("code", "command"),
    [
        (0, ("notify", "show", "--json")),
        (1, ("notify", "show")),
        (2, ("notify", "show", "--no-such-option")),
    ],
)
def test_a_command_ends_with_its_code(shell: Shell, code: int, command: tuple[str, ...]) -> None:
    assert shell.run(*command).code == code


@pytest.mark.parametrize(("code", "error"), [(3, "RuntimeError"), (130, "KeyboardInterrupt")])
def test_a_bug_and_an_interruption_have_codes_of_their_own(
    shell: Shell, code: int, error: str
) -> None:
    program = (
        "import sys, codexctl.codex.notify.entry\n"
        f"def broken(*_):\n    raise {error}\n"
        "codexctl.codex.notify.entry.notify_program = broken\n"
        "from codexctl.cli.boundary import run\n"
        "sys.exit(run(['notify', 'show']))\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, env=dict(shell.environ), cwd=shell.cwd, capture_output=True, check=False
    )
    assert done.returncode == code
