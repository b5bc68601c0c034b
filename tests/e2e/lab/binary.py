"""Get the native Codex binary of one version from npm, once, into an ignored cache folder."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path

from tests.e2e.lab.alone import alone

DEFAULT_VERSION = "0.169.0"
REPOSITORY = Path(__file__).resolve().parents[3]
_SYSTEMS = {"Linux": "unknown-linux-musl", "Darwin": "apple-darwin"}


class LabError(Exception):
    """The laboratory cannot work here; the message says what is missing and what to do."""


def cache_folder() -> Path:
    """Where the binaries of all versions lie; CODEXCTL_LAB_CACHE moves it."""
    moved = os.environ.get("CODEXCTL_LAB_CACHE")
    return Path(moved) if moved else REPOSITORY / ".cache" / "codex"


def codex_binary(version: str = DEFAULT_VERSION) -> Path:
    """Path of the native binary of `version` ("0.169.0"), installed if it is not there yet."""
    folder = cache_folder() / version
    with alone(cache_folder()):
        found = _native(folder)
        if found is None:
            _install(version, folder)
            found = _native(folder)
    if found is None:
        raise LabError(f"@openai/codex@{version} holds no native binary for this machine: {folder}")
    return found


def remove(version: str) -> None:
    """Delete a version from the cache: each takes about 360 MB."""
    shutil.rmtree(cache_folder() / version, ignore_errors=True)


def _native(folder: Path) -> Path | None:
    """Where it lies: newer packages first.

    Up to 0.130 it is vendor/TRIPLE/codex/codex. The oldest packages hold the binaries of every
    platform side by side.
    """
    packages = folder / "node_modules" / "@openai"
    triple = f"{_machine()}-{_SYSTEMS.get(platform.system(), 'unknown')}"
    layouts = (
        "codex-*/vendor/*/bin/codex",
        "codex-*/vendor/*/codex/codex",
        f"codex/vendor/{triple}/codex/codex",
        f"codex/bin/codex-{triple}",
    )
    return next((path for layout in layouts for path in sorted(packages.glob(layout))), None)


def _machine() -> str:
    return "aarch64" if platform.machine() in ("arm64", "aarch64") else "x86_64"


def _install(version: str, folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise LabError("the laboratory needs npm to get Codex: install Node.js 16 or newer")
    # Put there whole: an installation that was interrupted would be taken for one that works.
    growing = folder.with_name(f"{version}.new")
    shutil.rmtree(growing, ignore_errors=True)
    growing.mkdir()
    quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    command = [npm, "install", "--prefix", str(growing), *quiet, f"@openai/codex@{version}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LabError(f"npm could not install @openai/codex@{version}: {done.stderr.strip()}")
    shutil.rmtree(folder, ignore_errors=True)
    growing.rename(folder)
