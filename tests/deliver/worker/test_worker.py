"""The worker: what is pending is delivered once, whatever happened before."""

from __future__ import annotations

import sqlite3
import time

import pytest

from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.worker.deliver import deliver
from codexctl.deliver.worker.sweep import Report
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from tests.deliver.conftest import configure, record
from tests.deliver.sink import Sink, ok, rejecting


def delivered(where: Locations, clock: Clock | None = None) -> dict[str, Report]:
    """One delivery without waiting for anybody."""
    return deliver(where, {}, clock or Clock())


def stored(where: Locations) -> dict[str, int]:
    """How many spans and turns the local store holds."""
    db = sqlite3.connect(where.traces_db)
    try:
        return {
            table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("spans", "turns")
        }
    finally:
        db.close()


def test_every_recorded_turn_arrives_in_the_local_store(where: Locations) -> None:
    record(where, "plain", "shell-failed", "subagent")
    configure(where, "local")
    report = delivered(where)["local"]
    assert (report.delivered, report.problem) == (4, "")
    assert stored(where)["turns"] == 4


def test_a_second_delivery_sends_nothing_and_changes_nothing(where: Locations, sink: Sink) -> None:
    record(where, "plain", "tools-mixed")
    configure(where, "local", f"far={sink.url}")
    delivered(where)
    before, sent = stored(where), len(sink.requests)
    delivered(where)
    assert (stored(where), len(sink.requests)) == (before, sent)


def test_sending_a_turn_twice_leaves_one_of_each_span(where: Locations) -> None:
    record(where, "tools-mixed")
    configure(where, "local")
    delivered(where)
    before = stored(where)
    where.cursors_db.unlink()
    assert delivered(where)["local"].delivered == 1
    assert stored(where) == before


def test_turns_from_before_setup_count_as_seen(where: Locations) -> None:
    record(where, "plain")
    configure(where, "local")
    cursors = Cursors.open(where.cursors_db)
    cursors.register("local", time.time_ns())
    cursors.close()
    assert delivered(where)["local"].delivered == 0


@pytest.mark.parametrize(
    "reply",
    [
        (500, {}, b""),
        (429, {"Retry-After": "60"}, b""),
        (302, {"Location": "/login"}, b""),
        (200, {"Content-Type": "text/html"}, b"<html>please log in</html>"),
        (401, {}, b""),
        rejecting(1),
    ],
    ids=["500", "429", "redirect", "web page", "401", "partial"],
)
def test_nothing_is_lost_when_a_backend_does_not_take_it(
    where: Locations, sink: Sink, reply: tuple[int, dict[str, str], bytes]
) -> None:
    record(where, "tools-mixed", "subagent")
    configure(where, "local", f"far={sink.url}")
    sink.reply = lambda _: reply
    reports = delivered(where)
    assert reports["far"].problem
    assert reports["local"].delivered == 3, "one destination's trouble is not another's"
    sink.reply = lambda _: ok()
    cursors = Cursors.open(where.cursors_db)
    cursors.succeeded("far", 1)  # as after `trace export` or a change of settings
    cursors.close()
    assert delivered(where)["far"].delivered == 3
    assert len(sink.spans) == len(set(sink.spans)) == stored(where)["spans"]


def test_a_backend_that_is_away_is_tried_again_by_the_next_worker(where: Locations) -> None:
    record(where, "plain")
    with Sink() as sink:
        url = sink.url
    configure(where, f"far={url}")
    assert "refused" in delivered(where)["far"].problem.lower()
    assert delivered(where)["far"].problem


def test_a_refused_turn_does_not_hold_up_the_others(where: Locations, sink: Sink) -> None:
    record(where, "plain", "shell-ok", "tools-mixed")
    configure(where, f"far={sink.url}")
    sink.reply = lambda r: (400, {}, b"") if b"Use many tools" in r.SerializeToString() else ok()
    report = delivered(where)["far"]
    assert (report.delivered, report.refused, report.problem) == (2, 1, "")


def test_a_paused_destination_is_left_alone_until_its_settings_change(
    where: Locations, sink: Sink
) -> None:
    record(where, "plain")
    configure(where, f"far={sink.url}")
    sink.reply = lambda _: (401, {}, b"")
    delivered(where)
    delivered(where)
    assert len(sink.requests) == 1
    text = where.settings_toml.read_text()
    where.settings_toml.write_text(text + 'headers = { "x-new" = "1" }\n')
    sink.reply = lambda _: ok()
    assert delivered(where)["far"].delivered == 1
    assert sink.headers[-1]["x-new"] == "1"


def test_broken_settings_deliver_nothing(where: Locations) -> None:
    record(where, "plain")
    configure(where, "local")
    where.settings_toml.write_text("capture = 'everything'\n[[destinations]]\n")
    with pytest.raises(CodexctlError):
        delivered(where)
    assert not where.traces_db.exists()
