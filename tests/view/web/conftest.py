"""A store made of real recordings, and a browser in front of its pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from codexctl.deliver.store.kept.keep import keep_some
from codexctl.deliver.store.kept.words import index_some
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.worker.freshness import catch_up
from codexctl.locations import Locations, locate
from codexctl.view.web.app import application
from codexctl.view.web.background import read_files
from codexctl.view.web.door.guard import Guard
from codexctl.view.web.door.tokens import Tokens
from codexctl.view.web.site import Site
from codexctl.view.web.sources import FileTurns, StoredTurns
from tests.cli.conftest import Shell
from tests.deliver.conftest import RECORDINGS, record
from tests.view.web.client import PORT, Client

# What pages are tried with: a plain turn, subagents, failures, interruptions, edits, approvals.
SCENARIOS = (
    *("plain", "resumed", "subagent", "subagents-two", "http-400", "interrupted-tool"),
    *("apply-patch", "approval-declined", "mcp-calls", "update-plan", "shell-failed"),
)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose store holds the recordings of `SCENARIOS` whole; made once, never changed."""
    home = tmp_path_factory.mktemp("filled")
    locations = located(home)
    record(locations, *SCENARIOS)
    write_settings(locations, "full")
    catch_up(locations, {}, lambda _: None, within_s=60)
    kept_whole(locations)
    return home


@pytest.fixture
def locations(filled: Path, tmp_path: Path) -> Locations:
    """The same home, for one test to do with what it likes."""
    shutil.copytree(filled, tmp_path / "home", symlinks=True)
    return located(tmp_path / "home")


@pytest.fixture
def empty(tmp_path: Path) -> Locations:
    """A home in which nothing has been set up."""
    (tmp_path / "codex" / "sessions").mkdir(parents=True)
    return located(tmp_path)


@pytest.fixture
def of_files(empty: Locations) -> Client:
    """A browser for the pages of recorded files, without any store."""
    source, tokens = FileTurns(), Tokens()
    folders = [RECORDINGS / name for name in SCENARIOS]
    read_files(folders, source, empty, {"CODEXCTL_CAPTURE": "full"}, lambda _: None)
    site = Site.of(source, empty, {"CODEXCTL_CAPTURE": "full"}, tokens)
    return Client(Guard(application(site), tokens, PORT), tokens)


@pytest.fixture
def browse() -> Iterator[Callable[[Locations], Client]]:
    """Gives a browser for a home's pages; the store is closed afterwards."""
    sources = []

    def opened(locations: Locations) -> Client:
        source, tokens = StoredTurns(locations.traces_db), Tokens()
        sources.append(source)
        site = Site.of(source, locations, {}, tokens)
        return Client(Guard(application(site), tokens, PORT), tokens)

    yield opened
    for source in sources:
        source.close()


@pytest.fixture
def client(locations: Locations, browse: Callable[[Locations], Client]) -> Client:
    """A browser for the pages of a store that holds recordings."""
    return browse(locations)


@pytest.fixture
def shell(locations: Locations) -> Shell:
    """A terminal in front of the same store."""
    home = locations.traces_db.parents[1]
    environ = {"HOME": home, "CODEX_HOME": home / "codex", "CODEXCTL_HOME": home / "ctl"}
    return Shell({"LANG": "C.UTF-8"} | {name: str(path) for name, path in environ.items()}, home)


def located(home: Path) -> Locations:
    """Where everything of a home below `home` lies."""
    folders = {"HOME": home, "CODEX_HOME": home / "codex", "CODEXCTL_HOME": home / "ctl"}
    (home / "codex" / "sessions").mkdir(parents=True, exist_ok=True)
    return locate({name: str(folder) for name, folder in folders.items()})


def write_settings(locations: Locations, mode: str, more: str = "") -> None:
    """Settings with a local store and a capture mode; everything that lies there counts as new."""
    locations.settings_toml.parent.mkdir(parents=True, exist_ok=True)
    locations.settings_toml.write_text(
        f'version = 1\n{more}[capture]\nmode = "{mode}"\n'
        '[[destinations]]\nname = "local"\nkind = "local"\n'
    )
    os.utime(locations.settings_toml, (0, 0))


def record_whole(folder: Path, *scenarios: str) -> None:
    """Put recorded sessions into a folder that is nobody's Codex home."""
    folder.mkdir()
    for scenario in scenarios:
        for source in (RECORDINGS / scenario).rglob("rollout-*"):
            shutil.copyfile(source, folder / source.name)


def kept_whole(locations: Locations) -> None:
    """Have everything kept beside the turns of a store: sums, what they are found by, words."""
    store = LocalStore.open(locations.traces_db)
    for keep in (keep_some, index_some):
        while keep(store.connection):
            pass
    store.close()
