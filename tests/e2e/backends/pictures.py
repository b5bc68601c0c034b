"""Pictures of a turn in real backends: `python -m tests.e2e.backends.pictures [FOLDER]`.

For the documentation; without a folder they are written to `docs/pictures`.

A recorded turn whose commands failed, in Phoenix and in MLflow, by the system's Chromium.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.backends import shown
from tests.e2e.lab import backends
from tests.e2e.lab.backends import MLFLOW, PHOENIX, Server
from tests.e2e.view.browsing import browser, tab
from tests.e2e.view.pictures import DOCS
from tests.e2e.view.small_png import small
from tests.trace.recorded import RECORDINGS, traces

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TURNS = traces(RECORDINGS / shown.RELEASE / "shell-failed")
TRACE_ID = str(TURNS[0].summary["trace_id"])
SIZE = {"width": 1280, "height": 720}
_TOOL, _CALL = "execute_tool exec_command", "chat gpt-5.5"
# What a page of theirs may take to load, and to draw what was chosen on it.
_LOAD_MS, _DRAW_MS = 90_000, 4_000


def main(folder: Path) -> None:
    """Start both, send them the turn, take the pictures."""
    with browser() as running:
        for server, name, take in (
            (backends.phoenix, PHOENIX, _phoenix),
            (backends.mlflow, MLFLOW, _mlflow),
        ):
            with tempfile.TemporaryDirectory() as home, server(Path(home)) as there:
                shown.send(there, name, TURNS)
                for what, png in _taken(running, there, take):
                    path = folder / f"backend-{name}-{what}.png"
                    path.write_bytes(small(png))
                    print(f"{path} {path.stat().st_size // 1000} kB")


def _taken(
    running: Browser, server: Server, take: Callable[[Page, Server], Iterator[tuple[str, bytes]]]
) -> Iterator[tuple[str, bytes]]:
    with tab(running, viewport=SIZE, color_scheme="light") as here:
        here.page.set_default_timeout(_LOAD_MS)
        yield from take(here.page, server)


def _phoenix(page: Page, server: Server) -> Iterator[tuple[str, bytes]]:
    shown.in_phoenix(server, sum(len(turn.spans) for turn in TURNS))
    projects = server.ask("/v1/projects")["data"]
    project = next(one["id"] for one in projects if one["name"] == shown.PROJECT)
    page.goto(f"{server.url}/projects/{project}/traces/{TRACE_ID}", wait_until="load")
    yield "tool", _picture(page, _TOOL, 0, left=320, right=SIZE["width"])
    yield "call", _picture(page, _CALL, -1, left=320, right=SIZE["width"])


def _mlflow(page: Page, server: Server) -> Iterator[tuple[str, bytes]]:
    shown.mlflow_traces(server, 1)
    there = f"{server.url}/#/experiments/0/traces?selectedEvaluationId=tr-{TRACE_ID}"
    page.goto(there, wait_until="load")
    yield "tool", _picture(page, _TOOL, 0, left=0, right=896)
    yield "call", _picture(page, _CALL, -1, left=0, right=896)


def _picture(page: Page, name: str, which: int, *, left: int, right: int) -> bytes:
    """Choose one of the spans of that name, and take what is between two columns of the page."""
    page.get_by_text(name).first.wait_for()
    page.wait_for_timeout(_DRAW_MS)
    page.get_by_text(name).nth(which).click()
    page.wait_for_timeout(_DRAW_MS)
    clip = {"x": left, "y": 0, "width": right - left, "height": SIZE["height"]}
    picture: bytes = page.screenshot(clip=clip)
    return picture


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS)
