"""What `make dist` makes, for this machine and its Pythons alone, and the wheels that it took."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from distribution.platforms import PYTHONS, here
from tests.e2e.lab.alone import alone

ROOT = Path(__file__).parents[3]
TOOLS = ROOT / ".cache" / "dist" / "bin"
# The interpreter on which environments are based: codexctl's own is one itself.
PYTHON = Path(getattr(sys, "_base_executable", sys.executable))
SYSTEM_PYTHON = Path("/usr/bin/python3")


@dataclass(frozen=True, slots=True)
class Release:
    """A folder with the files of a release, and one with all wheels that they need here."""

    files: Path
    wheels: Path

    def file(self, pattern: str) -> Path:
        """The one file of a kind."""
        (found,) = self.files.glob(pattern)
        return found


def obstacle() -> str:
    """Why no release can be made here; empty if one can."""
    if not (TOOLS / "pex").exists():
        return "its tools are not installed: make e2e"
    try:
        here()
    except LookupError as error:
        return str(error)
    return "" if _pythons() else "no package is made for these Pythons"


def make(folder: Path) -> Release:
    """Make the release, without what only an index knows (the formula)."""
    words = [word for python in _pythons() for word in ("--python", python)]
    kinds = ["--only", "zipapp", "--only", "debian", "--only", "sbom"]
    wheels = ROOT / ".cache" / "wheels"
    with alone(wheels):
        done = subprocess.run(
            [TOOLS / "python", "-m", "distribution", folder, *kinds, *words],
            env={**os.environ, "PYTHONPATH": str(ROOT / "packaging")},
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Release(folder, wheels / here().name)


@cache
def version_of(python: Path) -> str:
    """The version of an interpreter, as `3.12`; empty where there is none."""
    if not python.exists():
        return ""
    said = "import sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([python, "-c", said], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _pythons() -> list[str]:
    mine = ".".join(platform.python_version_tuple()[:2])
    return sorted({mine, version_of(SYSTEM_PYTHON)} & set(PYTHONS))
