"""The search page: hits in context, its state in the address, and nothing that is hidden."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from codexctl.locations import Locations
from tests.view.export.test_review import KEY, leaky
from tests.view.queries.test_search import filled
from tests.view.queries.test_words import HOSTILE
from tests.view.stories import STORIES
from tests.view.web.client import Client
from tests.view.web.conftest import write_settings

Browse = Callable[[Locations], Client]


@pytest.fixture
def kept(empty: Locations, tmp_path: Path) -> Locations:
    """A home whose store holds two stories and a session with a key in it, all in full."""
    folder = tmp_path / "made"
    folder.mkdir()
    filled(folder, STORIES["work"](), STORIES["people"](), leaky()).close()
    write_settings(empty, "redacted")
    for file in folder.glob("traces.db*"):
        file.rename(empty.traces_db.with_name(file.name))
    return empty


@pytest.fixture
def client(kept: Locations, browse: Browse) -> Client:
    return browse(kept)


def test_hits_are_marked_and_lead_to_their_step(client: Client) -> None:
    page = client.get("/search?text=basket+twice")
    assert page.status == 200
    assert "The total in the <mark>basket</mark> is wrong" in page.html
    links = re.findall(r'class="hit \w+" href="([^"]+)"', page.html)
    assert len(links) == 4
    for link in links:
        assert client.get(unescape(link)).status == 200


def test_hits_stand_below_their_session(client: Client) -> None:
    page = client.get("/search?text=shop")
    sessions = re.findall(r'<h2><a href="(/session/[^"]+)"', page.html)
    assert len(sessions) == len(set(sessions)) == 3
    for link in sessions:
        assert client.get(link).status == 200


def test_the_address_holds_filters_kind_and_page(client: Client) -> None:
    commands = client.get("/search?text=shop&in=commands")
    assert set(re.findall(r'class="hit (\w+)"', commands.html)) == {"commands"}
    assert 'name="in" value="commands"' in commands.html
    assert "Nothing matches" in client.get("/search?text=shop&model=o9").text
    assert "Nothing matches" in client.get("/search?text=shop&until=2020-01-01").text


def test_without_words_the_page_says_how_to_look(client: Client) -> None:
    assert "A turn must contain all words." in client.get("/search").text


@pytest.mark.parametrize("typed", ["%", '""', "_ -"])
def test_signs_alone_are_said_to_be_no_word(client: Client, typed: str) -> None:
    page = client.get("/search?text=" + quote(typed))
    assert "The search contains no word" in page.text
    assert "Nothing matches" not in page.text


@pytest.mark.parametrize("typed", HOSTILE)
def test_no_text_is_an_error(client: Client, typed: str) -> None:
    page = client.get("/search?text=" + quote(typed.encode("utf-8", "replace")))
    # An address of 10,000 characters is refused before any page is asked.
    assert page.status == (200 if len(typed) < 5_000 else 414)


def test_what_is_masked_now_is_not_found(client: Client, kept: Locations) -> None:
    asked = f"/search?text=%22{KEY}%22"
    assert "Nothing matches" in client.get(asked).text
    write_settings(kept, "full")
    assert f"<mark>{KEY}</mark>" in client.get(asked).html


def test_where_the_limits_hide_everything_that_is_said(client: Client, kept: Locations) -> None:
    write_settings(kept, "metadata")
    page = client.get("/search?text=basket")
    assert "let no text be shown" in page.text
    assert "<mark>" not in page.html


def test_an_empty_home_has_a_search_page_too(empty: Locations, browse: Browse) -> None:
    assert browse(empty).get("/search?text=basket").status == 200


def test_what_looks_is_called_search_here_and_filter_beside_lists(client: Client) -> None:
    for address, verb in (("/search", "Search"), ("/", "Filter"), ("/stats", "Filter")):
        assert re.findall(r'<button class="main">(\w+)<', client.get(address).html) == [verb]
