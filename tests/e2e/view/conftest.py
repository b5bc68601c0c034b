"""One browser a module: starting it takes longer than most of what is tried in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.e2e.view.browsing import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    """A real Chromium."""
    with browser() as started:
        yield started
