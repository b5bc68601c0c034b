"""One browser a module: starting it takes longer than most of what is tried in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.deliver.conftest import record
from tests.e2e.view.browsing import Tab, browser, tab
from tests.e2e.view.viewing import Viewing, filled, viewing
from tests.view.web.conftest import SCENARIOS, located

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    """A real Chromium."""
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def here(
    running: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Tab, Viewing]]:
    """A tab in front of the view of recorded sessions."""
    home = tmp_path_factory.mktemp("home")
    record(located(home), *SCENARIOS)
    filled(home)
    with viewing(home) as view, tab(running) as opened:
        opened.visit(view.address)
        yield opened, view
