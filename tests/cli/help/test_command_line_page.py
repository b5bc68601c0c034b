"""Every command line of docs/command-line.md does what it says."""

from __future__ import annotations

import shlex

from tests.cli.conftest import Shell
from tests.documented.blocks import commands_of


def test_the_page_can_be_followed(shell: Shell) -> None:
    for line in commands_of("docs/command-line.md"):
        program, *words = shlex.split(line)
        assert program == "codexctl"
        done = shell.run(*words)
        assert done.code == 0, line + done.err
    assert [path for path in shell.files() if "completions/codexctl" in path]
