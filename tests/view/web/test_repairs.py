"""A store that is damaged or lost under a view: pages wait for it, and it comes back."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from codexctl.deliver.sqlite.repairs import Repairs
from codexctl.locations import Locations
from codexctl.view.web import background
from codexctl.view.web.app import application
from codexctl.view.web.background import keep_up
from codexctl.view.web.door.guard import Guard
from codexctl.view.web.door.tokens import Tokens
from codexctl.view.web.site import Site
from codexctl.view.web.sources import StoredTurns
from tests.view.web.client import PORT, Answered, Client

_SOON_S = 30


def garbled(path: Path) -> None:
    """Something else than a database, in the same file."""
    path.write_bytes(random.Random(5).randbytes(path.stat().st_size))


def replaced(path: Path) -> None:
    """A file that is no database; of the one before, pages might be in memory still."""
    other = path.with_name("other")
    other.write_bytes(random.Random(5).randbytes(path.stat().st_size))
    other.replace(path)


def emptied(path: Path) -> None:
    """What `: > traces.db` leaves."""
    path.write_bytes(b"")


def deleted(path: Path) -> None:
    """No file at all."""
    path.unlink()


class View:
    """Pages of a store, and what a view does beside them, which a test begins when it likes."""

    def __init__(self, locations: Locations) -> None:
        self.source, self.ending, tokens = StoredTurns(locations.traces_db), Event(), Tokens()
        site = Site.of(self.source, locations, {}, tokens)
        self.client = Client(Guard(application(site), tokens, PORT), tokens)
        # A page that waits may be of a browser without scripts, which does not listen.
        self._is_listened_to = Event()
        self._beside = Thread(
            target=keep_up,
            args=(locations, {}, self._is_listened_to.is_set, self.ending, self.source.repairs),
            daemon=True,
        )

    def begin(self) -> None:
        self._beside.start()

    def end(self) -> None:
        self.ending.set()
        if self._beside.is_alive():
            self._beside.join()
        self.source.close()

    def shows(self, number: int) -> bool:
        """Whether the list comes to show so many turns, with no error before."""
        until = time.monotonic() + _SOON_S
        self._is_listened_to.clear()
        while time.monotonic() < until:
            answer = self.client.get("/")
            if answer.status == 200:
                if rows(answer) == number:
                    return True
                self._is_listened_to.set()  # a slow machine fills it in several goes
            elif answer.status != 503:
                return False
            time.sleep(0.02)
        return False


@pytest.fixture
def view(locations: Locations, monkeypatch: pytest.MonkeyPatch) -> Iterator[View]:
    monkeypatch.setattr(background, "_BETWEEN_S", 0.02)
    view = View(locations)
    yield view
    view.end()


def rows(answer: Answered) -> int:
    return answer.html.count("data-row")


@pytest.mark.parametrize("harm", [replaced, emptied, deleted], ids=lambda f: f.__name__)
def test_a_store_that_is_harmed_under_a_view_is_waited_for_and_comes_back(
    view: View, locations: Locations, harm: Callable[[Path], None]
) -> None:
    before = rows(view.client.get("/"))
    assert before > 0
    harm(locations.traces_db)
    waiting = view.client.get("/")
    assert waiting.status == 503
    assert "is being restored" in waiting.text
    assert "data-live" in waiting.html
    view.begin()
    assert view.shows(before)


def test_what_happens_while_nobody_looks_is_seen_to_when_somebody_does(
    view: View, locations: Locations
) -> None:
    before = rows(view.client.get("/"))
    view.begin()
    for harm in (replaced, emptied, deleted):
        harm(locations.traces_db)
        assert view.shows(before)


@pytest.mark.parametrize("harm", [garbled, emptied], ids=lambda f: f.__name__)
def test_a_store_that_was_harmed_before_is_repaired_too(
    locations: Locations, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Path], None]
) -> None:
    monkeypatch.setattr(background, "_BETWEEN_S", 0.02)
    before = View(locations)
    number = rows(before.client.get("/"))
    before.end()
    harm(locations.traces_db)
    view = View(locations)
    assert view.client.get("/").status == 503
    view.begin()
    assert view.shows(number)
    view.end()


def test_damage_that_cannot_be_repaired_is_named(view: View, locations: Locations) -> None:
    replaced(locations.traces_db)
    assert view.client.get("/").status == 503
    assert view.source.repairs.begin() is not None
    view.source.repairs.end()  # and the file is the same one
    answer = view.client.get("/")
    assert answer.status == 500
    assert str(locations.traces_db) in answer.text
    assert "hint: codexctl trace export" in answer.text


def test_a_store_that_does_not_come_back_is_none(view: View, locations: Locations) -> None:
    view.client.get("/")
    deleted(locations.traces_db)
    assert view.client.get("/").status == 503
    assert view.source.repairs.begin() is None
    view.source.repairs.end()
    assert view.client.get("/").status == 200


def test_damage_of_a_file_that_another_process_replaced_is_nobodys_any_more(
    view: View, locations: Locations
) -> None:
    sound = locations.traces_db.read_bytes()
    garbled(locations.traces_db)
    view.client.get("/")
    locations.traces_db.rename(locations.traces_db.with_suffix(".aside"))
    locations.traces_db.write_bytes(sound)
    assert view.source.repairs.begin() is None


def test_where_there_never_was_a_store_none_is_missed(tmp_path: Path) -> None:
    Repairs(tmp_path / "traces.db").missing()
