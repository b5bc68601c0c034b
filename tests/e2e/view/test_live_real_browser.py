"""An open page shows turns as they are stored, and leaves whoever reads it where they are."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from codexctl.deliver.worker.freshness import catch_up
from codexctl.locations import Locations
from codexctl.view.web.opening import key_file
from tests.deliver.conftest import record
from tests.e2e.view.browsing import Tab, tab
from tests.e2e.view.viewing import Viewing, filled, viewing
from tests.view.web.conftest import SCENARIOS, located

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

pytestmark = pytest.mark.e2e
_ROWS = "document.querySelectorAll('#rows [data-row]').length"
_SEEN = """[...document.querySelectorAll('#rows [data-row]')]
  .find((row) => row.getBoundingClientRect().top > 100).dataset.row"""
_SOON_S = 15


@pytest.fixture
def watched(running: Browser, tmp_path: Path) -> Iterator[tuple[Tab, Viewing, Locations]]:
    """A tab in front of the list of turns of a home to which more can come."""
    record(located(tmp_path), *SCENARIOS)
    locations = filled(tmp_path)
    with viewing(tmp_path) as view, tab(running, viewport={"width": 900, "height": 500}) as here:
        here.visit(view.address)
        yield here, view, locations


def store(locations: Locations, scenario: str) -> None:
    """Have a session's turns stored, as the worker of a hook does."""
    record(locations, scenario)
    catch_up(locations, {}, lambda _: None, within_s=60)


def until(here: Tab, what: Callable[[], Any]) -> Any:
    """Wait for something on the page; the page itself may not evaluate what is given as text."""
    end = time.monotonic() + _SOON_S
    while not (found := what()):
        assert time.monotonic() < end, here.page.inner_text("body")[:500]
        time.sleep(0.02)
    return found


def test_a_turn_that_is_stored_appears_at_the_top_by_itself(
    watched: tuple[Tab, Viewing, Locations],
) -> None:
    here, _, locations = watched
    before = here.page.evaluate(_ROWS)
    store(locations, "goals")
    until(here, lambda: here.page.evaluate(_ROWS) > before)
    assert here.page.locator("#rows .arrived").count() > 0
    assert here.problems == []


def test_a_turn_that_is_stored_before_the_page_listens_appears_all_the_same(
    watched: tuple[Tab, Viewing, Locations],
) -> None:
    here, view, locations = watched
    before = here.page.evaluate(_ROWS)

    def late(route: Route) -> None:
        store(locations, "goals")
        route.continue_()

    here.page.route("**/live", late, times=1)
    here.visit(view.origin)
    until(here, lambda: here.page.evaluate(_ROWS) > before)
    assert here.problems == []


def test_whoever_has_scrolled_is_told_and_stays_where_they_are(
    watched: tuple[Tab, Viewing, Locations],
) -> None:
    here, _, locations = watched
    here.page.evaluate("scrollTo(0, 300)")
    seen, at = here.page.evaluate(_SEEN), here.page.evaluate("scrollY")
    store(locations, "goals")
    news = here.page.locator(".news button")
    until(here, news.is_visible)
    assert "new turn" in news.inner_text()
    assert (here.page.evaluate(_SEEN), here.page.evaluate("scrollY")) == (seen, at)
    before = here.page.evaluate(_ROWS)
    news.click()
    assert here.page.evaluate(_ROWS) > before
    assert here.page.evaluate("scrollY") == 0
    assert not news.is_visible()


def test_a_selection_is_not_taken_away(watched: tuple[Tab, Viewing, Locations]) -> None:
    here, _, locations = watched
    here.page.locator("#rows .whole").nth(1).evaluate(
        "row => getSelection().selectAllChildren(row)"
    )
    selected = here.page.evaluate("String(getSelection())")
    store(locations, "goals")
    until(here, here.page.locator(".news button").is_visible)
    assert selected
    assert here.page.evaluate("String(getSelection())") == selected


def test_a_turn_that_ends_while_its_session_is_read_is_put_below_the_others(
    running: Browser, tmp_path: Path
) -> None:
    """And at the next look it is what was seen already, while what came since is marked."""
    (rollout,) = record(located(tmp_path), "resumed")
    lines = rollout.read_text().splitlines(keepends=True)
    starts = [number for number, line in enumerate(lines) if '"task_started"' in line]
    session_id = json.loads(lines[0])["payload"]["id"]
    turns = "document.querySelectorAll('[data-began]').length"
    rollout.write_text("".join(lines[: starts[1]]))
    locations = filled(tmp_path)
    with viewing(tmp_path) as view, tab(running) as here:
        here.visit(view.address)
        here.visit(f"{view.origin}/session/{session_id}")
        assert here.page.evaluate(turns) == 1
        rollout.write_text("".join(lines[: starts[2]]))
        catch_up(locations, {}, lambda _: None, within_s=60)
        until(here, lambda: here.page.evaluate(turns) == 2)
        assert here.page.locator(".figures dd").first.inner_text() == "2"
        here.visit(f"{view.origin}/session/{session_id}")
        here.visit(view.origin)
        rollout.write_text("".join(lines))
        catch_up(locations, {}, lambda _: None, within_s=60)
        here.visit(f"{view.origin}/session/{session_id}")
        assert here.page.locator("article .badge.new").count() == 1
        assert here.page.locator(".head .button", has_text="since your last look").count() == 1
        assert here.problems == []


def test_a_page_whose_view_has_ended_says_so(watched: tuple[Tab, Viewing, Locations]) -> None:
    here, view, _ = watched
    view.process.terminate()
    until(here, lambda: "cut-off" in here.page.evaluate("document.body.className"))


def test_the_file_that_opens_the_browser_leads_to_the_list_of_turns(
    running: Browser, tmp_path: Path
) -> None:
    """A file is another site: a redirect from there would leave the strict cookie behind."""
    record(located(tmp_path), "plain")
    filled(tmp_path)
    with viewing(tmp_path) as view, tab(running) as here:
        here.page.goto(key_file(tmp_path, view.address).as_uri())
        until(here, lambda: here.page.title() == "Turns · codexctl view")
        assert here.problems == []
