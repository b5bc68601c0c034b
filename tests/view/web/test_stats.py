"""Stats: every figure is that of `trace stats --json`, and leads to the turns it is of."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from codexctl.deliver.worker.freshness import catch_up
from codexctl.locations import Locations
from codexctl.view.queries.sums import GROUPINGS
from tests.cli.conftest import Shell
from tests.deliver.conftest import record
from tests.view.web.client import Client
from tests.view.web.conftest import write_settings

Figures = dict[str, Any]


@dataclass
class Read(HTMLParser):
    """What a program reads on the page: rows of figures by their keys, and links by their words."""

    rows: dict[str, Figures] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)
    _row: str = ""
    _in_title: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if "data-row" in known:
            self._row = known["data-row"] or ""
        if "data-figure" in known:
            value = known["data-value"]
            held = self.rows.setdefault(self._row, {})
            figure = json.loads(value) if value else None
            assert held.setdefault(str(known["data-figure"]), figure) == figure
        self._in_title = tag == "title"
        if tag == "a":
            self.links.append((str(known.get("href")), ""))

    def handle_data(self, data: str) -> None:
        if self._in_title and self.links and data.strip():
            self.links[-1] = (self.links[-1][0], data)


def read(client: Client, address: str) -> Read:
    page = client.get(address)
    assert page.status == 200, page.text
    found = Read()
    found.feed(page.html)
    return found


def flat(figures: Figures) -> Figures:
    """Figures with the members of the latencies beside the others."""
    found: Figures = {}
    for name, value in figures.items():
        inner = value.items() if isinstance(value, dict) else ()
        found |= {f"{name}.{part}": it for part, it in inner} or {name: value}
    return found


@pytest.mark.parametrize("by", [by for by in GROUPINGS if by != "session"])
def test_every_figure_is_that_of_the_terminal(client: Client, shell: Shell, by: str) -> None:
    told = shell.run("trace", "stats", "--json", "--by", by).json
    found = read(client, f"/stats?period=all&by={by}").rows
    wanted = {str(row.pop("key") or ""): flat(row) for row in told["groups"]}
    wanted["total"] = flat(told["total"])
    assert found.keys() == wanted.keys()
    for key, figures in found.items():
        assert len(figures) >= 15
        assert figures == {name: wanted[key][name] for name in figures}


@pytest.mark.parametrize(
    "words",
    [("--status", "failed"), ("--model", "gpt-5.5"), ("--until", "2020-01-01")],
    ids=lambda words: words[0],
)
def test_filters_mean_what_they_do_in_the_terminal(
    client: Client, shell: Shell, words: tuple[str, str]
) -> None:
    told = shell.run("trace", "stats", "--json", *words).json
    found = read(client, f"/stats?period=all&{words[0].strip('-')}={words[1]}").rows
    wanted = flat(told["total"])
    total = found.get("total", {"turns": 0})
    assert total == {name: wanted[name] for name in total}


def test_a_group_leads_to_the_turns_that_it_is_of(client: Client) -> None:
    page = read(client, "/stats?period=all&by=model")
    for key, figures in page.rows.items():
        if key in ("", "total"):
            continue
        listed = client.get(f"/?model={key}").html.count("data-row=")
        assert listed == figures["turns"]


def test_a_period_leads_to_the_turns_since_its_first_midnight(client: Client) -> None:
    first = date.today() - timedelta(days=6)  # noqa: DTZ011 - the machine's own days
    page = client.get("/stats?period=7d").html
    assert f'href="/?since={first}"' in page or "Nothing to sum up" in page


def test_every_day_of_the_year_has_a_name_and_a_way_to_its_turns(client: Client) -> None:
    links = read(client, "/stats?period=all").links
    days = {label[4:14]: href for href, label in links if label[4:8].isdigit()}
    assert len(days) >= 365
    today = date.today()  # noqa: DTZ011 - the machine's own days
    assert days[str(today)] == f"/?since={today}&until={today + timedelta(days=1)}"


def test_of_each_plot_one_day_is_reached_by_tab(client: Client) -> None:
    page = client.get("/stats?period=all").html
    for plot in page.split("data-moves=")[1:]:
        assert plot.partition("</svg>")[0].count('tabindex="0"') == 1


def test_what_cannot_be_asked_for_is_the_usual(client: Client) -> None:
    usual = client.get("/stats").html
    assert client.get("/stats?period=9q&by=colour&show=<b>").html == usual


def test_a_time_that_is_none_is_said_clearly(client: Client) -> None:
    page = client.get("/stats?since=tomorrowish")
    assert page.status == 400
    assert "not a date or time" in page.text


def test_without_a_store_there_is_a_word_and_no_plot(
    empty: Locations, browse: Callable[[Locations], Client]
) -> None:
    page = browse(empty).get("/stats")
    assert page.status == 200
    assert "Nothing to sum up" in page.text
    assert "<svg class" not in page.html


BEYOND = date.today() + timedelta(days=1)  # noqa: DTZ011 - the machine's own days


@pytest.mark.parametrize(
    "bounds",
    [
        f"since={BEYOND}",
        f"since={BEYOND}&until={BEYOND + timedelta(days=30)}",
        "since=2020-01-01&until=2020-02-01",
        "since=2020-02-01&until=2020-01-01",
        "until=0001-01-03",
        "since=9999-12-30",
    ],
)
def test_written_bounds_without_a_turn_are_an_empty_period(client: Client, bounds: str) -> None:
    page = client.get(f"/stats?{bounds}")
    assert page.status == 200
    assert "No turn matches" in page.text
    assert "<svg class" not in page.html


def test_the_plot_of_written_bounds_is_of_their_days(client: Client) -> None:
    """The day of `until` is no more within; of the empty days around a turn none is left out."""
    days = re.findall(r'data-day="([^"]+)"', client.get("/stats?period=all").html)
    first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    since, until = first - timedelta(days=3), min(first + timedelta(days=4), last)
    page = client.get(f"/stats?since={since}&until={until}").html
    wanted = [str(since + timedelta(days=number)) for number in range((until - since).days)]
    assert re.findall(r'data-day="([^"]+)"', page) == wanted
    assert f"from {wanted[0]} to {wanted[-1]}" in page


def test_rate_limits_are_shown_with_when_they_reset(
    empty: Locations, browse: Callable[[Locations], Client]
) -> None:
    record(empty, "rate-limits")
    write_settings(empty, "metadata")
    catch_up(empty, {}, lambda _: None, within_s=60)
    page = browse(empty).get("/stats?period=all")
    assert "5 hours 42 %" in page.text
    assert "week 12.2 %" in page.text
    assert "resets Sun Mar 17, 2030, " in page.text


def test_folders_that_may_not_be_shown_are_on_no_page_of_sums(
    locations: Locations, browse: Callable[[Locations], Client]
) -> None:
    shown = browse(locations).get("/stats?period=all&by=project").html
    assert "/home/dev" in shown
    write_settings(locations, "metadata")
    hidden = browse(locations).get("/stats?period=all&by=project").html
    assert "/home/dev" not in hidden
