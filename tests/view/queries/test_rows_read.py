"""Pages stay fast with years of turns: what SQLite does for one is counted, not timed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from codexctl.deliver.store.kept.keep import keep_some
from codexctl.deliver.store.kept.words import index_some
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.query import EVERYTHING, TurnFilter
from codexctl.deliver.store.rows import Row, TurnRows
from codexctl.view.prices import Prices
from codexctl.view.queries.search import search
from codexctl.view.queries.sums import sums
from codexctl.view.queries.turn_page import turn_page
from codexctl.view.stats import DAY
from tests.bench.support.many.store import rows
from tests.view.sums import SHOWN

PRICES = Prices()
SESSIONS = 100


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LocalStore, LocalStore]]:
    """A store of some sessions, and one with ten of each of them, at the same times."""
    folder = tmp_path_factory.mktemp("stores")
    made = [_store(folder / f"{copies}.db", copies) for copies in (1, 10)]
    yield made[0], made[1]
    for store in made:
        store.close()


def _store(path: Path, copies: int) -> LocalStore:
    store = LocalStore.open(path)
    turns = rows(SESSIONS)
    for number in range(copies):
        store.store([_again(turn, f"{number}-") for turn in turns])
    while keep_some(store.connection):
        pass
    while index_some(store.connection):
        pass
    return store


def _again(turn: TurnRows, mark: str) -> TurnRows:
    """The same turn under ids of its own: thread, turn, trace and session, and those of spans."""

    def renamed(row: Row, ids: int) -> Row:
        return (*(f"{mark}{value}" if value else value for value in row[:ids]), *row[ids:])

    thread, turn_id = turn.place
    return turn._replace(
        place=(mark + thread, mark + turn_id),
        turn=renamed(turn.turn, 4),
        spans=[renamed(row, 5) for row in turn.spans],
        steps=[renamed(row, 3) for row in turn.steps],
    )


def _instructions(store: LocalStore, ask: Callable[[LocalStore], object]) -> int:
    """How many instructions SQLite's own machine carries out for an answer, in hundreds."""
    ask(store)  # prices and statements are prepared once
    counted = []
    store.connection.set_progress_handler(lambda: counted.append(1), 100)
    ask(store)
    store.connection.set_progress_handler(None, 0)
    return len(counted)


PAGES: dict[str, Callable[[LocalStore], object]] = {
    "the newest turns": lambda store: turn_page(store, SHOWN, EVERYTHING, limit=10, prices=PRICES),
    "the turns of a status": lambda store: turn_page(
        store, SHOWN, TurnFilter(status="completed"), limit=10, prices=PRICES
    ),
    "the turns of a model": lambda store: turn_page(
        store, SHOWN, TurnFilter(model="gpt-5.5"), limit=10, prices=PRICES
    ),
    "the turns with a tool": lambda store: turn_page(
        store, SHOWN, TurnFilter(tool="exec_command"), limit=10, prices=PRICES
    ),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_turns_costs_the_same_among_ten_times_as_many(
    stores: tuple[LocalStore, LocalStore], page: str
) -> None:
    few, many = (_instructions(store, PAGES[page]) for store in stores)
    # Trees are deeper, and turns have not all the same number of steps.
    assert many < 1.5 * few + 10


def test_a_page_of_hits_costs_less_than_reading_every_turn(
    stores: tuple[LocalStore, LocalStore],
) -> None:
    few, many = (
        _instructions(store, lambda store: search(store, SHOWN, TurnFilter(text="test")))
        for store in stores
    )
    assert many < 2 * few + 10


@pytest.mark.parametrize("by", ["model", "project", "tool", "status", "tier", "day"])
def test_sums_read_the_roll_up_and_not_every_call(
    stores: tuple[LocalStore, LocalStore], by: str
) -> None:
    few, many = (
        _instructions(store, lambda store: sums(store, SHOWN, EVERYTHING, by, PRICES))
        for store in stores
    )
    assert many < 1.1 * few + 10


# India, Nepal, Newfoundland in winter, the Marquesas, the Chatham Islands in summer.
PARTS_OF_HOURS = ((5, 30), (5, 45), (-4, 30), (-10, 30), (13, 45))


@pytest.mark.parametrize(("hours", "minutes"), PARTS_OF_HOURS)
@pytest.mark.parametrize("with_times", [True, False])
def test_days_of_a_zone_that_is_ahead_by_a_part_of_an_hour_are_read_from_the_roll_up_too(
    stores: tuple[LocalStore, LocalStore], hours: int, minutes: int, *, with_times: bool
) -> None:
    zone = timezone(timedelta(hours=hours, minutes=minutes))
    few, many = (
        _instructions(
            store,
            lambda store: sums(store, SHOWN, EVERYTHING, DAY, PRICES, zone, with_times=with_times),
        )
        for store in stores
    )
    assert many < 1.1 * few + 10
