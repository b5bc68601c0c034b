"""The documentation in a real Chromium: search, links, phones, dark, and no request that leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.request import urlopen

import pytest

from tests.e2e.view.browsing import Tab, tab

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.e2e

PHONE = {"width": 360, "height": 740}
# A page of each kind: prose, wide tables, long code, pictures.
PAGES = ("", "privacy", "policy", "reference/settings", "reference/codex-keys", "view")


@pytest.fixture(params=["served", "opened"])
def home(request: pytest.FixtureRequest) -> str:
    """The home page, in both ways in which people have it."""
    return str(request.getfixturevalue(request.param))


def page(home: str, name: str) -> str:
    """The address of a page of the site that has this home page."""
    if not name:
        return home
    return urljoin(home, f"{name}.html" if home.endswith(".html") else f"{name}/")


def watched(tab: Tab) -> list[str]:
    """Every address that the tab asks for, from now on."""
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    return asked


def leaving(asked: list[str], home: str) -> list[str]:
    """Those that are not this site's own."""
    own = urlsplit(home)
    return [
        address for address in asked
        if urlsplit(address).scheme not in ("data", "blob")
        and urlsplit(address)[:2] != own[:2]
    ]  # fmt: skip


def test_search_finds_a_word_and_leads_to_the_page_that_explains_it(
    running: Browser, home: str
) -> None:
    with tab(running) as here:
        asked = watched(here)
        here.visit(home)
        here.page.keyboard.press("/")
        here.page.wait_for_timeout(300)
        here.page.keyboard.type("redacted")
        here.page.locator("a", has_text="The three capture modes").first.click()
        here.page.wait_for_url(re.compile(r"/privacy(\.html|/)\?"))
        assert "The three capture modes" in here.page.inner_text("article")
        assert leaving(asked, home) == []
        assert [problem for problem in here.problems if "Autofocus" not in problem] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_asks_for_anything_that_is_not_on_this_machine(
    running: Browser, home: str, scheme: str
) -> None:
    with tab(running, color_scheme=scheme) as here:
        asked = watched(here)
        for name in PAGES:
            here.visit(page(home, name))
        assert len(asked) > len(PAGES)
        assert leaving(asked, home) == []
        assert here.problems == []


def test_every_page_fits_a_phone_and_its_menu_opens(running: Browser, served: str) -> None:
    with tab(running, viewport=PHONE) as here:
        for name in PAGES:
            here.visit(page(served, name))
            assert here.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], (
                name
            )
        here.visit(served)
        here.page.locator("label.md-header__button[for=__drawer]").click()
        here.page.get_by_role("navigation").get_by_text("Administrators").first.wait_for()


def test_dark_is_dark_where_the_system_is(running: Browser, home: str) -> None:
    shades = []
    for scheme in ("light", "dark"):
        with tab(running, color_scheme=scheme) as here:
            here.visit(page(home, "privacy"))
            shades += [brightness(here, "body", "backgroundColor"), brightness(here, "p", "color")]
    paper, ink, dark_paper, dark_ink = shades
    assert paper - ink > 150
    assert dark_ink - dark_paper > 120


def brightness(tab: Tab, selector: str, style: str) -> float:
    """How bright something is, from 0 to 255, as the screen shows it."""
    pixel = """([selector, style]) => {
        const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
        const context = canvas.getContext("2d");
        for (const colour of [getComputedStyle(document.body).backgroundColor,
            getComputedStyle(document.querySelector(selector))[style]]) {
            context.fillStyle = colour;
            context.fillRect(0, 0, 1, 1);
        }
        return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    }"""
    red, green, blue = tab.page.evaluate(pixel, [selector, style])
    return float(0.299 * red + 0.587 * green + 0.114 * blue)


class Links(HTMLParser):
    """The links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link."""
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


def answers(home: str) -> Iterator[tuple[str, int]]:
    """Every page that links lead to from the home page, with its server's answer."""
    ahead, known = [home], {home}
    while ahead:
        address = ahead.pop()
        try:
            with urlopen(address) as answer:
                yield address, answer.status
                text = answer.read().decode() if "html" in answer.headers["Content-Type"] else ""
        except HTTPError as error:
            yield address, error.code
            continue
        links = {urldefrag(urljoin(address, link)).url for link in Links(text).found}
        fresh = {link for link in links if link.startswith(home)} - known
        known |= fresh
        ahead += sorted(fresh)


def test_every_page_is_reached_and_every_link_answers(served: str, site: Path) -> None:
    found = dict(answers(served))
    assert {address: status for address, status in found.items() if status != 200} == {}
    built = {
        urljoin(served, path.parent.relative_to(site / "web").as_posix() + "/")
        for path in (site / "web").rglob("index.html")
    }
    assert built - found.keys() - {served} == set()
