"""A person's files, in a folder of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.locations import Locations, locate


@pytest.fixture
def locations(tmp_path: Path) -> Locations:
    """Locations below the test's folder; Codex's home exists, codexctl's does not yet."""
    locations = locate({"HOME": str(tmp_path), "CODEXCTL_HOME": str(tmp_path / "own")})
    locations.codex_home.mkdir()
    return locations
