"""codexctl → a real collector → a real ClickHouse: the sums there are those of `trace convert`."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from codexctl.settings.capture import CaptureMode
from tests.e2e.fleet.clickhouse.store import files, statements
from tests.e2e.fleet.engine import Engine, engine
from tests.e2e.lab import backends
from tests.trace.recorded import FOLDERS, traces, version

WHY = backends.obstacle(backends.FLEET)
pytestmark = [pytest.mark.e2e, pytest.mark.skipif(bool(WHY), reason=WHY)]
NEWEST = [folder for folder in FOLDERS if version(folder) == max(map(version, FOLDERS))]
# Every span once, however often it was sent: ids are the same each time.
SUMS = """
SELECT countIf(op = 'invoke_agent'), count(), sum(input), sum(output) FROM (
    SELECT SpanAttributes['gen_ai.operation.name'] AS op,
        if(op = 'chat', toUInt64OrZero(SpanAttributes['gen_ai.usage.input_tokens']), 0) AS input,
        if(op = 'chat', toUInt64OrZero(SpanAttributes['gen_ai.usage.output_tokens']), 0) AS output
    FROM otel.otel_traces LIMIT 1 BY TraceId, SpanId)
"""


@dataclass(frozen=True)
class Sums:
    """What a fleet is asked for."""

    turns: int
    spans: int
    input_tokens: int
    output_tokens: int


@dataclass
class Machine:
    """One person's machine with the recordings of the newest release as their past."""

    folder: Path
    endpoint: str

    def __post_init__(self) -> None:
        for folder in NEWEST:
            for sessions in folder.glob("*sessions"):
                shutil.copytree(sessions, self.codex / sessions.name, dirs_exist_ok=True)
        where = ("--destination", "otlp", "--endpoint", self.endpoint)
        assert self.run("setup", *where, "--yes", "--no-proof", "--no-input").returncode == 0

    @property
    def codex(self) -> Path:
        return self.folder / ".codex"

    def words(self, *arguments: str) -> dict[str, Any]:
        env = {
            "PATH": "/usr/bin:/bin", "HOME": str(self.folder), "CODEX_HOME": str(self.codex),
            "CODEXCTL_HOME": str(self.folder / "ctl"),
        }  # fmt: skip
        return {"args": [sys.executable, "-m", "codexctl", *arguments], "env": env}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            **self.words(*arguments), capture_output=True, text=True, check=False, timeout=120
        )

    def export(self) -> tuple[int, int]:
        """Exit code, and how many turns were delivered."""
        done = self.run("trace", "export", "--all", "--json")
        (report,) = json.loads(done.stdout)["destinations"]
        return done.returncode, report["delivered"]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Engine]:
    # ClickHouse in process has no roles to grant anything to.
    made = {path: text for path, text in files().items() if "grants" not in path}
    with engine(tmp_path, statements(made)) as found:
        yield found


@pytest.fixture
def machine(tmp_path: Path, running: Engine) -> Machine:
    return Machine(tmp_path / "person", running.endpoint)


def truth() -> Sums:
    """What `trace convert` makes of the same files."""
    found = [trace for folder in NEWEST for trace in traces(folder, CaptureMode.metadata)]
    chats = [s for trace in found for s in trace.spans if s.name.startswith("chat")]
    return Sums(
        len(found),
        sum(len(trace.spans) for trace in found),
        sum(span.attributes.get("gen_ai.usage.input_tokens", 0) for span in chats),
        sum(span.attributes.get("gen_ai.usage.output_tokens", 0) for span in chats),
    )


def stored(running: Engine) -> Sums:
    """What the store says of it, once everything has come."""
    running.settled(truth().spans)
    assert typed(running) == truth()
    ((turns, spans, into, out),) = running.ask(SUMS)
    return Sums(int(turns), int(spans), int(into), int(out))


def typed(running: Engine) -> Sums:
    """The same of the typed table, which dashboards ask."""
    ((turns, spans, into, out),) = running.ask(
        "SELECT countIf(Operation = 'invoke_agent'), count(),"
        " sumIf(InputTokens, Operation = 'chat'), sumIf(OutputTokens, Operation = 'chat')"
        " FROM otel.codex_spans FINAL"
    )
    return Sums(int(turns), int(spans), int(into), int(out))


def test_sums_in_the_store_are_those_of_convert(running: Engine, machine: Machine) -> None:
    assert machine.export() == (0, truth().turns)
    assert stored(running) == truth()
    assert running.rows() == truth().spans
    assert truth().turns > 50


def test_a_gateway_that_was_away_misses_nothing(running: Engine, machine: Machine) -> None:
    running.gateway.kill()
    code, delivered = machine.export()
    assert (code, delivered) == (1, 0)
    running.gateway.start()
    assert machine.export() == (0, truth().turns)
    assert stored(running) == truth()
    assert running.rows() == truth().spans


def test_a_store_that_was_away_misses_nothing(running: Engine, machine: Machine) -> None:
    running.store.kill()
    assert machine.export()[0] == 0, "the gateway keeps what the store does not take"
    time.sleep(1)
    running.store.start()
    assert stored(running) == truth()


def test_a_worker_that_is_killed_again_and_again_misses_nothing(
    running: Engine, machine: Machine
) -> None:
    chance = random.Random(7)
    for _ in range(6):
        worker = subprocess.Popen(
            **machine.words("trace", "export", "--all"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            worker.wait(timeout=0.3 + chance.random())
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()
    assert machine.export()[0] == 0
    assert stored(running) == truth()


def test_everything_sent_twice_counts_once(running: Engine, machine: Machine) -> None:
    assert machine.export() == (0, truth().turns)
    shutil.rmtree(machine.folder / "ctl")
    again = Machine(machine.folder, running.endpoint)
    assert again.export() == (0, truth().turns)
    assert running.settled(2 * truth().spans) == 2 * truth().spans
    assert stored(running) == truth()
