"""A command that is forked does what a started one does, and sees nothing of those before it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.forked.client import run

# Python does not look at a variable of this name: with it a command is started, without it forked.
STARTED = {"PYTHON_VERSION": "3"}


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    (tmp_path / ".codex").mkdir()
    return {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


@pytest.mark.parametrize(
    "words",
    [
        ("--version",),
        ("status", "--json"),
        ("config", "get", "no.such.key"),
        ("trace", "show", "ffff"),
        ("trace", "list", "--last", "ä–", "x"),
    ],
    ids=" ".join,
)
def test_a_forked_command_says_and_ends_as_a_started_one(
    environ: dict[str, str], tmp_path: Path, words: tuple[str, ...]
) -> None:
    forked = run(words, environ, tmp_path, 60)
    started = run(words, environ | STARTED, tmp_path, 60)
    assert (forked.stdout, forked.stderr) == (started.stdout, started.stderr)
    assert forked.returncode == started.returncode


def test_its_folder_environment_and_umask_are_its_own(
    environ: dict[str, str], tmp_path: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.toml").write_text('model = "m"\n')
        done = run(
            ["config", "set", f"model={name}", "--yes"],
            environ | {"CODEX_HOME": name},
            tmp_path,
            60,
        )
        assert done.returncode == 0, done.stderr
        assert (tmp_path / name / "config.toml").read_text() == f'model = "{name}"\n'
        assert not stat.S_IMODE((tmp_path / name / "config.toml").stat().st_mode) & 0o022
    assert not (tmp_path / ".codex" / "config.toml").exists()


def test_one_that_hangs_is_killed(environ: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(TimeoutError):
        run(["trace", "watch"], environ, tmp_path, 1)
