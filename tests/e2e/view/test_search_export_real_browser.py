"""From a word to a file in a real browser: searched by keys, found, reviewed, downloaded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from codexctl.deliver.store.local_store import LocalStore
from tests.e2e.view.browsing import Tab, tab
from tests.e2e.view.viewing import Viewing, viewing
from tests.view.export.test_review import KEY, leaky
from tests.view.handmade import traces_of
from tests.view.web.conftest import located, write_settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.e2e
_PUT_IN = """() => {
  const script = document.createElement("script");
  script.textContent = "window.evil = 1";
  const picture = document.createElement("img");
  picture.src = "https://example.invalid/x.png";
  document.body.append(script, picture);
}"""


@pytest.fixture(scope="module")
def here(
    running: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Tab, Viewing]]:
    """A tab in front of a store that holds a key as it was, and masks it now."""
    home = tmp_path_factory.mktemp("home")
    locations = located(home)
    write_settings(locations, "redacted")
    store = LocalStore.open(locations.traces_db)
    store.send(traces_of(leaky(), tmp_path_factory.mktemp("rollouts")))
    store.close()
    with viewing(home) as view, tab(running) as opened:
        opened.visit(view.address)
        yield opened, view


def test_a_word_leads_to_a_file_by_keys_and_links(here: tuple[Tab, Viewing]) -> None:
    there, view = here
    page = there.page
    there.visit(view.origin + "/")
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url("**/search*")
    page.keyboard.press("/")
    page.keyboard.type("refused why")
    page.keyboard.press("Enter")
    page.wait_for_selector("mark")
    assert sorted(page.locator("mark").all_inner_texts()) == ["Why", "refused"]
    page.locator(".found h2 a").first.click()
    page.wait_for_url("**/session/**")
    page.get_by_role("link", name="Export").click()
    page.wait_for_url("**/export/**")
    assert "5 places are masked." in page.inner_text("main")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile("Download")).click()
    assert waiting.value.suggested_filename == "codex-session-01a1e000-0000.html"
    assert KEY not in Path(waiting.value.path()).read_text()
    assert there.problems == []


def test_the_saved_page_runs_nothing_and_asks_for_nothing(
    running: Browser, here: tuple[Tab, Viewing], tmp_path: Path
) -> None:
    there, view = here
    there.visit(f"{view.origin}/export/01a1e000")
    with there.page.expect_download() as waiting:
        there.page.get_by_role("button", name=re.compile("Download")).click()
    saved = tmp_path / "saved.html"
    waiting.value.save_as(saved)
    page = running.new_page()
    loaded, told = list[str](), list[str]()
    page.on("requestfinished", lambda request: loaded.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.goto(saved.as_uri())
    assert page.get_by_role("heading", level=1).inner_text() == "shop"
    assert told == []
    # What somebody puts into the file is neither run nor loaded.
    page.evaluate(_PUT_IN)
    page.wait_for_function("document.querySelector('body > img').complete")
    assert page.evaluate("window.evil") is None
    assert loaded == [saved.as_uri()]
    assert len(told) == 2
    assert all("Content Security Policy" in one for one in told)
    page.close()
