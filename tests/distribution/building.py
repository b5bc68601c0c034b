"""Builds of this project's own tracked files, each in a folder and under conditions of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from codexctl_build import sources

ROOT = Path(__file__).parents[2]
# The first second of 2026, in which everything of these builds was made.
WHEN = 1_767_225_600
# Neither of these is in a wheel, and most of what a copy costs.
_LEFT_OUT = ("tests/", "docs/", "requirements/")


def copied(folder: Path, *, whole: bool = False) -> list[str]:
    """Copy the sources into a folder; without `whole` what the wheel is made from. Their names."""
    names = [name for name in sources(ROOT) if whole or not name.startswith(_LEFT_OUT)]
    for name in names:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
        target.chmod((ROOT / name).stat().st_mode & 0o777)
    return names


def build(
    source: Path, out: Path, *kinds: str, environ: Mapping[str, str] | None = None,
    before: tuple[str, ...] = (),
) -> None:  # fmt: skip
    """Build as anybody does; `before` are words that start the command as somebody else."""
    out.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), *kinds]
    done = subprocess.run(
        [*before, *command, str(source)],
        env={"PATH": os.environ["PATH"], **(environ or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
