"""The page of a turn in a real browser: cards, errors, branches, further rows and plots."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from codexctl.deliver.store.local_store import LocalStore
from codexctl.view.waterfall.window import PORTION
from tests.e2e.view.browsing import Tab, tab
from tests.e2e.view.viewing import Viewing, viewing
from tests.view.handmade import traces_of
from tests.view.long_turn import long_turn
from tests.view.stories import people, work
from tests.view.web.conftest import located, write_settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.e2e
_ROWS = "#rows [data-row]"


@pytest.fixture(scope="module")
def turns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Homes with one turn each: one of many steps, one with a subagent, one with edits."""
    sessions = {"long": long_turn(2_000), "people": people(), "work": work()}
    homes = {}
    for name, session in sessions.items():
        home = tmp_path_factory.mktemp(name)
        where = located(home)
        write_settings(where, "full")
        store = LocalStore.open(where.traces_db)
        store.send(traces_of(session, home))
        store.close()
        homes[name] = home
    return homes


@pytest.fixture
def here(
    request: pytest.FixtureRequest, running: Browser, turns: dict[str, Path]
) -> Iterator[tuple[Tab, Viewing]]:
    """A tab on the page of the turn that the test names."""
    home = turns[request.param]
    store = LocalStore.open_existing(located(home).traces_db)
    assert store
    trace_id = next(turn["trace_id"] for turn in store.turns() if not turn["parent_turn_id"])
    store.close()
    with viewing(home) as view, tab(running) as opened:
        opened.visit(view.address)
        opened.visit(f"{view.origin}/turn/{trace_id}")
        yield opened, view
        assert opened.problems == []
        assert opened.page.evaluate("window.complaints") == []


@pytest.mark.parametrize("here", ["work"], indirect=True)
def test_e_opens_the_card_of_one_error_after_the_other(here: tuple[Tab, Viewing]) -> None:
    page = here[0].page

    page.keyboard.press("e")
    page.wait_for_selector(".step-card")
    assert "30 failed in 2.05s" in page.text_content(".chosen .step-card")

    page.keyboard.press("e")
    page.wait_for_selector(".chosen .step-card :text('Failed to read file')")
    assert page.locator(".step-card").count() == 2
    assert page.locator(".step-card .copy button").count() == 2
    assert "span=" in page.url


@pytest.mark.parametrize("here", ["work"], indirect=True)
def test_a_row_is_opened_and_closed_by_the_keyboard_and_stays_so_when_reloaded(
    here: tuple[Tab, Viewing],
) -> None:
    page = here[0].page

    for key in ("j", "j", "j", "Enter"):
        page.keyboard.press(key)
    page.wait_for_selector(".step-card :text('git status --short')")
    page.reload()
    assert page.locator(".step-card").count() == 1

    page.keyboard.press("Enter")
    page.wait_for_selector(".step-card", state="detached")
    assert "span=" not in page.url


@pytest.mark.parametrize("here", ["people"], indirect=True)
def test_what_stands_below_a_step_is_folded_and_unfolded_by_arrows(
    here: tuple[Tab, Viewing],
) -> None:
    page = here[0].page
    page.locator(".step", has_text="spawn_agent").last.scroll_into_view_if_needed()
    seen = page.locator(f"{_ROWS}:visible").count()
    step = page.locator(f"{_ROWS}:has(a.twist)").nth(1)

    step.locator("a.whole").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator(f"{_ROWS}:visible").count() == seen - 3
    assert step.locator("a.twist").get_attribute("aria-expanded") == "false"

    page.keyboard.press("ArrowRight")
    assert page.locator(f"{_ROWS}:visible").count() == seen


@pytest.mark.parametrize("here", ["long"], indirect=True)
def test_further_rows_come_as_one_scrolls_and_a_far_error_is_jumped_to(
    here: tuple[Tab, Viewing],
) -> None:
    page = here[0].page
    assert page.locator(_ROWS).count() == PORTION

    page.locator("#further").scroll_into_view_if_needed()
    page.locator(_ROWS).nth(PORTION).wait_for(state="attached")

    for _ in range(3):
        page.keyboard.press("e")
        page.wait_for_selector(".chosen .step-card")
        page.wait_for_load_state()
    assert "part_107" in page.text_content(".chosen .step-card")


@pytest.mark.parametrize("here", ["work"], indirect=True)
def test_the_plot_is_drawn_and_a_call_in_it_leads_to_its_step(here: tuple[Tab, Viewing]) -> None:
    page = here[0].page

    page.locator(".plot-place").scroll_into_view_if_needed()
    page.wait_for_selector(".plot-place canvas")
    page.locator(".plot-place .u-over").click()

    page.wait_for_selector(".step.model.chosen .step-card")


@pytest.mark.parametrize("here", ["work"], indirect=True)
def test_both_files_are_downloaded(here: tuple[Tab, Viewing]) -> None:
    page = here[0].page

    for name in ("otlp", "perfetto"):
        with page.expect_download(timeout=60_000) as waiting:
            # By keyboard: what is still being drawn above the link may move it away from a click.
            page.locator(f"a[href$='{name}.json']").press("Enter")
        assert waiting.value.suggested_filename.endswith(f".{name}.json")
