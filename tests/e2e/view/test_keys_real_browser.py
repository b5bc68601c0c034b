"""Every page by the keyboard alone: to it, through it, and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from codexctl.view.web.keys import KEYS
from codexctl.view.web.pages.page import Page
from codexctl.view.web.pages.table import PAGES
from tests.e2e.view.browsing import Tab, walk
from tests.e2e.view.viewing import Viewing

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.e2e
_MOST_STOPS = 600
# What a person can act on, as far as it is to be seen and not switched off.
_ACTED_ON = """() => [...document.querySelectorAll(
  "a[href], button, input:not([type=hidden]), select, textarea, summary"
)].filter((element) => !element.disabled && element.tabIndex >= 0
  && !(element.type === "radio" && !element.checked)  // a group of them is one stop
  && element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })
  && !element.closest("dialog:not([open])")).length"""
# The focused element's number among all, and whether one can see that it is focused.
_FOCUS = """() => {
  const now = document.activeElement;
  if (!now || now === document.body) return null;
  const style = getComputedStyle(now);
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return [[...document.querySelectorAll("*")].indexOf(now), outlined || style.boxShadow !== "none",
          now.outerHTML.slice(0, 120)];
}"""


@pytest.mark.parametrize("page", [page for page in PAGES if page.key], ids=lambda page: page.title)
def test_g_and_a_letter_go_to_each_page(here: tuple[Tab, Viewing], page: Page) -> None:
    there, view = here
    there.visit(view.origin + "/")

    there.page.keyboard.press("g")
    with there.page.expect_navigation():
        there.page.keyboard.press(page.key)

    assert there.page.url.removeprefix(view.origin).partition("?")[0] == page.path
    assert there.problems == []


def test_a_question_mark_lists_every_key_and_escape_closes_the_list(
    here: tuple[Tab, Viewing],
) -> None:
    there, view = here
    there.visit(view.origin + "/")

    there.page.keyboard.press("?")
    listed = there.page.inner_text("dialog[open]")
    there.page.keyboard.press("Escape")

    assert [meaning for meaning in KEYS.values() if meaning not in listed] == []
    assert there.page.query_selector("dialog[open]") is None


def test_a_row_is_chosen_opened_and_left_by_keys(here: tuple[Tab, Viewing]) -> None:
    there, view = here
    there.visit(view.origin + "/")
    for key in ("j", "j", "j", "k"):
        there.page.keyboard.press(key)
    chosen = there.page.get_attribute("#rows .chosen", "data-row")
    second = there.page.get_attribute("#rows [data-row] >> nth=1", "data-row")
    leads_to = there.page.get_attribute("#rows .chosen a.whole", "href")

    with there.page.expect_navigation():
        there.page.keyboard.press("Enter")
    opened = there.page.url
    there.page.go_back()

    assert chosen == second
    assert opened == f"{view.origin}{leads_to}"
    assert there.page.url == view.origin + "/"


def test_all_that_can_be_acted_on_is_reached_by_tab_and_seen_to_be(
    here: tuple[Tab, Viewing],
) -> None:
    there, view = here
    for address in walk(there, view.origin, of_a_kind=1, asked=1):
        wanted = min(int(there.page.evaluate(_ACTED_ON)), _MOST_STOPS)
        stops = list(_stops(there, wanted))
        assert len({number for number, _, _ in stops}) == wanted, address
        assert [html for _, is_seen, html in stops if not is_seen] == [], address


def test_the_first_stop_skips_what_every_page_begins_with(here: tuple[Tab, Viewing]) -> None:
    there, view = here
    there.visit(view.origin + "/")

    there.page.keyboard.press("Tab")
    there.page.keyboard.press("Enter")

    assert there.page.evaluate("document.activeElement.id") == "main"


def _stops(there: Tab, wanted: int) -> Iterator[tuple[int, bool, str]]:
    for _ in range(wanted):
        there.page.keyboard.press("Tab")
        stop = there.page.evaluate(_FOCUS)
        if stop is None:
            return
        yield tuple(stop)
