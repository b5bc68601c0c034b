"""Hostile text in every place of a rollout: no page of a real browser runs or obeys any of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.corpora import hostile
from tests.corpora.markup import PAYLOADS
from tests.e2e.view.browsing import Tab, tab, walk
from tests.e2e.view.viewing import filled, viewing
from tests.view.web.conftest import located

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.e2e
KEPT = {"texts": (hostile.IDS, hostile.TOOLS), "tools": (hostile.IDS,), "ids": ()}
# An id that is no id leads to no page, which the browser notes.
_NOT_THERE = "the server responded with a status of 4"
# Opens what is closed and lets what waits for a pointer or the focus have it.
_PROVOKE = """() => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const element of document.querySelectorAll("main *")) {
    element.dispatchEvent(new PointerEvent("pointerenter"));
    element.dispatchEvent(new MouseEvent("mouseover"));
  }
}"""
_MADE = """() => [
  ...document.querySelectorAll("[data-evil], iframe, object, embed, base, math, foreignObject"),
  ...document.querySelectorAll("head meta[http-equiv], script:not([src^='/static/'])"),
  ...document.querySelectorAll("a[href^='javascript' i], a[href^='data' i]"),
].map((element) => element.outerHTML.slice(0, 200))"""


@pytest.mark.parametrize("kept", KEPT)
def test_nothing_that_a_rollout_says_is_run_or_obeyed(
    running: Browser, tmp_path: Path, kept: str
) -> None:
    hostile.write(located(tmp_path).rollout_folders[0], hostile.whole(PAYLOADS), KEPT[kept])
    filled(tmp_path)
    shown = 0
    with viewing(tmp_path) as view, tab(running) as here:
        here.visit(view.address)
        for address in walk(here, view.origin):
            shown += _shows(here)
            here.page.evaluate(_PROVOKE)
            assert here.page.evaluate(_MADE) == [], address
            assert here.page.evaluate("typeof window.evil") == "undefined", address
            assert here.page.url.startswith(view.origin), address
            assert [problem for problem in here.problems if _NOT_THERE not in problem] == [], (
                address
            )
    assert shown


def _shows(here: Tab) -> bool:
    """Whether a payload stands on the page as text."""
    # An address that names nothing is answered without a page of ours.
    main = here.page.query_selector("main")
    return main is not None and "window.evil" in str(main.text_content())
