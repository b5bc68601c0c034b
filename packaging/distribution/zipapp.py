"""The single file for machines without an installer: all packages, and what lays them out."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from distribution.locked import needed, with_ours
from distribution.platforms import Platform

# Beside a person's other data, not among caches: the hook goes on calling what lies there.
LAID_OUT = "~/.local/share/codexctl-zipapp"


def zipapp(
    lock: str, wheel: Path, wheels: Path, platform: Platform, pythons: tuple[str, ...], out: Path
) -> Path:
    """Build it for one platform and some Pythons, from a folder of wheels; gives its path."""
    version = wheel.name.split("-")[1]
    path = out / f"codexctl-{version}-{platform.name}.pyz"
    with tempfile.TemporaryDirectory() as folder:
        words: list[str] = []
        for python in pythons:
            described = Path(folder, f"{python}.json")
            described.write_text(json.dumps(_described(platform, python)))
            words += ["--complete-platform", str(described)]
        # One list for all Pythons: what only some need is in it with a hash like the rest.
        packages = {one.name: one for python in pythons for one in needed(lock, platform, python)}
        wanted = Path(folder, "wanted.txt")
        wanted.write_text(with_ours(list(packages.values()), wheel))
        sources = ["--no-pypi", "--find-links", str(wheels), "--find-links", str(wheel.parent)]
        start = ["--venv", "--script", "codexctl", "--python-shebang", "/usr/bin/env python3"]
        command = [sys.executable, "-m", "pex", *sources, "--intransitive", "--no-build",
                   "--requirement", str(wanted), *words, *start, "--runtime-pex-root", LAID_OUT,
                   "--disable-cache",
                   "--output-file", str(path)]  # fmt: skip
        subprocess.run(command, check=True)
    return path


def _described(platform: Platform, python: str) -> dict[str, object]:
    """A machine as pex wants it described."""
    return {
        "path": None,
        "marker_environment": platform.environment(python),
        "compatible_tags": list(platform.tags(python)),
    }
