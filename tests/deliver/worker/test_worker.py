"""The worker: what is pending is delivered once, whatever happened before."""

from __future__ import annotations

import sqlite3
import time

import pytest

from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.worker.deliver import deliver
from codexctl.deliver.worker.gathering import Report
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from tests.deliver.conftest import configure, record
from tests.deliver.sink import Sink, ok, rejecting


def delivered(locations: Locations, clock: Clock | None = None) -> dict[str, Report]:
    """One delivery without waiting for anybody."""
    return deliver(locations, {}, clock or Clock())


def stored(locations: Locations) -> dict[str, int]:
    """How many spans and turns the local store holds."""
    db = sqlite3.connect(locations.traces_db)
    try:
        return {
            table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("spans", "turns")
        }
    finally:
        db.close()


def test_every_recorded_turn_arrives_in_the_local_store(locations: Locations) -> None:
    record(locations, "plain", "shell-failed", "subagent")
    configure(locations, "local")
    report = delivered(locations)["local"]
    assert (report.delivered, report.problem) == (4, "")
    assert stored(locations)["turns"] == 4


def test_a_second_delivery_sends_nothing_and_changes_nothing(
    locations: Locations, sink: Sink
) -> None:
    record(locations, "plain", "tools-mixed")
    configure(locations, "local", f"far={sink.url}")
    delivered(locations)
    before, sent = stored(locations), len(sink.requests)
    delivered(locations)
    assert (stored(locations), len(sink.requests)) == (before, sent)


def test_sending_a_turn_twice_leaves_one_of_each_span(locations: Locations) -> None:
    record(locations, "tools-mixed")
    configure(locations, "local")
    delivered(locations)
    before = stored(locations)
    locations.cursors_db.unlink()
    assert delivered(locations)["local"].delivered == 1
    assert stored(locations) == before


def test_turns_from_before_setup_count_as_seen(locations: Locations) -> None:
    record(locations, "plain")
    configure(locations, "local")
    cursors = Cursors.open(locations.cursors_db)
    cursors.destinations.register("local", time.time_ns())
    cursors.close()
    assert delivered(locations)["local"].delivered == 0


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
    locations: Locations, sink: Sink, reply: tuple[int, dict[str, str], bytes]
) -> None:
    record(locations, "tools-mixed", "subagent")
    configure(locations, "local", f"far={sink.url}")
    sink.reply = lambda _: reply
    reports = delivered(locations)
    assert reports["far"].problem
    assert reports["local"].delivered == 3, "one destination's trouble is not another's"
    sink.reply = lambda _: ok()
    cursors = Cursors.open(locations.cursors_db)
    cursors.destinations.succeeded("far", 1)  # as after `trace export` or a change of settings
    cursors.close()
    assert delivered(locations)["far"].delivered == 3
    assert len(sink.spans) == len(set(sink.spans)) == stored(locations)["spans"]


def test_a_backend_that_is_away_is_tried_again_by_the_next_worker(locations: Locations) -> None:
    record(locations, "plain")
    with Sink() as sink:
        url = sink.url
    configure(locations, f"far={url}")
    assert "refused" in delivered(locations)["far"].problem.lower()
    assert delivered(locations)["far"].problem


def test_a_refused_turn_does_not_hold_up_the_others(locations: Locations, sink: Sink) -> None:
    record(locations, "plain", "shell-ok", "tools-mixed")
    configure(locations, f"far={sink.url}")
    sink.reply = lambda r: (400, {}, b"") if b"Use many tools" in r.SerializeToString() else ok()
    report = delivered(locations)["far"]
    assert (report.delivered, report.refused, report.problem) == (2, 1, "")


def test_a_paused_destination_is_left_alone_until_its_settings_change(
    locations: Locations, sink: Sink
) -> None:
    record(locations, "plain")
    configure(locations, f"far={sink.url}")
    sink.reply = lambda _: (401, {}, b"")
    delivered(locations)
    delivered(locations)
    assert len(sink.requests) == 1
    text = locations.settings_toml.read_text()
    locations.settings_toml.write_text(text + 'headers = { "x-new" = "1" }\n')
    sink.reply = lambda _: ok()
    assert delivered(locations)["far"].delivered == 1
    assert sink.headers[-1]["x-new"] == "1"


def test_broken_settings_deliver_nothing(locations: Locations) -> None:
    record(locations, "plain")
    configure(locations, "local")
    locations.settings_toml.write_text("capture = 'everything'\n[[destinations]]\n")
    with pytest.raises(CodexctlError):
        delivered(locations)
    assert not locations.traces_db.exists()
