"""What open pages are told: that something was stored, as soon as it is, and nothing else."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from threading import Event

from codexctl.deliver.store.local_store import LocalStore
from codexctl.locations import Locations
from codexctl.view.web.background import read_files
from codexctl.view.web.idle import IDLE_S, Idle
from codexctl.view.web.live import Live
from codexctl.view.web.sources import FileTurns, Source, StoredTurns
from tests.deliver.conftest import RECORDINGS
from tests.view.web.client import Client

# So many looks that a store which had changed would have been seen.
_LOOKS = 20


def told(source: Source, *actions: object) -> list[bytes]:
    """What a page is sent while things happen one after the other."""
    ending = Event()
    live = Live(source, ending, look_s=0.001)

    async def listen() -> list[bytes]:
        sent: list[bytes] = []
        events = live.events()
        task = asyncio.create_task(_collect(events, sent))
        await asyncio.sleep(0.001 * _LOOKS)
        assert live.is_listened_to
        for action in actions:
            before = len(sent)
            action()  # type: ignore[operator]
            while len(sent) == before:
                await asyncio.sleep(0.001)
        await asyncio.sleep(0.001 * _LOOKS)
        ending.set()
        await task
        return sent

    sent = asyncio.run(asyncio.wait_for(listen(), 20))
    assert not live.is_listened_to
    return sent


async def _collect(events: AsyncIterator[bytes], sent: list[bytes]) -> None:
    async for event in events:
        sent.append(event)  # noqa: PERF401 - who looks meanwhile sees each as it comes


def test_a_page_is_told_once_each_time_that_something_is_stored(locations: Locations) -> None:
    source = StoredTurns(locations.traces_db)
    writer = sqlite3.connect(locations.traces_db, isolation_level=None)

    def store() -> None:
        writer.execute("UPDATE commits SET number = number + 1")

    sent = told(source, store, store)
    writer.close()
    source.close()
    assert sent == [b"retry: 2000\n\n", *[b"event: stored\ndata: {}\n\n"] * 2]


def test_a_store_that_comes_or_is_replaced_is_seen(empty: Locations) -> None:
    source = StoredTurns(empty.traces_db)

    def make() -> None:
        LocalStore.open(empty.traces_db).close()

    def replace() -> None:
        empty.traces_db.rename(empty.traces_db.with_suffix(".broken"))
        make()

    sent = told(source, make, replace)
    source.close()
    assert len(sent) >= 3


def test_files_that_are_read_meanwhile_are_told_too(empty: Locations) -> None:
    source, complaints = FileTurns(), list[str]()

    def read() -> None:
        read_files([RECORDINGS / "plain"], source, empty, {}, complaints.append)

    assert len(told(source, read)) == 2
    assert complaints == []
    with source.reading() as store:
        assert store
        assert len(list(store.turns())) == 1


def test_the_view_ends_after_an_hour_in_which_nobody_asked_for_a_page() -> None:
    now = [0.0]
    idle = Idle(lambda: now[0])
    now[0] = IDLE_S - 1
    assert not idle.is_over()
    idle.seen()
    now[0] += IDLE_S - 1
    assert not idle.is_over()
    now[0] += 1
    assert idle.is_over()
    assert IDLE_S == 3600


def test_a_page_that_looks_by_itself_does_not_keep_the_view_open(client: Client) -> None:
    seen: list[bool] = []
    client.app._seen = lambda: seen.append(True)
    client.get("/", x_codexctl_live="1")
    assert seen == []
    client.get("/")
    assert seen == [True]
