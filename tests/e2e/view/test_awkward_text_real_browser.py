"""Words without end, scripts that run to the left, long names: in a window of 360 pixels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from codexctl.deliver.store.local_store import LocalStore
from tests.e2e.view.browsing import Tab, tab
from tests.e2e.view.viewing import Viewing, viewing
from tests.view.handmade import MAIN, Session, traces_of
from tests.view.web.conftest import located, write_settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.e2e
LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 5
ARABIC = "اكتب لي برنامجًا يحسب مجموع الأسعار في السلة ويعرضه باللغة العربية مع اختبارات كاملة"
MODEL = "gpt-5.5-" + "with-a-long-name" * 4
_BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def phone(
    running: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Tab, Viewing]]:
    """A window of 360 pixels in front of a session of awkward texts."""
    home = tmp_path_factory.mktemp("home")
    where = located(home)
    write_settings(where, "full")
    store = LocalStore.open(where.traces_db)
    store.send(traces_of([_session()], home))
    store.close()
    with viewing(home) as view, tab(running, viewport={"width": 360, "height": 800}) as opened:
        opened.visit(view.address)
        yield opened, view


def _session() -> Session:
    one = Session(model=MODEL)
    for number, prompt in enumerate((LONG, ARABIC)):
        one.turn(f"01a1e000-0000-7000-8000-00000000000{number}", prompt)
        one.shell("echo hello", "hello\n")
        one.bill(900, 0, 10)
        one.say(prompt)
        one.end(prompt)
    return one


@pytest.mark.parametrize("path", ["/", f"/session/{MAIN}", "/search?text=hello", "/stats"])
def test_a_word_without_end_does_not_widen_a_page(phone: tuple[Tab, Viewing], path: str) -> None:
    here, view = phone
    here.visit(view.origin + path)
    assert here.page.evaluate(_BEYOND) == 0


@pytest.mark.parametrize(
    ("path", "place"),
    [("/", "#rows a.whole"), (f"/session/{MAIN}", ".said .prose"), ("/search?text=echo", "h3")],
)
def test_a_script_that_runs_to_the_left_begins_at_the_right(
    phone: tuple[Tab, Viewing], path: str, place: str
) -> None:
    here, view = phone
    here.visit(view.origin + path)
    words = here.page.locator(place, has_text=ARABIC[:12]).first
    # Where the first character is painted: at the right edge of its place, and not cut off there.
    gap = words.evaluate("""(place) => {
        const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
        let text = texts.nextNode();
        while (!text.data.trim()) text = texts.nextNode();
        const first = document.createRange();
        first.setStart(text, 0);
        first.setEnd(text, 1);
        return place.getBoundingClientRect().right - first.getBoundingClientRect().right;
    }""")
    assert 0 <= gap < 2


def test_figures_in_a_narrow_list_have_units(phone: tuple[Tab, Viewing]) -> None:
    here, view = phone
    here.visit(f"{view.origin}/")
    row = here.page.locator("#rows tbody tr").first.inner_text()
    assert "910 tokens" in row
    assert "unknown cost" in row


def test_in_a_narrow_table_a_name_leaves_room_for_its_figures(phone: tuple[Tab, Viewing]) -> None:
    here, view = phone
    here.visit(f"{view.origin}/stats")
    name = here.page.locator(".sums tbody .key").first
    table = here.page.locator(".wide:has(.sums)")
    assert name.bounding_box()["width"] < table.bounding_box()["width"] / 2
    table.evaluate("(table) => { table.scrollLeft = table.scrollWidth; }")
    assert name.bounding_box()["x"] >= table.bounding_box()["x"]
