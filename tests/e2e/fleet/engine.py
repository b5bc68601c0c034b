"""A real OTLP collector (rotel) and a real ClickHouse (chdb), each of which can be taken away."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.lab import backends

SHIM = Path(__file__).parent / "shim.py"


@dataclass
class Part:
    """One process of the engine."""

    words: Sequence[str]
    url: str
    cwd: Path
    env: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers anything at all."""
        with (self.cwd / f"{Path(self.words[0]).name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.words, cwd=self.cwd, env=self.env, stdout=log, stderr=log
            )
        deadline = time.monotonic() + backends.START_S
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"{self.words[0]} has ended"
            try:
                urllib.request.urlopen(self.url, timeout=5).close()
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(f"{self.words[0]} does not answer")

    def kill(self) -> None:
        """Take it away as a power cut does."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()


@dataclass
class Engine:
    """The two of them; `endpoint` is where traces are sent to."""

    gateway: Part
    store: Part
    endpoint: str
    _asked: list[str] = field(default_factory=list)

    def ask(self, statement: str) -> list[list[str]]:
        """Rows of the store."""
        request = urllib.request.Request(self.store.url, statement.encode())
        with urllib.request.urlopen(request, timeout=60) as answer:
            return [line.split("\t") for line in answer.read().decode().splitlines()]

    def rows(self) -> int:
        """How many rows there are, those that came twice counted twice."""
        return int(self.ask("SELECT count() FROM otel.otel_traces")[0][0])

    def settled(self, least: int, within_s: float = 60.0) -> int:
        """The rows once there are so many and no more come, or as many as there are by then."""
        deadline, before = time.monotonic() + within_s, -1
        while time.monotonic() < deadline:
            now = self.rows()
            if now >= least and now == before:
                return now
            before = now
            time.sleep(0.7)
        return before


@contextmanager
def engine(folder: Path, tables: Iterable[str]) -> Iterator[Engine]:
    """Both, running, `tables` (statements) made; everything of them lies below a folder."""
    programs = backends.install(backends.FLEET)
    (agent,) = programs.parent.glob("lib/python3*/site-packages/rotel/rotel-agent")
    otlp, grpc, http = (backends.free_port() for _ in range(3))
    env = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    data = folder / "clickhouse"
    data.mkdir()
    store = Part(
        (str(programs / "python"), str(SHIM), str(http), str(data)),
        f"http://127.0.0.1:{http}/", folder, env,
    )  # fmt: skip
    gateway = Part(
        (str(agent), "start", "--pid-file", str(folder / "rotel.pid"),
         "--log-file", str(folder / "rotel.log"),
         "--otlp-http-endpoint", f"127.0.0.1:{otlp}", "--otlp-grpc-endpoint", f"127.0.0.1:{grpc}",
         "--exporter", "clickhouse", "--clickhouse-exporter-endpoint", f"http://127.0.0.1:{http}/",
         "--clickhouse-exporter-compression", "none", "--batch-timeout", "200ms"),
        f"http://127.0.0.1:{otlp}/", folder, env,
    )  # fmt: skip
    with ExitStack() as ends:
        for part in (store, gateway):
            ends.callback(part.kill)
            part.start()
        made = Engine(gateway, store, f"http://127.0.0.1:{otlp}/v1/traces")
        for statement in tables:
            made.ask(statement)
        yield made
