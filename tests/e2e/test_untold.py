"""Under `metadata` a real session tells nothing: not in a file, a request, a process or a view."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.deliver.sink import Sink
from tests.e2e.installed import Installed
from tests.e2e.lab.binary import codex_binary
from tests.e2e.lab.mcp_server import as_config
from tests.e2e.lab.model.agents import spawn, wait_agent
from tests.e2e.lab.model.items import call, mcp, patch, say, shell, think
from tests.e2e.lab.model.script import http_error, step
from tests.e2e.lab.runner import FALLBACK, Lab

pytestmark = pytest.mark.e2e

CANARY = "kanarienvogel"
VIEWS = (
    ("trace", "list"),
    ("trace", "show"),
    ("trace", "show", "--json"),
    ("trace", "stats", "--by", "project"),
    ("status", "--json"),
    ("history",),
)


@contextmanager
def watched() -> Iterator[set[bytes]]:
    """What the process list shows meanwhile of whatever runs for codexctl."""
    seen: set[bytes] = set()
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.002):
            for process in Path("/proc").glob("[0-9]*"):
                seen.update(_shown(process))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def _shown(process: Path) -> list[bytes]:
    try:
        command = (process / "cmdline").read_bytes()
        ours = b"codexctl" in command and b"pytest" not in command
        return [command, (process / "environ").read_bytes()] if ours else []
    except OSError:  # it is gone
        return []


def sing(lab: Lab) -> None:
    """Canaries in prompts, thoughts, commands, outputs, files, names, answers and errors."""
    lab.script(
        step(think(f"{CANARY}?"), shell(f"echo {CANARY}; exit 3")),
        patch(f"*** Add File: {CANARY}.txt\n+{CANARY}\n"),
        mcp("lab", "fail", {"text": CANARY}),
        call(f"{CANARY}_tool", {CANARY: CANARY}),
        spawn(f"Count the {CANARY}"),
        wait_agent(),
        say(f"The {CANARY} sings."),
        children={CANARY: [shell(f"echo {CANARY}"), say(f"One {CANARY}.")]},
    )
    lab.exec(f"Sing, {CANARY}", "-m", FALLBACK)
    lab.script(http_error(500, message=CANARY, repeat=8))
    lab.exec(f"Fail, {CANARY}")


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc")
def test_a_real_session_tells_nothing_anywhere() -> None:
    # With TRACEPARENT the hook reads what it is given, prompts included.
    with Sink() as sink, Lab(codex_binary(), tables=as_config("lab")) as lab, watched() as shown:
        lab.home.env["TRACEPARENT"] = f"00-{'a' * 32}-{'b' * 16}-01"
        installed = Installed(lab)
        installed.run("setup", "--destination", "local", "--destination", "otlp",
                      "--endpoint", sink.url, "--capture", "metadata", "--yes")  # fmt: skip
        sing(lab)
        turns = installed.turns_when(lambda turns: len(turns) == 3, within_s=120.0)
        assert sorted(turn["status"] for turn in turns) == ["completed", "completed", "failed"]
        views = [installed.run(*view, check=False).encode() for view in VIEWS]
        installed.run("trace", "export")
        left = {
            str(path): path.read_bytes() for path in installed.home.rglob("*") if path.is_file()
        }
    assert {"traces.db", "cursors.db", "traceparents"} <= {Path(path).name for path in left}
    assert any(b"codexctl.deliver" in line for line in shown), "no worker was seen"
    sent = [request.SerializeToString() for request in sink.requests]
    assert sent
    for place, raw in [*left.items(), *_named("sent", sent), *_named("view", views)]:
        assert CANARY.encode() not in raw, place
    assert not [line for line in shown if CANARY.encode() in line]


def _named(what: str, pieces: list[bytes]) -> list[tuple[str, bytes]]:
    return [(f"{what} {number}", raw) for number, raw in enumerate(pieces)]
