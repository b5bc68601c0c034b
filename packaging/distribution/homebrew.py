"""The Homebrew formula: our source distribution, and that of every package of the lock.

Homebrew builds everything from sources, whose addresses no lock of ours names: uv looks them up,
and only what has a hash in the lock is taken.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from distribution.locked import parsed
from distribution.platforms import PLATFORMS

TEMPLATE = Path(__file__).parents[1] / "homebrew" / "codexctl.rb.j2"
PYTHON = "3.13"
_LINUX, _MACOS = PLATFORMS[0], PLATFORMS[2]


@dataclass(frozen=True, slots=True)
class Resource:
    """A source archive of a package; `only` is `linux` or `macos` where not both need it."""

    name: str
    url: str
    sha256: str
    only: str = ""


def formula(sdist: Path, wanted: tuple[Resource, ...], homepage: str) -> str:
    """Write the formula for a source distribution that lies among the files of its release."""
    version = sdist.name.removeprefix("codexctl-").removesuffix(".tar.gz")
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # noqa: S701 - Ruby, and nothing in it is a person's
    return environment.from_string(TEMPLATE.read_text("utf-8")).render(
        homepage=homepage,
        url=f"{homepage}/releases/download/v{version}/{sdist.name}",
        sha256=hashlib.sha256(sdist.read_bytes()).hexdigest(),
        everywhere=[one for one in wanted if not one.only],
        linux=[one for one in wanted if one.only == "linux"],
        macos=[one for one in wanted if one.only == "macos"],
        python=PYTHON,
    )


def looked_up(lock: Path, uv: Path) -> tuple[Resource, ...]:
    """Have uv name the source archive of every package of the lock, as its index has it."""
    with tempfile.TemporaryDirectory() as folder:
        wanted, found = Path(folder, "wanted.in"), Path(folder, "pylock.toml")
        wanted.write_text(
            "".join(f"{one.name}=={one.version}\n" for one in parsed(lock.read_text()))
        )
        subprocess.run(
            [str(uv), "pip", "compile", "--quiet", "--no-config", "--no-deps", "--format",
             "pylock.toml", "--python-version", PYTHON, "-o", str(found), str(wanted)],
            check=True,
        )  # fmt: skip
        document = tomllib.loads(found.read_text("utf-8"))
    return tuple(resources(lock.read_text("utf-8"), document["packages"]))


def resources(lock: str, found: Sequence[Mapping[str, Any]]) -> Iterator[Resource]:
    """Choose from what was found (the packages of a pylock.toml) by what the lock says.

    Raises LookupError for a package without a source archive that the lock has a hash of.
    """
    archives = {package["name"]: package.get("sdist", {}) for package in found}
    for one in parsed(lock):
        where = [
            system.system for system in (_LINUX, _MACOS)
            if one.requirement.marker is None
            or one.requirement.marker.evaluate(system.environment(PYTHON))
        ]  # fmt: skip
        if not where:
            continue
        archive = archives.get(one.name, {})
        digest = archive.get("hashes", {}).get("sha256", "")
        if digest not in one.hashes:
            raise LookupError(f"no source archive of {one.name} {one.version} is locked")
        file = archive.get("name") or archive["url"].rpartition("/")[2]
        only = "" if len(where) == 2 else {"linux": "linux", "darwin": "macos"}[where[0]]
        yield Resource(one.name, _address(one.name, file), digest, only)


def _address(name: str, file: str) -> str:
    """Where PyPI has a source archive: by name, so that it is the same from any mirror."""
    return f"https://files.pythonhosted.org/packages/source/{name[0]}/{name}/{file}"
