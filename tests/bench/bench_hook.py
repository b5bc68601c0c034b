"""What the hook costs: its command beside `sh -c true`, and a real Codex turn beside others.

`python -m tests.bench.bench_hook [ROUNDS]`
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from codexctl.deliver.lock import held
from tests.bench.measure import interleaved, report
from tests.e2e.installed import Installed
from tests.e2e.lab.binary import codex_binary
from tests.e2e.lab.hooks import add_hook
from tests.e2e.lab.items import say, shell
from tests.e2e.lab.runner import EXEC, Lab

COMMAND_ROUNDS = 40
TURN_ROUNDS = 15


def main(rounds: int) -> None:
    """Measure and print."""
    with Lab(codex_binary()) as ours, Lab(codex_binary()) as idle, Lab(codex_binary()) as none:
        installed = Installed(ours)
        installed.run("setup", "--destination", "local", "--yes")
        events = _hooked(ours.home.codex / "hooks.json")
        for event in events:
            add_hook(idle.home.codex, event, "true")
        command = events["Stop"]
        runs = {
            "sh -c true": lambda: _shell("true", ours),
            "the hook": lambda: _shell(command, ours),
        }
        times = interleaved(runs, COMMAND_ROUNDS, lambda: _idle(installed))
        report("The hook's command", times, "sh -c true")
        turns: dict[str, Callable[[], object]] = {
            "no hooks": lambda: _turn(none),
            "`true` on the same events": lambda: _turn(idle),
            "codexctl's hook": lambda: _turn(ours),
        }
        times = interleaved(turns, rounds, lambda: _idle(installed))
        report("A Codex turn with three tool calls", times, "`true` on the same events")


def _hooked(hooks_json: Path) -> dict[str, str]:
    """Our events and their commands."""
    hooks = json.loads(hooks_json.read_text())["hooks"]
    return {event: groups[-1]["hooks"][0]["command"] for event, groups in hooks.items()}


def _idle(installed: Installed) -> None:
    """Wait until no worker is left: the lock is free and stays so."""
    free = 0
    while free < 3:
        with held(installed.home / "worker.lock") as mine:
            free = free + 1 if mine else 0
        time.sleep(0.05)


def _shell(command: str, lab: Lab) -> None:
    argv = ["/bin/sh", "-c", command]
    subprocess.run(argv, env=lab.home.env, stdin=subprocess.DEVNULL, check=True)


def _turn(lab: Lab) -> None:
    lab.script(shell("echo one"), shell("echo two"), shell("echo three"), say("Done."))
    argv = [str(lab.binary), "exec", *EXEC, "--", "Run three commands"]
    subprocess.run(
        argv,
        cwd=lab.home.work,
        env=lab.home.env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TURN_ROUNDS)
