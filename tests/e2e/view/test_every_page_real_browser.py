"""Every page without JavaScript, at 320 pixels, at twice the size, and without motion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.deliver.conftest import record
from tests.e2e.view.browsing import Tab, tab, walk
from tests.e2e.view.viewing import Viewing, filled, viewing
from tests.trace.recorded import RECORDINGS, traces
from tests.view.web.conftest import SCENARIOS, located

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.e2e
OF_A_KIND = 4
# 640 points across at twice the size are a window of 1280 pixels (WCAG 2.2, 1.4.10 and 1.4.4).
WIDTHS = (320, 640)
# What reaches beyond the window's right edge, save for what scrolls by itself.
_BEYOND = """() => {
  const across = document.documentElement.clientWidth;
  return [document.documentElement.scrollWidth - across,
    ...[...document.querySelectorAll("main *")].filter((element) =>
      element.getBoundingClientRect().right > across + 1
      && !element.closest(".wide, pre, [data-scrolls], svg, dialog, .unseen")
    ).map((element) => element.outerHTML.slice(0, 100))];
}"""
_LANDMARKS = """() => ["header", "nav", "main"].filter((name) => !document.querySelector(name))
  .concat(document.querySelectorAll("h1").length === 1 ? [] : ["h1"])
  .concat(document.documentElement.lang ? [] : ["lang"])"""
_UNNAMED = """() => [...document.querySelectorAll(
  "a[href], button, input:not([type=hidden]), select")]
  .filter((element) => element.checkVisibility())
  .filter((element) => !(element.textContent.trim() || element.getAttribute("aria-label")
    || element.title || element.labels?.length || element.getAttribute("aria-labelledby")))
  .map((element) => element.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Viewing]:
    """A view of recorded sessions."""
    home = tmp_path_factory.mktemp("home")
    record(located(home), *SCENARIOS)
    filled(home)
    with viewing(home) as started:
        yield started


@pytest.fixture(scope="module")
def entered(running: Browser, view: Viewing) -> list[object]:
    """The cookies of a browser that was let in."""
    with tab(running) as here:
        here.visit(view.address)
        return list(here.page.context.cookies())


def test_every_page_is_there_without_scripts(
    running: Browser, view: Viewing, entered: list[object]
) -> None:
    texts = {}
    with tab(running, java_script_enabled=False) as here:
        here.page.context.add_cookies(entered)
        for address in _pages(here, view):
            texts[address] = here.page.inner_text("main")
            assert here.page.inner_text("h1"), address

    assert len(texts) >= OF_A_KIND
    assert [address for address, text in texts.items() if len(text) < 20] == []


@dataclass
class Seen:
    """What was seen on one page: by the window's width what is cut off, and what is missing."""

    moving: int
    cut_off: dict[int, tuple[int, list[str]]]
    missing: list[str]
    unnamed: list[str]
    problems: list[str]


@pytest.fixture(scope="module")
def seen(running: Browser, view: Viewing, entered: list[object]) -> dict[str, Seen]:
    """Every page, visited once in the narrowest window, which then becomes wider."""
    found = {}
    narrow = {"width": WIDTHS[0], "height": 800}
    with tab(running, viewport=narrow, device_scale_factor=2, reduced_motion="reduce") as here:
        here.page.context.add_cookies(entered)
        for address in _pages(here, view):
            found[address] = _seen(here)
            here.problems.clear()
    assert len(found) >= OF_A_KIND
    return found


def _seen(here: Tab) -> Seen:
    page = here.page
    moving = page.evaluate("document.getAnimations().length")
    cut_off = {}
    for across in WIDTHS:
        page.set_viewport_size({"width": across, "height": 800})
        beyond, *which = page.evaluate(_BEYOND)
        cut_off[across] = (beyond, which)
    page.set_viewport_size({"width": 1280, "height": 800})
    lacks = page.evaluate(_LANDMARKS), page.evaluate(_UNNAMED)
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    return Seen(moving, cut_off, *lacks, list(here.problems))


@pytest.mark.parametrize("across", WIDTHS)
def test_nothing_is_cut_off_in_a_narrow_window_or_at_twice_the_size(
    seen: dict[str, Seen], across: int
) -> None:
    cut_off = {address: page.cut_off[across] for address, page in seen.items()}
    assert cut_off == dict.fromkeys(seen, (0, []))


_SIDEWAYS = """() => [...document.querySelectorAll(".wide")]
  .map((table) => table.scrollWidth - table.clientWidth).filter((more) => more > 0)"""


@pytest.mark.parametrize("address", ["a=apply-patch&b=subagent", "by=model&a=gpt-5.5&b=x"])
def test_what_is_compared_stands_side_by_side_in_a_narrow_window(
    running: Browser, view: Viewing, entered: list[object], address: str
) -> None:
    for scenario in SCENARIOS:
        trace_id = str(traces(RECORDINGS / "0.169.0" / scenario)[0].summary["trace_id"])
        address = address.replace(f"={scenario}", f"={trace_id}")
    with tab(running, viewport={"width": 320, "height": 800}) as here:
        here.page.context.add_cookies(entered)
        here.visit(f"{view.origin}/compare?{address}")
        assert here.page.locator(".compared").is_visible()
        assert here.page.evaluate(_SIDEWAYS) == []


def test_every_page_has_landmarks_one_heading_and_named_controls(seen: dict[str, Seen]) -> None:
    for address, page in seen.items():
        assert (page.missing, page.unnamed, page.problems) == ([], [], []), address


def test_nothing_moves_where_a_person_wants_no_motion(seen: dict[str, Seen]) -> None:
    assert {address: page.moving for address, page in seen.items()} == dict.fromkeys(seen, 0)


def _pages(here: Tab, view: Viewing) -> Iterator[str]:
    """Some of each kind of page."""
    return walk(here, view.origin, of_a_kind=OF_A_KIND)
