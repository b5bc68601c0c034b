"""Outages of every kind: afterwards the backend holds exactly what was produced, once."""

from __future__ import annotations

import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from codexctl.deliver.backfill.export import Export
from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.scope import Scope
from codexctl.deliver.otlp import endpoint
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import Locations
from tests.deliver.bad_server import BadServer, Behaviour, cut, drip, hang, hang_up
from tests.deliver.conftest import RECORDINGS, configure
from tests.deliver.sink import Reply, Sink, ok, rejecting, span_ids

SCENARIOS = ("plain", "shell-failed", "subagent")
TURNS = 32  # 8 copies of 4 turns


def sessions(locations: Locations, copies: int) -> None:
    """Put so many sessions of each scenario into the Codex home, with ids of their own."""
    for number in range(copies):
        for scenario in SCENARIOS:
            for source in (RECORDINGS / scenario).rglob("*.jsonl"):
                target = locations.rollout_folders[0] / f"rollout-{number}-{source.name}"
                target.write_text(with_ids_of_its_own(source.read_text(), number))


def with_ids_of_its_own(text: str, number: int) -> str:
    """A recorded session whose ids nobody else has."""

    def changed(found: re.Match[str]) -> str:
        return f"{found[1]}{int(found[2], 16) ^ number:04x}"

    pattern = r"(-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{8})([0-9a-f]{4})"
    return re.sub(pattern, changed, text)


def produced(locations: Locations) -> set[str]:
    """Every span that the local store holds."""
    db = sqlite3.connect(locations.traces_db)
    try:
        return {span_id for (span_id,) in db.execute("SELECT span_id FROM spans")}
    finally:
        db.close()


def recover(locations: Locations) -> None:
    """What a person does when the backend is back: the explicit catch-up."""
    done = Export(locations, {}, Scope(asked_for=True), lambda *_: None, processes=1).run()
    assert not any(exported.problem for exported in done), done


def half_rejected(request: object) -> Reply:
    """Partial success for everything."""
    return rejecting(1)


BAD_ANSWERS: dict[str, Callable[[object], Reply]] = {
    "500": lambda _: (500, {}, b"oops"),
    "503 with Retry-After": lambda _: (503, {"Retry-After": "30"}, b""),
    "429 with Retry-After": lambda _: (429, {"Retry-After": "30"}, b""),
    "401": lambda _: (401, {}, b""),
    "403": lambda _: (403, {}, b""),
    "404": lambda _: (404, {}, b""),
    "302": lambda _: (302, {"Location": "/login"}, b""),
    "200 with a web page": lambda _: (200, {"Content-Type": "text/html"}, b"<html>"),
    "200 with nonsense": lambda _: (200, {"Content-Type": "text/plain"}, b"thank you"),
    "200 with partial success": half_rejected,
}


@pytest.mark.parametrize("answer", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_after_bad_answers_every_span_is_there_once(
    locations: Locations, sink: Sink, answer: Callable[[object], Reply]
) -> None:
    sessions(locations, TURNS // 4)
    configure(locations, "local", f"far={sink.url}")
    sink.reply = answer
    assert deliver(locations, {}, Clock())["far"].problem
    deliver(locations, {}, Clock())
    sink.reply = lambda _: ok()
    recover(locations)
    assert set(sink.spans) == produced(locations)
    assert len(sink.spans) == len(set(sink.spans))


@pytest.mark.parametrize("behave", [hang, drip, cut, hang_up], ids=lambda f: f.__name__)
def test_after_bad_connections_every_span_is_there_once(
    locations: Locations, sink: Sink, behave: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint, "TIMEOUT_S", 0.2)
    monkeypatch.setattr(endpoint, "DEADLINE_S", 0.4)
    sessions(locations, TURNS // 4)
    with BadServer(behave) as bad:
        configure(locations, "local", f"far={bad.url}")
        began = time.monotonic()
        assert deliver(locations, {}, Clock())["far"].problem
        assert time.monotonic() - began < 10, "bounded, whatever the backend does"
    configure(locations, "local", f"far={sink.url}")
    recover(locations)
    assert set(sink.spans) == produced(locations)


def test_after_a_name_that_does_not_resolve_every_span_is_there_once(
    locations: Locations, sink: Sink
) -> None:
    sessions(locations, TURNS // 4)
    configure(locations, "local", "far=http://no-such-host.invalid/v1/traces")
    assert deliver(locations, {}, Clock())["far"].problem
    configure(locations, "local", f"far={sink.url}")
    recover(locations)
    assert set(sink.spans) == produced(locations)


def test_a_backend_that_fails_every_third_time_gets_everything_once(
    locations: Locations, sink: Sink
) -> None:
    sessions(locations, 4)
    configure(locations, "local", f"far={sink.url}")
    sink.reply = lambda _: (500, {}, b"") if len(sink.requests) % 3 == 0 else ok()
    for worker in range(12):
        hours_later = time.time_ns() + worker * 3600 * 10**9
        deliver(locations, {}, Clock(now_ns=partial(int, hours_later)))
    assert set(sink.spans) == produced(locations)
    assert len(sink.spans) == len(set(sink.spans))


def test_a_worker_killed_at_any_moment_loses_nothing_and_repeats_only_under_the_same_ids(
    locations: Locations, sink: Sink
) -> None:
    """Some 20 kills here; the end-to-end tests kill 300 times."""
    kill_again_and_again(locations, sink, kills=20, copies=3)


def kill_again_and_again(locations: Locations, sink: Sink, kills: int, copies: int) -> None:
    """Kill workers at random moments, let one finish, and compare what arrived."""
    chance = random.Random(7)
    sessions(locations, copies)
    configure(locations, "local", f"far={sink.url}")
    command = [sys.executable, "-E", "-P", "-m", "codexctl.deliver"]
    environ = {
        "HOME": str(locations.home),
        "CODEX_HOME": str(locations.codex_home),
        "CODEXCTL_HOME": str(locations.data_dir),
    }
    for _ in range(kills):
        worker = subprocess.Popen(command, env=environ)
        time.sleep(chance.uniform(0.05, 0.5))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    subprocess.run(command, env=environ, check=True)
    accepted = {span for request in sink.requests for span in span_ids(request)}
    assert accepted == produced(locations)
    assert len(list(Path(locations.data_dir).glob("*.tmp"))) == 0
