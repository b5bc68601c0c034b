"""staso 0.5.25 (PyPI) beside codexctl: each hook's command, and a Codex turn with three tools.

`python -m tests.bench.peers.bench_staso [ROUNDS]`. staso is set up by its own `setup` (its Guard
off: tracing beside tracing), speaks with a server on this machine that answers as its own does,
and has no network. In the states that cost it seconds there are few rounds.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from tests.bench.peers.isolation import is_cut_off, run_cut_off
from tests.bench.peers.obtain import NotHere, from_pypi
from tests.bench.support.homes import Ours, bare, hooked, ours, repoint, settle, turn, warm_up
from tests.bench.support.hook_times import time_hooks
from tests.bench.support.measure import interleaved, report
from tests.bench.support.states import Asked, Yes, backend
from tests.e2e.lab.runner import Lab

STASO = "staso==0.5.25"
ROUNDS = {"up": 10, "refused": 2, "slow": 1, "hanging": 1}
_KEY = "ak_no_real_key"


def main(rounds: int) -> None:
    """Measure and print, or say why not."""
    try:
        programs = from_pypi(STASO)
        if not is_cut_off():
            sys.exit(run_cut_off("tests.bench.peers.bench_staso", str(rounds)))
    except NotHere as error:
        print(f"\nstaso: skipped: {error}")
        return
    events(programs, rounds)
    for state, least in ROUNDS.items():
        turns(programs, state, rounds if state == "up" else least)


def events(programs: Path, rounds: int) -> None:
    """Each hook's command as Codex itself runs it, the backend up."""
    with ours("up") as home, staso(programs, "up") as theirs, hooked(*home.commands) as idle:
        timed = {"`true`": idle, "codexctl": home.lab, "staso": theirs}
        logs = {name: time_hooks(lab) for name, lab in timed.items()}
        runs = {name: partial(turn, lab) for name, lab in timed.items()}
        interleaved(runs, rounds, partial(settle, home))
        took = {
            f"{name}, {event}": times
            for name, log in logs.items()
            for event, times in log().items()
        }
    took = {"`true`, Stop": took.pop("`true`, Stop"), **took}
    report("A hook's command, run by Codex", took, "`true`, Stop")


def turns(programs: Path, state: str, rounds: int) -> None:
    """The same turn in four homes."""
    with ExitStack() as stack:
        home: Ours = stack.enter_context(ours(state))
        theirs = stack.enter_context(staso(programs, state))
        idle = stack.enter_context(hooked(*home.commands))
        labs = {
            "no hooks": stack.enter_context(bare()),
            "`true` on codexctl's events": idle,
            "codexctl": home.lab,
            "staso": theirs,
        }
        warm_up(*labs.values())
        runs = {name: partial(turn, lab) for name, lab in labs.items()}
        times = interleaved(runs, rounds, partial(settle, home), warm_up=state == "up")
    title = f"A turn with three tool calls, backend {state}"
    report(title, times, "`true` on codexctl's events")


@contextmanager
def staso(programs: Path, state: str) -> Iterator[Lab]:
    """A home that staso has set up itself, its backend then in some state."""
    with bare() as lab, backend("up", answer) as up, backend(state, answer) as later:
        words = ["setup", "--target", "codex", "--api-key", _KEY, "--base-url", up, "--no-guard"]
        done = subprocess.run(
            [str(programs / "staso"), *words],
            env=lab.home.env,
            cwd=lab.home.work,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        for path in (lab.home.root / ".staso").rglob("*.json"):
            repoint(path, up, later)
        yield lab


def answer(asked: Asked) -> Yes:
    """What staso's own server says to a key and to spans, as staso 0.5.25 checks it."""
    if asked.path.startswith("/v1/setup/validate"):
        return "application/json", json.dumps(_WELCOME).encode()
    count = len(json.loads(asked.body)["traces"])
    taken = {
        "accepted": count,
        "rejected": 0,
        "spans_dropped": 0,
        "receipt_id": asked.headers["idempotency-key"],
    }
    return "application/json", json.dumps(taken).encode()


_WELCOME = {
    "status": "ok",
    "plan_status": "active",
    "backend_ready": True,
    "guard_available": True,
    "capabilities": ["traces:write", "guard:evaluate"],
    "workspace_slug": "default",
    "last_ingestion_at": None,
}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS["up"])
