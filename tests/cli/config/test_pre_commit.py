"""The hook for pre-commit runs on the files that it names, and stops what Codex would refuse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]

from tests.cli.conftest import Shell

ROOT = Path(__file__).parents[3]
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())


@pytest.mark.parametrize(
    ("path", "is_codexs"),
    [
        (".codex/config.toml", True),
        ("services/a/.codex/hooks.json", True),
        ("my.codex/config.toml", False),
        (".codex/config.toml.orig", False),
        ("config.toml", False),
    ],
)
def test_it_is_given_the_files_that_codex_reads_in_a_repository(path: str, is_codexs: bool) -> None:
    assert bool(re.search(HOOK["files"], path)) == is_codexs


def test_it_stops_a_commit_of_what_codex_refuses(shell: Shell) -> None:
    program, *words = HOOK["entry"].split()
    assert program == "codexctl"
    file = shell.cwd / ".codex" / "config.toml"
    file.parent.mkdir()
    file.write_text('model = "gpt-5.5"\n')
    assert shell.run(*words, str(file)).code == 0
    file.write_text('model_reasoning_effort = "gigantic"\nmodel = \n')
    assert shell.run(*words, str(file)).code == 1
