"""A turn of the real Codex: its hook's worker stores it, and it appears on the open page."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from tests.e2e.installed import Installed
from tests.e2e.lab.model.items import say, shell
from tests.e2e.lab.runner import Lab
from tests.e2e.view.browsing import tab
from tests.e2e.view.viewing import running_view

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.e2e


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
        # On a busy machine the worker may take its time; the page has its own.
        installed.turns_when(lambda turns: len(turns) > len(before), within_s=60)

        here.page.wait_for_selector(
            f"#rows [data-row] >> nth={len(before)}", state="attached", timeout=30_000
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
