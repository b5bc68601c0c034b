"""Asking the real Codex leaves nothing behind that grows with every question."""

from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.codex.asking.ask import ask
from codexctl.codex.asking.strict import strict_verdict
from codexctl.codex.guidance.word import list_skills
from tests.e2e.lab.runner import Lab

pytestmark = pytest.mark.e2e


def _temporary(home: Path) -> list[str]:
    """What stands in Codex's folder for temporary files, but for its locks."""
    folder = home / ".tmp"
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    return sorted(name for name in found if not name.endswith(".lock"))


def test_no_question_leaves_the_beginning_of_a_fetch(lab: Lab) -> None:
    where = lab.binary, lab.home.codex, lab.home.work, lab.home.env
    for _ in range(2):
        assert ask(*where).config
        list_skills(*where)
        assert strict_verdict(*where).known
    assert _temporary(lab.home.codex) == []
