"""Time and memory of a worker are bounded, whatever a backend does."""

from __future__ import annotations

import contextlib
import gzip
import socket
import time
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from codexctl.deliver.answer import Answer, Verdict
from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.otlp import endpoint
from codexctl.deliver.worker import gathering
from codexctl.deliver.worker.deliver import deliver
from codexctl.deliver.worker.sending import TOO_SLOW, Sender
from codexctl.locations import Locations
from codexctl.trace.spans.span import TurnTrace
from tests.deliver.backfill.test_outages import sessions
from tests.deliver.bad_server import BadServer, Behaviour
from tests.deliver.conftest import configure, record
from tests.deliver.sink import Sink, ok
from tests.deliver.worker.test_sending import Backend, turn

MB = 1 << 20
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\n"


def _answer(connection: socket.socket, head: bytes, more: bytes, times: int) -> None:
    with contextlib.suppress(OSError):
        connection.recv(65536)
        connection.sendall(head)
        for _ in range(times):
            connection.sendall(more)


def infinite_body(connection: socket.socket) -> None:
    """An answer without an end."""
    _answer(connection, _OK + b"\r\n", bytes(MB), 10**6)


def gzip_bomb(connection: socket.socket) -> None:
    """A small answer that would become a gigabyte if anybody unpacked it."""
    bomb = gzip.compress(bytes(64 * MB)) * 16
    head = _OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    _answer(connection, head, bomb, 1)


def huge_header(connection: socket.socket) -> None:
    """One header of a gigabyte."""
    _answer(connection, _OK + b"X: ", b"x" * MB, 1024)


def endless_headers(connection: socket.socket) -> None:
    """Header after header."""
    _answer(connection, _OK, b"X-Header: %s\r\n" % (b"y" * 1000), 10**7)


def endless_informational(connection: socket.socket) -> None:
    """Interim answers for ever."""
    _answer(connection, b"", b"HTTP/1.1 100 Continue\r\n\r\n", 10**8)


def slow_headers(connection: socket.socket) -> None:
    """A header that comes byte by byte."""
    with contextlib.suppress(OSError):
        connection.recv(65536)
        connection.sendall(_OK + b"X: ")
        for _ in range(2000):
            connection.sendall(b"x")
            time.sleep(0.01)


def infinite_error(connection: socket.socket) -> None:
    """An error page without an end."""
    _answer(connection, b"HTTP/1.1 500 No\r\n\r\n", bytes(MB), 10**6)


BEHAVIOURS = (
    *(infinite_body, gzip_bomb, huge_header, endless_headers),
    *(endless_informational, slow_headers, infinite_error),
)


@pytest.mark.parametrize("behave", BEHAVIOURS, ids=lambda f: f.__name__)
def test_no_answer_costs_much_time_or_memory_or_is_taken_for_a_yes(
    locations: Locations, sink: Sink, behave: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint, "TIMEOUT_S", 0.3)
    monkeypatch.setattr(endpoint, "DEADLINE_S", 0.6)
    record(locations, "plain", "tools-mixed")
    deliver(locations, {}, Clock())
    with BadServer(behave) as bad:
        configure(locations, f"far={bad.url}")
        tracemalloc.start()
        report = deliver(locations, {}, Clock())["far"]
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert (report.delivered, bool(report.problem)) == (0, True)
    assert peak < 200 * MB
    configure(locations, f"far={sink.url}")
    later = Clock(now_ns=lambda: time.time_ns() + 3600 * 10**9)
    assert deliver(locations, {}, later)["far"].delivered == 2


@dataclass
class Slow(Backend):
    """Takes everything, each request after `took` seconds by `clock`."""

    took: int = 200
    now: int = 10**18

    def send(self, traces: Sequence[TurnTrace]) -> Answer:
        """Take it, slowly."""
        self.now += self.took * 10**9
        return super().send(traces)


def test_a_backend_that_is_slow_is_left_to_the_next_worker_after_a_while(
    locations: Locations, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions(locations, 10)
    configure(locations, f"far={sink.url}")
    monkeypatch.setattr(gathering, "BATCH_SPANS", 1)
    now = [time.time_ns()]

    def slowly(_: object) -> tuple[int, dict[str, str], bytes]:
        now[0] += 100 * 10**9
        return ok()

    sink.reply = slowly
    clock = Clock(now_ns=lambda: now[0])
    reports = [deliver(locations, {}, clock)["far"] for _ in range(20)]
    assert reports[0].problem == TOO_SLOW.reason
    assert 0 < reports[0].delivered < 40
    assert sum(report.delivered for report in reports) == 40


def test_a_backend_that_wants_every_span_by_itself_does_not_keep_the_worker(
    locations: Locations,
) -> None:
    locations.data_dir.mkdir()
    slow = Slow(limit=1)
    cursors = Cursors.open(locations.cursors_db)
    cursors.destinations.register("far", 0)
    sending = Sender(cursors, slow, Clock(now_ns=lambda: slow.now), until_ns=10**18 + 600 * 10**9)
    assert not sending.send([turn(number, 50) for number in range(20)])
    assert slow.requests <= 5
    assert sending.problem == TOO_SLOW.reason
    cursors.close()
    assert TOO_SLOW.verdict is Verdict.later
