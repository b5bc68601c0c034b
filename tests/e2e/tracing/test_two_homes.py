"""Two homes of the real Codex with one codexctl: turns that end at once are delivered at once."""

from __future__ import annotations

import shutil
import threading
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.installed import Installed
from tests.e2e.lab.model.items import say
from tests.e2e.lab.process import run
from tests.e2e.lab.runner import EXEC, Lab

pytestmark = pytest.mark.e2e

ROUNDS = 3
# A delivery takes a fraction of a second where nothing else runs.
PATIENCE_S = 120


def test_turns_of_two_homes_that_end_at_the_same_time_are_both_delivered(lab: Lab) -> None:
    installed = Installed(lab)
    first = lab.home.codex
    homes = [first, first.with_name("it's  another")]
    homes[1].mkdir()
    shutil.copyfile(first / "config.toml", homes[1] / "config.toml")
    for home in homes:
        lab.home.env["CODEX_HOME"] = str(home)
        installed.run("setup", "--destination", "local", "--yes", "--no-proof")
    # Who lists under another home delivers nothing of these two: their hooks must have.
    lab.home.env["CODEX_HOME"] = str(first.with_name("empty"))
    for number in range(ROUNDS):
        lab.script(say("Hello."), say("Hello."))
        prompts = [f"Round {number} in {home.name}" for home in homes]
        together = [
            threading.Thread(target=takes_a_turn, args=(lab, home, prompt))
            for home, prompt in zip(homes, prompts, strict=True)
        ]
        for thread in together:
            thread.start()
        for thread in together:
            thread.join()
        wanted = len(homes) * (number + 1)
        turns = installed.turns_when(partial(are_so_many, wanted), PATIENCE_S)
        assert len(turns) == wanted, (number, turns)


def are_so_many(number: int, turns: list[dict[str, Any]]) -> bool:
    """Whether so many turns have arrived."""
    return len(turns) == number


def takes_a_turn(lab: Lab, home: Path, prompt: str) -> None:
    """A whole session of Codex in one of the homes."""
    argv = [str(lab.binary), "exec", *EXEC, "--", prompt]
    assert run(argv, lab.home.work, {**lab.home.env, "CODEX_HOME": str(home)}).rc == 0
