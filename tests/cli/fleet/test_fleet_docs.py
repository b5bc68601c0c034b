"""The command line of docs/fleet.md makes the files that the page goes on with."""

from __future__ import annotations

import shlex

from tests.cli.conftest import Shell
from tests.documented.blocks import commands_of


def test_the_files_of_the_page_are_made(shell: Shell) -> None:
    (shell.cwd / "policy.toml").write_text('version = 1\n[capture]\nmax = "metadata"\n')
    (line,) = commands_of("docs/fleet.md")
    done = shell.run(*shlex.split(line)[1:], "--yes")
    assert done.code == 0, done.err
    assert (shell.cwd / "engine" / "clickhouse").is_dir()
    assert list((shell.cwd / "engine").rglob("gateway.yaml"))
