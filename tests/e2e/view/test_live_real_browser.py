"""A turn that ends while somebody looks: it appears, and what they were reading stays there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from codexctl.deliver.store.local_store import LocalStore
from codexctl.locations import Locations
from tests.bench.support.many import rollouts, store
from tests.e2e.installed import Installed
from tests.e2e.lab.model.items import say, shell
from tests.e2e.lab.runner import Lab
from tests.e2e.view.browsing import Tab, tab
from tests.e2e.view.viewing import Viewing, filled, running_view, viewing
from tests.view.web.conftest import located

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.e2e
SESSIONS = 80
# A page is told within a quarter of a second; the rest is for a machine that is busy.
_SOON_MS = 5_000
# Selects the words of a row in the middle of what is to be seen, and says where that row is.
_READ = """() => {
  window.scrollTo(0, 600);
  const row = [...document.querySelectorAll("#rows [data-row]")]
    .find((each) => each.getBoundingClientRect().top > 300);
  getSelection().selectAllChildren(row.querySelector("td"));
  return [row.dataset.row, row.getBoundingClientRect().top, String(getSelection())];
}"""
_STILL = """(id) => [id,
  document.querySelector(`#rows [data-row="${id}"]`).getBoundingClientRect().top,
  String(getSelection())]"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with more turns than fit on a screen."""
    folder = tmp_path_factory.mktemp("home")
    rollouts.write(located(folder).rollout_folders[0], SESSIONS)
    filled(folder)
    return folder


@pytest.fixture
def here(running: Browser, home: Path) -> Iterator[tuple[Tab, Viewing]]:
    """A tab in front of the list of turns."""
    with viewing(home) as view, tab(running) as opened:
        opened.visit(view.address)
        yield opened, view


def test_a_turn_that_is_stored_appears_by_itself(here: tuple[Tab, Viewing], home: Path) -> None:
    there, _ = here
    turn = _stored(located(home), 0)

    there.page.wait_for_selector(_row(turn), timeout=_SOON_MS)

    assert there.page.get_attribute("#rows [data-row] >> nth=0", "data-row") == turn
    assert there.problems == []


def test_who_reads_further_down_is_told_and_stays_where_they_are(
    here: tuple[Tab, Viewing], home: Path
) -> None:
    there, _ = here
    place, top, selected = there.page.evaluate(_READ)
    turn = _stored(located(home), 1)

    there.page.wait_for_selector(".news button", timeout=_SOON_MS)
    still = there.page.evaluate(_STILL, place)
    there.page.click(".news button")

    assert (still[0], still[2]) == (place, selected)
    assert selected
    assert abs(still[1] - top) < 2
    assert there.page.wait_for_selector(_row(turn))
    assert there.problems == []


def test_a_turn_of_the_real_codex_appears_on_the_open_page(running: Browser, lab: Lab) -> None:
    installed = Installed(lab)
    installed.run("setup", "--destination", "local", "--yes")
    environ = lab.home.env | {"PATH": os.environ["PATH"]}
    command = [sys.executable, "-m", "codexctl", "view", "--no-open"]
    with running_view(command, environ) as view, tab(running) as here:
        here.visit(view.address)
        before = _turns(installed)
        lab.script(shell("echo one"), say("Done."))
        lab.exec("Run a command")

        here.page.wait_for_function(
            "(known) => [...document.querySelectorAll('#rows [data-row]')]"
            ".some((row) => !known.includes(row.dataset.row))",
            arg=sorted(before),
        )
        shown = here.page.eval_on_selector_all(
            "#rows [data-row]", "rows => rows.map((row) => row.dataset.row)"
        )

    stored = _turns(installed)
    assert set(shown) == stored
    assert len(stored - before) == 1
    assert here.problems == []


def _turns(installed: Installed) -> set[str]:
    return {f"{turn['thread_id']}/{turn['turn_id']}" for turn in installed.turns()}


def _row(turn: str) -> str:
    return f'#rows [data-row="{turn}"]'


def _stored(where: Locations, number: int) -> str:
    """Store one turn more, newer than all, as a worker does; gives what its row is called."""
    newest = sorted(
        store.traces(400, SESSIONS), key=lambda trace: str(trace.summary["started_at"])
    )[number - 2]
    database = LocalStore.open(where.traces_db)
    database.send([newest])
    database.close()
    return "/".join(newest.place)
