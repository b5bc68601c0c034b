"""The ways for one person: the commands that install, and what is there afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.installing.release import PYTHON, TOOLS, Release

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """`install` are the commands, `program` the words that start what they installed.

    `how` and `upgrade` are what `update` says of it; `environ` stands for an index.
    """

    install: tuple[Words, ...]
    program: Words
    how: str
    upgrade: str = ""
    environ: Mapping[str, str] = field(default_factory=dict)


def pip_user(home: Path, release: Release) -> Way:
    """`pip install --user`."""
    # A distribution's own Python asks to be told twice.
    twice = {"PIP_BREAK_SYSTEM_PACKAGES": "1"}
    return Way(
        install=((str(PYTHON), "-m", "pip", "-q", "install", "--user", "codexctl"),),
        program=(str(home / ".local/bin/codexctl"),),
        how="by pip install --user",
        upgrade=f"{PYTHON} -m pip install --user --upgrade codexctl",
        environ=_pip(release) | twice,
    )


def pipx(home: Path, release: Release) -> Way:
    """`pipx install`."""
    return Way(
        install=((str(TOOLS / "pipx"), "install", "--python", str(PYTHON), "codexctl"),),
        program=(str(home / ".local/bin/codexctl"),),
        how="by pipx",
        upgrade="pipx upgrade codexctl",
        environ=_pip(release) | _uv(release),
    )


def uv_tool(home: Path, release: Release) -> Way:
    """`uv tool install`."""
    return Way(
        install=((str(TOOLS / "uv"), "tool", "install", "--python", str(PYTHON), "codexctl"),),
        program=(str(home / ".local/bin/codexctl"),),
        how="by uv tool",
        upgrade="uv tool upgrade codexctl",
        environ=_uv(release),
    )


def environment(home: Path, release: Release) -> Way:
    """`pip install` in an environment of the person's."""
    python = str(home / "venv/bin/python")
    return Way(
        install=(
            (str(PYTHON), "-m", "venv", str(home / "venv")),
            (python, "-m", "pip", "-q", "install", "codexctl"),
        ),
        program=(str(home / "venv/bin/codexctl"),),
        how=f"by pip in {home / 'venv'}",
        upgrade=f"{python} -m pip install --upgrade codexctl",
        environ=_pip(release),
    )


def single_file(home: Path, release: Release) -> Way:
    """The single file, in a folder in which nobody may write."""
    folder, name = home / "read-only", release.file("*.pyz").name
    return Way(
        install=(
            ("install", "-D", "-m", "0555", str(release.file("*.pyz")), str(folder / name)),
            ("chmod", "0555", str(folder)),
        ),
        program=(str(folder / name),),
        how=f"as the single file {folder / name}",
    )


WAYS: tuple[Callable[[Path, Release], Way], ...] = (
    pip_user, pipx, uv_tool, environment, single_file
)  # fmt: skip


def uvx(release: Release) -> Way:
    """`uvx codexctl`, which installs nothing for good."""
    words = (str(TOOLS / "uvx"), "--python", str(PYTHON), "codexctl")
    return Way(install=(), program=words, how="by uvx, for one run", environ=_uv(release))


def _pip(release: Release) -> dict[str, str]:
    """Folders in place of an index, for pip."""
    folders = f"{release.wheels} {release.files}"
    return {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": folders,
            "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_WARN_SCRIPT_LOCATION": "1"}  # fmt: skip


def _uv(release: Release) -> dict[str, str]:
    """The same for uv."""
    return {"UV_NO_INDEX": "1", "UV_OFFLINE": "1", "UV_NO_CONFIG": "1",
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_FIND_LINKS": f"{release.wheels},{release.files}"}  # fmt: skip
