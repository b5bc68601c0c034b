"""The real Codex, killed in the middle of a turn: listed at once, and never while it works."""

from __future__ import annotations

import signal
import subprocess
import threading
import time

import pytest

from tests.e2e.installed import Installed
from tests.e2e.lab.binary import codex_binary
from tests.e2e.lab.model.items import say, shell
from tests.e2e.lab.runner import Lab

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("version", ["0.169.0", "0.130.0"])
def test_a_killed_turn_is_listed_by_the_next_hint_and_a_working_one_is_not(version: str) -> None:
    with Lab(codex_binary(version)) as lab:
        installed = Installed(lab)
        installed.run("setup", "--destination", "local", "--yes")
        lab.script(shell("sleep 30"), say("never"))
        lab.exec("Get killed", stop=signal.SIGKILL, when="tool")
        hint(installed, lab)
        turns = installed.turns_when(lambda turns: len(turns) == 1, within_s=120.0)
        assert turns[0]["status"] == "incomplete"


@pytest.mark.parametrize("version", ["0.169.0", "0.130.0"])
def test_who_asks_for_everything_gets_a_killed_turn_and_none_that_is_worked_on(
    version: str,
) -> None:
    with Lab(codex_binary(version)) as lab:
        installed = Installed(lab)
        installed.run("setup", "--destination", "local", "--yes")
        lab.script(shell("sleep 5"), say("It is done."))
        working = threading.Thread(target=lab.exec, args=("Take your time",))
        working.start()
        while not any(b"exec_command" in path.read_bytes() for path in lab.home.rollouts()):
            time.sleep(0.05)
        time.sleep(1.5)  # longer than it has to be quiet
        installed.run("trace", "export", "--all")
        hint(installed, lab)
        time.sleep(0.5)
        assert not any(turn["status"] == "incomplete" for turn in installed.turns())
        working.join()
        turns = installed.turns_when(lambda turns: len(turns) == 1, within_s=120.0)
        assert turns[0]["status"] == "completed"
        lab.script(shell("sleep 30"), say("never"))
        lab.exec("Get killed", stop=signal.SIGKILL, when="tool")
        installed.run("trace", "export", "--all")
        statuses = sorted(turn["status"] for turn in installed.turns())
        assert statuses == ["completed", "incomplete"]


def hint(installed: Installed, lab: Lab) -> None:
    """What any Codex's hook leaves when a turn ends."""
    subprocess.run([str(installed.home / "hook.sh"), "Stop"], env=lab.home.env, check=True)
    assert (installed.home / "hints" / "Stop").exists()
