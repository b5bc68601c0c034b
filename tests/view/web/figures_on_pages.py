"""The figures that stand on pages, read as a person reads them, and what is true of recordings."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

from codexctl.deliver.store.local_store import LocalStore
from codexctl.locations import Locations
from codexctl.view.web.app import application
from codexctl.view.web.door.guard import Guard
from codexctl.view.web.door.tokens import Tokens
from codexctl.view.web.site import Site
from codexctl.view.web.sources import StoredTurns
from tests.trace.recorded import FOLDERS, expected, traces, version
from tests.view.web.client import PORT, Client
from tests.view.web.conftest import located, write_settings

# Releases whose recordings tell every turn, and of them those whose whole bill is on disk.
TOLD = [folder for folder in FOLDERS if version(folder) >= (0, 102)]
WHOLE = [
    folder
    for folder in TOLD
    if expected(folder)["turns_complete"]
    and not any(turn.get("unrecorded") for turn in expected(folder)["turns"])
]
TOKENS = ("input_tokens", "cached_input_tokens", "output_tokens", "reasoning_output_tokens")
_ROW = re.compile(r'<tr data-row="([^"]*)">(.*?)</tr>', re.DOTALL)
_SPENT = re.compile(r'title="([\d,]+) in \(([\d,]+) cached\), ([\d,]+) out"')
_PAIR = re.compile(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", re.DOTALL)
_FIGURE = re.compile(r'data-figure="([^"]+)" data-value="([^"]*)">([^<]*)<')


def stored(home: Path, folders: Iterable[Path]) -> Locations:
    """A home whose store holds these recordings; gives where everything is."""
    where = located(home)
    write_settings(where, "full")
    database = LocalStore.open(where.traces_db)
    for folder in folders:
        database.send(traces(folder))
    database.close()
    return where


@contextmanager
def browsing(locations: Locations) -> Iterator[Client]:
    """A browser for the pages of a home."""
    source, tokens = StoredTurns(locations.traces_db), Tokens()
    yield Client(Guard(application(Site.of(source, locations, {}, tokens)), tokens, PORT), tokens)
    source.close()


def true_turns(folders: Iterable[Path]) -> dict[str, Mapping[str, Any]]:
    """What was served in each turn, by `THREAD/TURN`."""
    return {
        f"{turn['thread_id']}/{turn['turn_id']}": turn
        for folder in folders
        for turn in expected(folder)["turns"]
    }


def true_traces(folders: Iterable[Path]) -> dict[str, Counter[str]]:
    """What was served in each trace: its turn's and its subagents' turns' calls."""
    truth, sums = true_turns(folders), defaultdict[str, Counter[str]](Counter)
    for folder in folders:
        for trace in traces(folder):
            turn = truth["/".join(trace.place)]
            names = ("llm_calls", "tool_calls", *TOKENS)
            sums[str(trace.summary["trace_id"])].update({name: turn[name] for name in names})
    return sums


def turns_listed(client: Client) -> dict[str, dict[str, int]]:
    """The tokens of every turn on every page of the list, by `THREAD/TURN`."""
    found: dict[str, dict[str, int]] = {}
    address = "/"
    while address:
        html = client.get(address).html
        for row, cells in _ROW.findall(html):
            spent = _SPENT.search(cells)
            assert spent, cells
            assert row not in found, "a turn is on two pages"
            found[unescape(row)] = dict(zip(_LISTED, map(_number, spent.groups()), strict=True))
        older = re.search(r'rel="next" href="([^"]+)"', html)
        address = unescape(older[1]) if older else ""
    return found


def figures_of(html: str) -> dict[str, str]:
    """The figures at the head of a page, by their names, without what stands small below one."""
    return {_text(name): _text(value.partition("<small")[0]) for name, value in _PAIR.findall(html)}


def small_print_of(html: str) -> dict[str, str]:
    """What stands small below them."""
    return {_text(name): _text(value.partition("<small")[2]) for name, value in _PAIR.findall(html)}


def sums_of(html: str) -> dict[str, dict[str, tuple[str, str]]]:
    """The rows of a table of sums: each figure's value, and how it is written."""
    return {
        unescape(row): {name: (value, said) for name, value, said in _FIGURE.findall(cells)}
        for row, cells in _ROW.findall(html)
    }


def count_of(text: str) -> int:
    """The number that a text begins with."""
    found = re.match(r"[^\d]*([\d,]+)", text)
    assert found, text
    return _number(found[1])


_LISTED = ("input_tokens", "cached_input_tokens", "output_tokens")


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html.partition(">")[2] or html)).split())
