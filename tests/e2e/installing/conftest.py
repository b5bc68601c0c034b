"""The release that all ways install, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.installing.release import Release, make, obstacle


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    if why := obstacle():
        pytest.skip(why)
    folder: Path = tmp_path_factory.mktemp("release")
    return make(folder)
