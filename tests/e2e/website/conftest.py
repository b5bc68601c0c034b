"""The built site, served as GitHub Pages serves it and opened from the disk, and a browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.view.browsing import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SITE = Path(__file__).parents[3] / ".cache" / "site"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture(scope="session")
def site() -> Path:
    """Where the site was built to."""
    assert (SITE / ".built").exists(), "make docs builds the site that this test looks at"
    return SITE


@pytest.fixture(scope="session")
def served(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the home page on this machine; below a folder, as on GitHub Pages."""
    root = tmp_path_factory.mktemp("served")
    (root / "codexctl").symlink_to(site / "web")
    handler = partial(_Quiet, directory=str(root))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/codexctl/"
        server.shutdown()


@pytest.fixture(scope="session")
def opened(site: Path) -> str:
    """The address of the home page as a file."""
    return f"file://{site}/offline/index.html"


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    """A real Chromium."""
    with browser() as started:
        yield started
