"""The folder tests/golden/views: what the views print, for people to read and judge.

`python -m tests.view.golden` writes what the code prints now. Read the difference before it is
committed: the files are the only judges of how a view looks.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from functools import partial
from pathlib import Path

from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.query import EVERYTHING
from codexctl.view.listing import rows
from codexctl.view.node import node_of_span
from codexctl.view.prices import Prices
from codexctl.view.queries.turn_page import all_pages
from codexctl.view.stats import GROUPINGS
from codexctl.view.stats_table import tables
from codexctl.view.terminal.screen import Look
from codexctl.view.tree import render
from tests.view.gallery import gallery
from tests.view.handmade import traces_of
from tests.view.stories import STORIES
from tests.view.sums import SHOWN, STEPS, TURNS, summed

FOLDER = Path(__file__).parents[1] / "golden" / "views"
PLAIN = Look(width=80, timezone=UTC)
LOOKS = {
    "80": PLAIN,
    "40": replace(PLAIN, width=40),
    "140": replace(PLAIN, width=140),
    "ascii": replace(PLAIN, ascii=True, encoding="ascii"),
    "color": replace(PLAIN, color=True),
}


def tree(story: str, look: Look) -> list[str]:
    """The lines of a story's trees."""
    with tempfile.TemporaryDirectory() as folder:
        traces = traces_of(STORIES[story](), Path(folder))
    return list(render([node_of_span(span) for trace in traces for span in trace.spans], look))


def listing(look: Look) -> list[str]:
    """The table of all stories' turns."""
    turns = []
    for story in STORIES.values():
        with tempfile.TemporaryDirectory() as folder:
            store = LocalStore.open(Path(folder) / "traces.db")
            store.send(traces_of(story(), Path(folder)))
            turns += [line.row() for line in all_pages(store, SHOWN, EVERYTHING)]
            store.close()
    return list(rows(turns, look))


def stats(by: str, look: Look) -> list[str]:
    """The sums of some steps with known prices."""
    return list(tables(summed(TURNS, STEPS, by, Prices(), UTC), look))


def marked(lines: list[str]) -> list[str]:
    """Escapes made visible, so that a colour can be read in an editor."""
    return [line.replace("\x1b", "^[") for line in lines]


CASES: dict[str, Callable[[], list[str]]] = {
    **{f"{story}.80": partial(tree, story, LOOKS["80"]) for story in STORIES},
    **{f"work.{name}": partial(tree, "work", LOOKS[name]) for name in ("40", "140", "ascii")},
    "cards.80": lambda: gallery(LOOKS["80"]),
    "people.color": lambda: marked(tree("people", LOOKS["color"])),
    **{f"list.{name}": partial(listing, LOOKS[name]) for name in ("80", "40", "140", "ascii")},
    **{f"stats-{by}.80": partial(stats, by, LOOKS["80"]) for by in GROUPINGS},
    "stats-project.40": partial(stats, "project", LOOKS["40"]),
}


def main() -> None:
    """Write all golden files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, lines in CASES.items():
        (FOLDER / f"{name}.txt").write_text("\n".join(lines()) + "\n", encoding="utf-8")
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main()
