"""The lock, as far as one machine needs it, and the wheels that it names."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from distribution.platforms import Platform

# An entry of the lock: a requirement, and the hashes of all its files in lines of their own.
_ENTRY = re.compile(r"^(\S.*?)((?: \\\n +--hash=\S+)+)", re.MULTILINE)
# The back end, which the lock holds as well.
_NOT_OURS = frozenset({"setuptools"})


@dataclass(frozen=True, slots=True)
class Locked:
    """One package of the lock."""

    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name, as indexes write it."""
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        """The one version that is locked."""
        return str(self.requirement.specifier).removeprefix("==")


def parsed(lock: str) -> Iterator[Locked]:
    """Every package of a lock that codexctl itself needs."""
    for entry, hashes in _ENTRY.findall(lock):
        requirement = Requirement(entry)
        if canonicalize_name(requirement.name) not in _NOT_OURS:
            yield Locked(requirement, tuple(re.findall(r"sha256:(\w+)", hashes)))


def needed(lock: str, platform: Platform, python: str) -> list[Locked]:
    """The packages of a lock that a machine of this kind needs."""
    environment = platform.environment(python)
    markers = ((one, one.requirement.marker) for one in parsed(lock))
    return [one for one, marker in markers if marker is None or marker.evaluate(environment)]


def as_text(packages: list[Locked]) -> str:
    """The same as a lock without conditions, for pip run anywhere."""
    lines = []
    for one in packages:
        hashes = " ".join(f"--hash=sha256:{value}" for value in one.hashes)
        lines.append(f"{one.name}=={one.version} {hashes}\n")
    return "".join(lines)


def with_ours(packages: list[Locked], wheel: Path) -> str:
    """The same, and our own wheel."""
    return as_text(packages) + _ours(wheel)


def whole(lock: str, wheel: Path) -> str:
    """The lock for any machine, and our own wheel: what people pin."""
    lines = (
        f"{one.requirement} {' '.join(f'--hash=sha256:{value}' for value in one.hashes)}\n"
        for one in parsed(lock)
    )
    return "".join(lines) + _ours(wheel)


def _ours(wheel: Path) -> str:
    name, version = wheel.name.split("-")[:2]
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return f"{name}=={version} --hash=sha256:{digest}\n"


def fetch(lock: str, platform: Platform, pythons: tuple[str, ...], folder: Path) -> None:
    """Have every wheel that these Pythons need in a folder; those that are there stay."""
    folder.mkdir(parents=True, exist_ok=True)
    for python in pythons:
        asked = folder / f"{python}.txt"
        text = as_text(needed(lock, platform, python))
        if asked.exists() and asked.read_text("utf-8") == text:
            continue
        wanted = folder / "wanted.txt"
        wanted.write_text(text, "utf-8")
        words = [word for tag in platform.wheels for word in ("--platform", tag)]
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-qq", "download"]
        locked = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", str(wanted)]
        there = ["--implementation", "cp", "--python-version", python, "--dest", str(folder)]
        subprocess.run([*pip, *locked, *words, *there], check=True)
        wanted.rename(asked)
