"""What end-to-end tests share: the real Codex binary."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.lab.binary import LabError, codex_binary


@pytest.fixture(scope="session")
def codex() -> Path:
    """The native binary of the default release; without npm or network there is none to drive."""
    try:
        return codex_binary()
    except LabError as error:
        pytest.skip(str(error))
