"""What the hook costs: its command beside `sh -c true`, and a real Codex turn beside others.

`python -m tests.bench.bench_hook [ROUNDS]`: the turn has three tool calls, and the backend is in
every state that it can be in.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from functools import partial

from tests.bench.support.homes import Ours, bare, hooked, ours, settle, turn
from tests.bench.support.measure import interleaved, report
from tests.bench.support.states import STATES
from tests.e2e.lab.runner import Lab

COMMAND_ROUNDS = 40
TURN_ROUNDS = 15


def main(rounds: int) -> None:
    """Measure and print."""
    with ExitStack() as stack:
        homes = {
            "codexctl, local store": stack.enter_context(ours()),
            **{f"codexctl, backend {state}": stack.enter_context(ours(state)) for state in STATES},
        }
        local = homes["codexctl, local store"]
        commands(local)
        labs = {
            "no hooks": stack.enter_context(bare()),
            "`true` on the same events": stack.enter_context(hooked(*local.commands)),
            **{name: home.lab for name, home in homes.items()},
        }
        turns(labs, list(homes.values()), rounds)


def commands(local: Ours) -> None:
    """The hook's command as Codex runs it, through a shell."""
    runs = {
        "sh -c true": partial(_shell, "true", local.lab),
        "the hook's command": partial(_shell, local.commands["Stop"], local.lab),
    }
    times = interleaved(runs, COMMAND_ROUNDS, partial(settle, local))
    report("The hook's command", times, "sh -c true")


def turns(labs: dict[str, Lab], homes: list[Ours], rounds: int) -> None:
    """The same turn in all homes, each as often as the others."""
    runs = {name: partial(turn, lab) for name, lab in labs.items()}
    times = interleaved(runs, rounds, partial(settle, *homes))
    report("A Codex turn with three tool calls", times, "`true` on the same events")


def _shell(command: str, lab: Lab) -> None:
    argv = ["/bin/sh", "-c", command]
    subprocess.run(argv, env=lab.home.env, stdin=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TURN_ROUNDS)
