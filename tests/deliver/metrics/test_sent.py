"""Metrics beside traces: a turn counts once, with the cursor that acknowledges it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)

from codexctl.deliver.backfill.export import Export
from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.cursors.scope import Scope
from codexctl.deliver.rollouts.convert import convert
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import Locations
from tests.deliver.conftest import configure, record
from tests.deliver.metrics.counted import (
    assert_windows_follow_one_another,
    by_status,
    deltas,
    once,
    points,
    sums,
    value,
)
from tests.deliver.sink import Reply, Sink, ok
from tests.trace.recorded import pipeline

SCENARIOS = ("plain", "shell-failed", "subagent", "tools-mixed", "http-500", "interrupted-tool")
USAGE = "gen_ai.client.inference.usage"


def rejecting(points: int) -> Reply:
    response = ExportMetricsServiceResponse()
    response.partial_success.rejected_data_points = points
    return 200, {"Content-Type": "application/x-protobuf"}, response.SerializeToString()


def figures(locations: Locations) -> dict[str, int]:
    """What `trace convert --format summary-json` says of all sessions together."""
    found = list(convert([locations.rollout_folders[0]], pipeline(), print, want_spans=False))
    total = {
        f"{USAGE}.input_tokens": "input_tokens",
        f"{USAGE}.output_tokens": "output_tokens",
        f"{USAGE}.cache_read.input_tokens": "cached_input_tokens",
        f"{USAGE}.reasoning.output_tokens": "reasoning_output_tokens",
        "gen_ai.client.token.usage input": "input_tokens",
        "gen_ai.client.token.usage output": "output_tokens",
        "codex.tool.calls": "tool_calls",
    }
    sums_of = {
        metric: sum(trace.summary[member] for trace in found) for metric, member in total.items()
    }
    return {name: said for name, said in sums_of.items() if said} | {"codex.turns": len(found)}


def of_figures(locations: Locations, said: Mapping[str, float]) -> dict[str, float]:
    """The sums that figures know of."""
    return {name: said[name] for name in figures(locations)}


def set_up(locations: Locations, sink: Sink, *scenarios: str) -> None:
    record(locations, *scenarios)
    configure(locations, f"far={sink.url}", metrics=True)


def run(locations: Locations, clock: Clock | None = None) -> None:
    deliver(locations, {}, clock or Clock())


def test_what_arrives_adds_up_to_the_figures_of_the_sessions(
    locations: Locations, sink: Sink
) -> None:
    set_up(locations, sink, *SCENARIOS)
    run(locations)
    assert of_figures(locations, sums(deltas(sink.metrics))) == figures(locations)
    assert_windows_follow_one_another(sink.metrics)


def test_nothing_is_sent_without_news(locations: Locations, sink: Sink) -> None:
    set_up(locations, sink, "plain")
    run(locations)
    run(locations)
    assert len(sink.metrics) == 1


def test_no_metrics_are_sent_to_a_destination_that_did_not_ask(
    locations: Locations, sink: Sink
) -> None:
    record(locations, *SCENARIOS)
    configure(locations, f"far={sink.url}")
    run(locations)
    assert sink.spans
    assert sink.bodies == []


def test_gauges_say_mode_and_that_nothing_waits(locations: Locations, sink: Sink) -> None:
    set_up(locations, sink, "plain")
    run(locations)
    gauges = {name: (said, value(p)) for name, said, p in points(sink.metrics) if not _start(p)}
    assert gauges == {
        "codexctl.capture.info": ({"codexctl.capture.mode": "redacted"}, 1),
        "codexctl.delivery.backlog": ({}, 0),
    }


def test_a_machine_is_told_from_others_by_an_id_that_stays(
    locations: Locations, sink: Sink
) -> None:
    """Windows of one counter follow one another; those of two machines overlap."""
    set_up(locations, sink, "plain")
    run(locations)
    record(locations, "subagent")
    run(locations)
    said = [
        pair.value.string_value
        for request in sink.metrics
        for pair in request.resource_metrics[0].resource.attributes
        if pair.key == "service.instance.id"
    ]
    assert len(said) == 2
    assert len(set(said)) == 1
    assert UUID(said[0]).version == 4


def _start(point: object) -> int:
    return int(getattr(point, "start_time_unix_nano", 0))


def test_turns_that_are_not_acknowledged_do_not_count_and_later_count_once(
    locations: Locations, sink: Sink
) -> None:
    set_up(locations, sink, *SCENARIOS)
    sink.reply = lambda _: (503, {}, b"")
    run(locations)
    assert not list(deltas(sink.metrics))
    sink.reply = lambda _: ok()
    _try_again(locations)
    run(locations)
    assert of_figures(locations, sums(deltas(sink.metrics))) == figures(locations)


def _try_again(locations: Locations) -> None:
    cursors = Cursors.open(locations.cursors_db)
    cursors.try_again("far")
    cursors.close()


@pytest.mark.parametrize("status", [404, 429, 500, 503])
def test_metrics_that_are_not_taken_hold_up_no_traces_and_come_again_as_they_were(
    locations: Locations, sink: Sink, status: int
) -> None:
    set_up(locations, sink, "plain", "subagent")
    sink.reply_metrics = lambda _: (status, {}, b"")
    run(locations)
    record(locations, "shell-failed")
    run(locations)
    assert sink.spans
    assert sink.metrics == []
    sink.reply_metrics = lambda _: ok()
    _try_again(locations)
    run(locations)
    first = once([sink.metrics[0]])
    assert once([ExportMetricsServiceRequest.FromString(sink.bodies[0])]) == first
    assert of_figures(locations, sums(deltas(sink.metrics))) == figures(locations)
    assert_windows_follow_one_another(sink.metrics)


def test_a_backend_that_took_it_and_said_no_is_sent_the_same_points(
    locations: Locations, sink: Sink
) -> None:
    """Whoever keeps a point once by its times has the right sums."""
    set_up(locations, sink, *SCENARIOS)

    def taken_all_the_same(request: ExportMetricsServiceRequest) -> Reply:
        sink.metrics.append(request)
        return 503, {}, b""

    sink.reply_metrics = taken_all_the_same
    run(locations)
    sink.reply_metrics = lambda _: ok()
    _try_again(locations)
    run(locations)
    assert len(sink.metrics) == 2
    assert of_figures(locations, sums(once(sink.metrics))) == figures(locations)


@pytest.mark.parametrize("reply", [rejecting(3), (400, {}, b""), (422, {}, b"")])
def test_what_was_refused_or_partly_taken_is_never_sent_again(
    locations: Locations, sink: Sink, reply: Reply
) -> None:
    set_up(locations, sink, "plain")
    sink.reply_metrics = lambda _: reply
    run(locations)
    run(locations)
    assert len(sink.bodies) == 1
    cursors = Cursors.open(locations.cursors_db)
    assert cursors.counts.standing("far").problem.startswith("abandoned: ")
    cursors.close()


def test_metrics_of_one_destination_wait_for_their_settings_after_a_401(
    locations: Locations, sink: Sink
) -> None:
    set_up(locations, sink, "plain")
    sink.reply_metrics = lambda _: (401, {}, b"")
    run(locations)
    run(locations)
    assert len(sink.bodies) == 1
    _try_again(locations)
    sink.reply_metrics = lambda _: ok()
    run(locations)
    assert sums(deltas(sink.metrics))["codex.turns"] == 1


def test_too_large_a_request_goes_in_pieces_that_add_up(locations: Locations, sink: Sink) -> None:
    set_up(locations, sink, *SCENARIOS)

    def small(request: ExportMetricsServiceRequest) -> Reply:
        many = len(list(points([request])))
        return (413, {}, b"") if many > 5 else ok()

    sink.reply_metrics = small
    run(locations)
    assert of_figures(locations, sums(deltas(sink.metrics))) == figures(locations)


def test_turns_from_before_setup_are_not_counted_when_they_are_sent_on_request(
    locations: Locations, sink: Sink
) -> None:
    set_up(locations, sink, *SCENARIOS)
    os.utime(locations.settings_toml)
    Export(locations, {}, Scope(seen_too=True, asked_for=True), lambda *_: None).run()
    assert sink.spans
    assert list(deltas(sink.metrics)) == []


def test_what_is_pending_is_counted_when_a_person_asks_for_it(
    locations: Locations, sink: Sink
) -> None:
    set_up(locations, sink, *SCENARIOS)
    Export(locations, {}, Scope(asked_for=True), lambda *_: None).run()
    assert of_figures(locations, sums(deltas(sink.metrics))) == figures(locations)


def test_a_person_who_asks_does_not_wait(locations: Locations, sink: Sink) -> None:
    set_up(locations, sink, "plain")
    sink.reply_metrics = lambda _: (401, {}, b"")
    run(locations)
    sink.reply_metrics = lambda _: ok()
    Export(locations, {}, Scope(asked_for=True), lambda *_: None).run()
    assert sums(deltas(sink.metrics))["codex.turns"] == 1


def test_a_lost_cursor_file_counts_nothing_twice(locations: Locations, sink: Sink) -> None:
    """Traces come again under their ids; metrics have none."""
    set_up(locations, sink, *SCENARIOS)
    run(locations)
    with locations.cursors_db.open("r+b") as file:
        file.seek(0)
        file.write(b"\0" * 4096)
    Path(f"{locations.cursors_db}-wal").unlink(missing_ok=True)
    sent = len(sink.spans)
    run(locations)
    assert len(sink.spans) > sent
    assert of_figures(locations, sums(deltas(sink.metrics))) == figures(locations)


def test_a_turn_that_was_given_up_and_ends_after_all_counts_once(
    locations: Locations, sink: Sink
) -> None:
    (path,) = record(locations, "tools-mixed")
    whole = path.read_bytes().splitlines(keepends=True)
    configure(locations, f"far={sink.url}", metrics=True)
    end = next(n for n, line in enumerate(whole) if b'"task_complete"' in line)
    path.write_bytes(b"".join(whole[: end - 3]))
    os.utime(path, (1, 1))
    run(locations)
    assert by_status(deltas(sink.metrics)) == {"incomplete": 1}
    path.write_bytes(b"".join(whole))
    run(locations)
    run(locations)
    assert len(sink.metrics) == 2
    assert by_status(deltas(sink.metrics)) == {"incomplete": 1}
    assert of_figures(locations, sums(deltas(sink.metrics))) == figures(locations)


def test_a_session_that_lies_there_twice_counts_once(locations: Locations, sink: Sink) -> None:
    (path,) = record(locations, "plain")
    copy = path.with_name(path.name.replace("rollout-", "rollout-2001-"))
    copy.write_bytes(path.read_bytes())
    configure(locations, f"far={sink.url}", metrics=True)
    run(locations)
    assert sums(deltas(sink.metrics))["codex.turns"] == 1


def test_a_clock_that_was_put_back_makes_no_window_overlap(
    locations: Locations, sink: Sink
) -> None:
    set_up(locations, sink, "plain")
    run(locations)
    record(locations, "subagent")
    now = time.time_ns()
    run(locations, Clock(now_ns=lambda: now - 10**9))
    record(locations, "shell-failed")
    run(locations)
    assert len(sink.metrics) == 3
    assert_windows_follow_one_another(sink.metrics)


MOMENTS = (
    "OtlpDestination.send before",
    "OtlpDestination.send after",
    "Cursors.acknowledge after",
    "Counts.close before",
    "OtlpDestination.send_measures before",
    "OtlpDestination.send_measures after",
    "Counts.settled after",
)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_worker_that_is_killed_loses_nothing_and_counts_nothing_twice(
    locations: Locations, sink: Sink, tmp_path: Path, moment: str
) -> None:
    set_up(locations, sink, *SCENARIOS)
    environ = {
        "HOME": str(tmp_path),
        "CODEX_HOME": str(tmp_path / "codex"),
        "CODEXCTL_HOME": str(tmp_path / "ctl"),
    }
    command = [sys.executable, "-m", "tests.deliver.metrics.killed_at", moment]
    child = subprocess.run(command, env={**os.environ, **environ}, check=False)
    assert child.returncode == -signal.SIGKILL
    run(locations)
    assert of_figures(locations, sums(once(sink.metrics))) == figures(locations)
    if moment != "OtlpDestination.send_measures after":
        # Only there nobody on our side can know that it had arrived.
        assert of_figures(locations, sums(deltas(sink.metrics))) == figures(locations)
    assert_windows_follow_one_another(sink.metrics)
