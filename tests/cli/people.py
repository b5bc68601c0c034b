"""Another person on this machine: programs that are run as somebody without any rights."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.cli.conftest import MEASURED

ADA, EVE = 4321, 4322
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act for other people")


def as_user(user: int) -> list[str]:
    """The words before a command that make it that user's. Skips the test where there is no way."""
    # Other people cannot write coverage data into our checkout, and coverage would print so.
    unmeasured = ["env", *(word for name in MEASURED for word in ("-u", name))]
    words = [*unmeasured, "setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--"]
    if not _possible(user, tuple(words)):
        pytest.skip("other people cannot start this Python: its folders are root's alone")
    return words


@cache
def _possible(user: int, words: tuple[str, ...]) -> bool:
    if not shutil.which("setpriv"):
        return False
    program = [*words, sys.executable, "-c", "import codexctl, click, traceback"]
    return subprocess.run(program, cwd="/", check=False, capture_output=True).returncode == 0


@pytest.fixture
def homes() -> Iterator[Path]:
    """A folder that everybody may pass through, for the homes of several people."""
    with tempfile.TemporaryDirectory(prefix="homes-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def home_of(user: int, homes: Path, name: str) -> Path:
    """A home with an empty Codex home in it."""
    home = homes / name
    (home / ".codex").mkdir(parents=True)
    give(home, user)
    return home


def give(folder: Path, user: int) -> None:
    """Make all of a folder a person's; what lies behind links stays as it is."""
    for path in _everything(folder):
        os.chown(path, user, user, follow_symlinks=False)


def whole(*folders: Path) -> dict[Path, tuple[object, ...]]:
    """Everything in folders: kind, mode, owner, size, times of each, and where links lead."""
    found: dict[Path, tuple[object, ...]] = {}
    for path in (path for folder in folders for path in _everything(folder)):
        at = path.lstat()
        link = path.readlink() if path.is_symlink() else None
        found[path] = (at.st_mode, at.st_uid, at.st_size, at.st_mtime_ns, at.st_ctime_ns, link)
    return found


def _everything(folder: Path) -> Iterator[Path]:
    yield folder
    for parent, folders, files in os.walk(folder):
        yield from (Path(parent, name) for name in (*folders, *files))
