"""The recipe for a page: a function and a row, and the frame does the rest."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.view.web.pages.page import Download, Elsewhere, NotThere, Page, Sheet, Visit
from codexctl.view.web.pages.table import PAGES
from tests.view.web.client import HOST, Client


def show(visit: Visit) -> Sheet:
    town = visit.given.get("town", "rome")
    if town == "atlantis":
        raise NotThere("there is no such town", "look at a map")
    if town == "broken":
        raise CodexctlError("the barometer is broken", "mend it")
    values = {"message": f"{town}: {visit.query.get('sky', 'grey')}", "hint": visit.form_token}
    return Sheet("problem.html.j2", {**values, "is_passing": False}, title=f"Weather in {town}")


def keep(visit: Visit) -> Download | Elsewhere:
    if visit.form.get("where") == "away":
        return Elsewhere("/")
    return Download(visit.form["sky"].encode(), "text/plain", 'a "b"\r\nc/d.txt')


ROWS = (
    Page("/weather", "Weather", "w", show),
    Page("/weather/{town}", "Weather in a town", "", show, keep),
)


@pytest.fixture
def client(
    empty: Locations, browse: Callable[[Locations], Client], monkeypatch: pytest.MonkeyPatch
) -> Client:
    monkeypatch.setattr("codexctl.view.web.app.PAGES", (*PAGES, *ROWS))
    return browse(empty)


def test_a_row_is_a_page_with_its_state_in_the_address(client: Client) -> None:
    answer = client.get("/weather/rome?sky=blue%3Cb%3E")
    assert answer.status == 200
    assert "<title>Weather in rome · codexctl view</title>" in answer.html
    assert "rome: blue&lt;b&gt;" in answer.html


def test_a_row_with_a_key_is_in_the_navigation_of_every_page_and_in_the_list_of_keys(
    client: Client,
) -> None:
    for address in ("/", "/weather/rome", "/nothing"):
        html = client.get(address).html
        assert '<a href="/weather" data-go="w">Weather</a>' in html
        assert "<kbd>g</kbd> <kbd>w</kbd></dt><dd>Weather</dd>" in html
    here = client.get("/weather").html
    assert '<a href="/weather" data-go="w" aria-current="page">Weather</a>' in here


def test_a_row_without_a_key_is_reached_from_others_alone(client: Client) -> None:
    assert "Weather in a town" not in client.get("/").html
    assert client.get("/weather/rome").status == 200


@pytest.mark.parametrize(
    ("town", "status", "said"),
    [
        ("atlantis", 404, "there is no such town hint: look at a map"),
        ("broken", 500, "the barometer is broken hint: mend it"),
    ],
)
def test_what_a_page_cannot_show_it_says(client: Client, town: str, status: int, said: str) -> None:
    answer = client.get(f"/weather/{town}")
    assert answer.status == status
    assert said in answer.text


def test_a_form_is_answered_with_its_token_alone(client: Client) -> None:
    form = {"sky": "blue", "token": client.tokens.form}
    assert client.post("/weather/rome", form).body == b"blue"
    for token in ("", "wrong", client.tokens.session):
        assert client.post("/weather/rome", form | {"token": token}).status == 403
    assert client.post("/weather/rome", {"sky": "blue"}).status == 403


def test_a_form_comes_from_a_page_of_ours(client: Client) -> None:
    """Our pages send no referrer, so a browser says `null` of their forms' origin."""
    form = {"sky": "blue", "token": client.tokens.form}
    allowed: list[dict[str, str | None]] = [
        {"origin": "null"},
        {"origin": f"http://{HOST}"},
        {"origin": f"http://{HOST}", "sec_fetch_site": None},
    ]
    refused: list[dict[str, str | None]] = [
        {"origin": "null", "sec_fetch_site": None},
        {"origin": "null", "sec_fetch_site": "cross-site"},
        {"origin": "https://evil.example"},
        {"sec_fetch_site": None},
        {"sec_fetch_site": "none"},
        {"sec_fetch_site": "same-site"},
    ]
    for headers in allowed:
        assert client.post("/weather/rome", form, **headers).status == 200, headers
    for headers in refused:
        assert client.post("/weather/rome", form, **headers).status == 403, headers


def test_a_download_is_kept_under_a_name_that_no_header_and_no_system_acts_on(
    client: Client,
) -> None:
    answer = client.post("/weather/rome", {"sky": "x", "token": client.tokens.form})
    assert answer.headers["content-disposition"] == 'attachment; filename="a__b___c_d.txt"'
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_page_can_lead_elsewhere(client: Client) -> None:
    answer = client.post("/weather/rome", {"where": "away", "token": client.tokens.form})
    assert (answer.status, answer.headers["location"]) == (303, "/")
