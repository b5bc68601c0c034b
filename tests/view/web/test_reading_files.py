"""What pages say while the files that were named are still being read."""

from __future__ import annotations

import pytest

from codexctl.locations import Locations
from codexctl.trace.spans.span import TurnTrace
from codexctl.view.web.app import application
from codexctl.view.web.background import read_files
from codexctl.view.web.door.guard import Guard
from codexctl.view.web.door.tokens import Tokens
from codexctl.view.web.site import Site
from codexctl.view.web.sources import FileTurns
from tests.deliver.conftest import RECORDINGS
from tests.view.web.client import PORT, Client


@pytest.fixture
def source() -> FileTurns:
    """Files of which nothing has been read yet."""
    return FileTurns()


@pytest.fixture
def client(empty: Locations, source: FileTurns) -> Client:
    tokens = Tokens()
    site = Site.of(source, empty, {}, tokens)
    return Client(Guard(application(site), tokens, PORT), tokens)


def test_a_page_that_is_opened_at_once_waits_instead_of_saying_that_there_is_nothing(
    client: Client,
) -> None:
    for address in ("/", "/stats", "/search?text=echo", "/session/01a1"):
        page = client.get(address)
        assert page.status == 503
        assert "the files are being read" in page.text
        # Without scripts too.
        assert '<meta http-equiv="refresh" content="2">' in page.html
        assert "No turn" not in page.text


def test_after_it_the_turns_are_shown(client: Client, source: FileTurns, empty: Locations) -> None:
    read_files([RECORDINGS / "plain"], source, empty, {}, lambda _: None)
    page = client.get("/")
    assert page.html.count("data-row") == 1
    assert "being read" not in page.text
    assert "refresh" not in page.html


def test_turns_that_are_there_already_are_shown_as_a_part(
    client: Client, source: FileTurns, empty: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, add = [], source.add

    def added(traces: list[TurnTrace]) -> None:
        add(traces)
        seen.append(client.get("/"))

    monkeypatch.setattr(source, "add", added)
    read_files([RECORDINGS / "plain"], source, empty, {}, lambda _: None)
    (page,) = seen
    assert "still being read" in page.text
    assert "data-live" in page.html
    assert page.html.count("data-row") == 1


def test_files_without_a_turn_are_said_to_have_none(
    client: Client, source: FileTurns, empty: Locations
) -> None:
    before = source.version()
    read_files([empty.codex_home], source, empty, {}, lambda _: None)
    assert source.version() != before
    assert "No turn in these files" in client.get("/").text


def test_nobody_waits_for_files_whose_reading_failed(
    client: Client, source: FileTurns, empty: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("codexctl.view.web.background._fold", fails)
    with pytest.raises(OSError):  # noqa: PT011 - which one is the test's own
        read_files([empty.codex_home], source, empty, {}, lambda _: None)
    assert client.get("/").status == 200
