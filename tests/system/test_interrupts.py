"""A program that is told to end deletes what it made for a while, and ends by that signal."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.pictures.home import CODEXCTL, environ_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

SIGNALS = [signal.SIGTERM, signal.SIGHUP]
KEY = 'experimental_bearer_token = "kanarienvogel"\n'
EDITED = 'model = "gpt-5.5"\n'
# Codex's files are copied there to be edited or tried: what is left could hold a key.
FOLDER = "temporary"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    for name in (".codex", FOLDER, "bin"):
        (tmp_path / name).mkdir()
    (tmp_path / ".codex/config.toml").write_text(KEY)
    return environ_of(tmp_path) | {"TMPDIR": str(tmp_path / FOLDER)}


def program(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}")
    path.chmod(0o755)
    return path


def ran(environ: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*CODEXCTL, *words],
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("number", SIGNALS)
def test_no_copy_of_the_configuration_is_left_by_an_edit(
    environ: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    text = f"printf '{EDITED}' > \"$1\"\nkill -{number.value} $PPID\nsleep 30\n"
    environ["EDITOR"] = str(program(tmp_path / "bin/editor", text))
    done = ran(environ, "config", "edit")
    assert done.returncode == -number
    assert list((tmp_path / FOLDER).iterdir()) == []
    assert (tmp_path / ".codex/config.toml").read_text() == KEY
    # What the person had saved is theirs: it is kept where only they can read it.
    kept = tmp_path / ".codexctl/config.toml.rejected"
    assert kept.read_text() == EDITED
    assert kept.stat().st_mode & 0o077 == 0
    assert f"note: not applied; what you wrote is in {kept}" in done.stderr


@pytest.mark.parametrize("number", SIGNALS)
def test_no_copy_of_the_configuration_is_left_by_asking_codex(
    environ: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    # Codex is asked about a copy of its home, by a wrapper around it as npm installs one.
    text = (
        f'case "$CODEX_HOME" in {tmp_path / FOLDER}/*)\n'
        f'  ls "$CODEX_HOME/config.toml" > {tmp_path}/tried; kill -{number.value} $PPID;; esac\n'
        "exec sleep 1\n"
    )
    program(tmp_path / "bin/codex", text)
    environ["PATH"] = f"{tmp_path / 'bin'}:{environ['PATH']}"
    done = ran(environ, "config", "set", "model=gpt-5.5", "--yes")
    assert (tmp_path / "tried").exists()
    assert done.returncode == -number
    assert list((tmp_path / FOLDER).iterdir()) == []
    assert (tmp_path / ".codex/config.toml").read_text() == KEY


def test_what_nohup_ignores_stays_ignored(environ: dict[str, str], tmp_path: Path) -> None:
    text = f"printf '{EDITED}' > \"$1\"\nkill -HUP $PPID\n"
    environ["EDITOR"] = str(program(tmp_path / "bin/editor", text))
    words = [*CODEXCTL, "config", "edit", "--yes", "--offline"]
    shell = ["sh", "-c", "trap '' HUP; exec \"$@\"", "sh"]
    done = subprocess.run([*shell, *words], env=environ, capture_output=True, check=False)
    assert done.returncode == 0
    assert (tmp_path / ".codex/config.toml").read_text() == EDITED


def test_codex_is_told_that_the_terminal_is_closed(environ: dict[str, str], tmp_path: Path) -> None:
    text = f"trap 'echo told > {tmp_path}/told; exit 7' HUP\nkill -HUP $PPID\nsleep 1\n"
    program(tmp_path / "bin/codex", text)
    environ["PATH"] = f"{tmp_path / 'bin'}:{environ['PATH']}"
    assert ran(environ, "run", "--", "codex", "exec", "hello").returncode == 7
    assert (tmp_path / "told").exists()
