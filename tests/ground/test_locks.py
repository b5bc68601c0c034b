"""The locks are complete: nothing is left to be resolved, on any system and Python of ours."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FOLDER = Path(__file__).parents[2] / "requirements"
LOCKS = sorted(path.name for path in FOLDER.glob("*.txt"))
MACHINES = [
    {"python_version": version, "python_full_version": f"{version}.9", "sys_platform": system,
     "platform_system": name, "os_name": "posix", "implementation_name": "cpython",
     "platform_python_implementation": "CPython", "platform_machine": machine}
    for version in ("3.11", "3.12", "3.13")
    for system, name, machine in (("linux", "Linux", "x86_64"), ("darwin", "Darwin", "arm64"))
]  # fmt: skip


@cache
def locked(name: str) -> tuple[Requirement, ...]:
    text = (FOLDER / name).read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert all("--hash=sha256:" in line for line in lines), name
    return tuple(Requirement(line.partition(" --hash")[0]) for line in lines)


def on(machine: dict[str, str], lock: str) -> dict[str, Requirement]:
    """What the lock installs on a machine, by name."""
    kept = [
        requirement
        for requirement in locked(lock)
        if not requirement.marker or requirement.marker.evaluate(machine)
    ]
    names = [canonicalize_name(requirement.name) for requirement in kept]
    assert len(set(names)) == len(names)
    return dict(zip(names, kept, strict=True))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_one_version_with_its_hashes(lock: str) -> None:
    for requirement in locked(lock):
        assert re.fullmatch(r"==[0-9][^,*]*", str(requirement.specifier)), requirement


@pytest.mark.parametrize("lock", ["runtime.txt", "dev.txt"])
@pytest.mark.parametrize(
    "machine",
    MACHINES,
    ids=lambda machine: f"{machine['sys_platform']}-{machine['python_version']}",
)
def test_what_a_locked_package_needs_is_locked(lock: str, machine: dict[str, str]) -> None:
    here = on(machine, lock)
    for name, requirement in here.items():
        for needed in _needs(name, frozenset(requirement.extras), machine):
            found = here.get(canonicalize_name(needed.name))
            assert found, f"{name} needs {needed}"
            version = str(found.specifier).removeprefix("==")
            assert needed.specifier.contains(version, prereleases=True), f"{name} needs {needed}"


def _needs(name: str, extras: frozenset[str], machine: dict[str, str]) -> list[Requirement]:
    """What a package asks for on a machine; nothing is known of those that are not installed."""
    try:
        asked = [Requirement(text) for text in requires(name) or ()]
    except PackageNotFoundError:
        return []
    extra_of = [machine | {"extra": extra} for extra in ("", *extras)]
    return [
        requirement
        for requirement in asked
        if not requirement.marker or any(map(requirement.marker.evaluate, extra_of))
    ]


def test_both_locks_hold_the_same_releases() -> None:
    small, whole = (
        {(requirement.name, str(requirement.specifier)) for requirement in locked(name)}
        for name in ("runtime.txt", "dev.txt")
    )
    assert small <= whole


def test_the_build_back_end_and_the_lock_tool_are_locked() -> None:
    assert "setuptools" in {requirement.name for requirement in locked("runtime.txt")}
    assert [requirement.name for requirement in locked("lock.txt")] == ["uv"]


def test_the_keyrings_of_linux_are_for_linux_alone() -> None:
    for machine in MACHINES:
        assert ("secretstorage" in on(machine, "runtime.txt")) == (
            machine["sys_platform"] == "linux"
        )
