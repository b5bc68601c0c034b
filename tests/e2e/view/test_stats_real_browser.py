"""Plots of sums in a real browser: read by pointer and keys, and drawn over to look closer."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.e2e.view.browsing import Tab
from tests.e2e.view.viewing import Viewing

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.e2e
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def focused(there: Tab) -> str:
    """The day that has the focus."""
    title = there.page.evaluate("document.activeElement.querySelector('title').textContent")
    return str(title)[4:14]


def test_arrow_keys_go_a_day_and_a_week_through_the_year(here: tuple[Tab, Viewing]) -> None:
    there, view = here
    there.visit(view.origin + "/stats?period=year")
    there.page.locator("svg.year a[tabindex='0']").focus()
    last = datetime.fromisoformat(focused(there)).replace(tzinfo=UTC)
    there.page.keyboard.press("ArrowUp")
    a_day = datetime.fromisoformat(focused(there)).replace(tzinfo=UTC)
    there.page.keyboard.press("ArrowLeft")
    a_week = datetime.fromisoformat(focused(there)).replace(tzinfo=UTC)
    assert [(last - a_day).days, (a_day - a_week).days] == [1, 7]
    with there.page.expect_navigation():
        there.page.keyboard.press("Enter")
    after = a_week.date() + timedelta(days=1)
    assert there.page.url == f"{view.origin}/?since={a_week.date()}&until={after}"
    assert there.problems == []


def test_a_pointer_reads_days_and_drawn_over_several_makes_them_the_period(
    here: tuple[Tab, Viewing],
) -> None:
    there, view = here
    there.visit(view.origin + "/stats?period=90d&by=project")
    box = there.page.locator("svg.bars").bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    there.page.mouse.move(box["x"] + box["width"] * 0.2, middle)
    readout = there.page.locator(".readout")
    first = _DAY.findall(readout.inner_text())
    assert len(first) == 1
    there.page.mouse.down()
    there.page.mouse.move(box["x"] + box["width"] * 0.6, middle, steps=4)
    drawn = _DAY.findall(readout.inner_text())
    assert drawn[0] == first[0] < drawn[1]
    with there.page.expect_navigation():
        there.page.mouse.up()
    assert f"by=project&since={first[0]}&until=" in there.page.url
    assert there.problems == []
