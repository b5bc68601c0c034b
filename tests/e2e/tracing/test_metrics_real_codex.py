"""Metrics of real Codex sessions, at a sink of ours and through a real OTLP collector (rotel)."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.deliver.metrics.counted import deltas, sums
from tests.deliver.sink import Sink
from tests.e2e.installed import Installed
from tests.e2e.lab.backends import FLEET, free_port, install, obstacle
from tests.e2e.lab.binary import codex_binary
from tests.e2e.lab.model.items import say, shell
from tests.e2e.lab.runner import Lab

pytestmark = pytest.mark.e2e
FIGURES = {
    "gen_ai.client.token.usage input": "input_tokens",
    "gen_ai.client.token.usage output": "output_tokens",
    "gen_ai.client.inference.usage.input_tokens": "input_tokens",
    "codex.tool.calls": "tool_calls",
}


def run_some(lab: Lab) -> None:
    """Three sessions: one with a tool, one whose tool fails, and one that only speaks."""
    lab.script(shell("echo one"), say("Done."))
    lab.exec("Run a command")
    lab.script(shell("exit 7"), say("It failed."))
    lab.exec("Run another")
    lab.script(say("Hello."))
    lab.exec("Say hello")


def figures(installed: Installed) -> dict[str, float]:
    """What `trace convert` says of all sessions of the laboratory."""
    folder = str(installed.lab.home.codex / "sessions")
    found = installed.run("trace", "convert", folder, "--format", "summary-json")
    turns: list[dict[str, Any]] = json.loads(found)["turns"]
    total = {metric: sum(turn[name] for turn in turns) for metric, name in FIGURES.items()}
    return total | {"codex.turns": len(turns), "codex.tool.failures": 1}


def arrived(sink: Sink, wanted: dict[str, float], within_s: float = 120.0) -> dict[str, float]:
    """The sums of what has come, as soon as they are what is wanted or the time is over."""
    began = time.monotonic()
    while True:
        found = sums(deltas(list(sink.metrics)))
        said = {name: found.get(name, 0) for name in wanted}
        if said == wanted or time.monotonic() - began > within_s:
            return said
        time.sleep(0.1)


def test_metrics_of_real_sessions_add_up_to_what_convert_says() -> None:
    with Sink() as sink, Lab(codex_binary()) as lab:
        installed = Installed(lab)
        where = ("--destination", "otlp", "--endpoint", sink.url, "--metrics", "on")
        installed.run("setup", *where, "--yes")
        run_some(lab)
        wanted = figures(installed)
        assert wanted["codex.turns"] == 3
        assert arrived(sink, wanted) == wanted


@contextmanager
def collector(behind: str, logs: Path) -> Iterator[str]:
    """A real collector in front of an endpoint; gives its address."""
    agent = next((install(FLEET).parent / "lib").glob("*/site-packages/rotel/rotel-agent"))
    http, grpc = free_port(), free_port()
    command = [
        *(str(agent), "start", "--pid-file", str(logs / "pid"), "--log-file", str(logs / "log")),
        *("--otlp-http-endpoint", f"127.0.0.1:{http}"),
        *("--otlp-grpc-endpoint", f"127.0.0.1:{grpc}"),
        *("--exporter", "otlp", "--otlp-exporter-protocol", "http"),
        *("--otlp-exporter-endpoint", behind),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{http}"
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.skipif(bool(obstacle(FLEET)), reason=obstacle(FLEET))
def test_a_real_collector_takes_them_and_hands_them_on_as_they_are(tmp_path: Path) -> None:
    with (
        Sink() as sink,
        collector(sink.url.removesuffix("/v1/traces"), tmp_path) as address,
        Lab(codex_binary()) as lab,
    ):
        installed = Installed(lab)
        where = ("--destination", "otlp", "--endpoint", address, "--metrics", "on")
        installed.run("setup", *where, "--yes")
        run_some(lab)
        wanted = figures(installed)
        assert arrived(sink, wanted) == wanted
