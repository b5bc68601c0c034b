from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codexctl.codex.guidance.here import Here

Make = Callable[..., Here]


def write(path: Path, text: str | bytes = "x\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def skill(folder: Path, head: str) -> Path:
    return write(folder / "SKILL.md", f"---\n{head}\n---\nbody\n")


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A person's machine with a project and a folder `sub` in it, in which one stands."""
    project = tmp_path / "project"
    (project / "sub").mkdir(parents=True)

    def here(level: str = "", **more: Any) -> Here:
        user = more.pop("user", {})
        if level:
            user = {**user, "projects": {str(project): {"trust_level": level}}}
        return Here(
            tmp_path / "person" / ".codex", tmp_path / "person", tmp_path / "etc",
            (project, project / "sub"), user=user, **more,
        )  # fmt: skip

    return here
