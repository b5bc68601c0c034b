"""The list of packages in pyproject.toml is the list of folders; dependencies are locked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]


def findings() -> Iterator[str]:
    """What is wrong with the packaging, one line each."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    folders = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for path in (ROOT / "codexctl").rglob("__init__.py")
    } | {"codexctl.schemas", "codexctl.templates"}
    listed = set(project["tool"]["setuptools"]["packages"])
    for name in sorted(folders ^ listed):
        where = "pyproject.toml" if name in listed else "the tree"
        yield f"package {name} is only in {where}"
    yield from _locks(project["project"]["dependencies"])


def _locks(dependencies: list[str]) -> Iterator[str]:
    asked = set((ROOT / "requirements" / "runtime.in").read_text("utf-8").splitlines())
    locked = (ROOT / "requirements" / "runtime.txt").read_text("utf-8")
    for dependency in dependencies:
        if dependency not in asked:
            yield f"{dependency} is not in requirements/runtime.in"
        name = re.split(r"[<>=~ ]", dependency)[0]
        if not re.search(rf"^{re.escape(name)}==", locked, re.MULTILINE):
            yield f"{name} is not locked in requirements/runtime.txt"
