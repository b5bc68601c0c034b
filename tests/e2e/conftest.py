"""What end-to-end tests share: the real Codex binary."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.lab.binary import LabError, codex_binary
from tests.e2e.lab.runner import Lab


@pytest.fixture(scope="session")
def codex() -> Path:
    """The native binary of the default release; without npm or network there is none to drive."""
    try:
        return codex_binary()
    except LabError as error:
        pytest.skip(str(error))


@pytest.fixture
def lab(codex: Path) -> Iterator[Lab]:
    """A home of one's own for that Codex, with a model that answers what it is told to."""
    with Lab(codex) as lab:
        yield lab
