"""An edit asks Codex before and after, and no question twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.cli.edits.asked_first import Asked
from codexctl.edit.plan import FileEdit, Plan
from tests.cli.codex_stub import stub
from tests.cli.conftest import Shell


def questions(shell: Shell, *words: str) -> list[str]:
    """What a stub in Codex's place was started for, in the order of the alphabet."""
    environ = stub(shell)
    program = Path(environ["PATH"].partition(":")[0]) / "codex"
    log = program.with_name("asked")
    real = program.rename(program.with_name("codex-itself"))
    program.write_text(f'#!/bin/sh\necho "$*" >>{log}\nexec {real} "$@"\n')
    program.chmod(0o755)
    done = shell.run(*words, **environ)
    assert log.exists(), done.err
    return sorted(log.read_text().splitlines())


def test_an_edit_starts_codex_no_more_often_than_it_has_questions(shell: Shell) -> None:
    home = shell.locations.codex_home
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text('model = "a"\n[mcp_servers.x]\ncommand = "true"\n')
    # Today's files, a copy of tomorrow's, tomorrow's in place; and what is seen in the end.
    asked = questions(shell, "config", "set", "model", "b", "--yes")
    assert asked == ["app-server", *["features list"] * 3]


@pytest.mark.parametrize("meanwhile", ["x = 2\n", None])
def test_what_was_seen_before_counts_only_while_the_files_are_the_same(
    tmp_path: Path, meanwhile: str | None
) -> None:
    path = tmp_path / "config.toml"
    path.write_text("x = 1\n")
    asked = Asked(starts=True, plan=Plan((FileEdit(path, b"x = 1\n", b"y = 1\n"),), "t"))
    assert asked.still_holds()
    if meanwhile is None:
        path.unlink()
    else:
        path.write_text(meanwhile)
    assert not asked.still_holds()
