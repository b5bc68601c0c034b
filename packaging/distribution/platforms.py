"""The machines that packages with compiled parts are made for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from platform import machine

from packaging import tags

# The Pythons whose compiled parts are put into one package.
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
# glibc 2.28: Debian 10, Ubuntu 20.04, RHEL 8 and later.
_NEWEST_GLIBC = 28
_MACOS = (11, 0)


@dataclass(frozen=True, slots=True)
class Platform:
    """A system and a processor, in the words of those who ask: ours, pip's, Python's, Debian's."""

    name: str
    wheels: tuple[str, ...]
    system: str
    machine: str
    debian: str = ""

    def environment(self, python: str) -> dict[str, str]:
        """What the conditions in requirements are asked of, there (PEP 508)."""
        is_linux = self.system == "linux"
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{python}.0",
            "os_name": "posix",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": "Linux" if is_linux else "Darwin",
            "platform_version": "",
            "python_full_version": f"{python}.0",
            "python_version": python,
            "sys_platform": self.system,
        }

    def tags(self, python: str) -> Iterator[str]:
        """Every tag of wheels that can be installed there, the best first."""
        version = tuple(map(int, python.split(".")))
        for tag in tags.cpython_tags(version, platforms=self.wheels):
            yield str(tag)
        for tag in tags.compatible_tags(version, f"cp{python.replace('.', '')}", self.wheels):
            yield str(tag)


def _glibc(processor: str, oldest: int) -> tuple[str, ...]:
    """The tags of wheels for Linux, from the newest that we allow to the oldest that there is."""
    aliases = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
    found = []
    for minor in range(_NEWEST_GLIBC, oldest - 1, -1):
        found.append(f"manylinux_2_{minor}_{processor}")
        if minor in aliases:
            found.append(f"{aliases[minor]}_{processor}")
    return (*found, f"linux_{processor}")


PLATFORMS = (
    Platform("linux-x86_64", _glibc("x86_64", 5), "linux", "x86_64", "amd64"),
    Platform("linux-aarch64", _glibc("aarch64", 17), "linux", "aarch64", "arm64"),
    Platform("macos-arm64", tuple(tags.mac_platforms(_MACOS, "arm64")), "darwin", "arm64"),
    Platform("macos-x86_64", tuple(tags.mac_platforms(_MACOS, "x86_64")), "darwin", "x86_64"),
)


def here() -> Platform:
    """The platform of this machine. Raises LookupError where no package is made for it."""
    found = [one for one in PLATFORMS if (one.system, one.machine) == (sys.platform, machine())]
    if not found:
        raise LookupError(f"no package is made for {sys.platform} on {machine()}")
    return found[0]
