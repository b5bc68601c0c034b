"""A destination of the administrator's: never paused, and its tokens are fetched anew."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.worker.deliver import deliver
from codexctl.health.delivered import read_delivery
from codexctl.locations import Locations
from codexctl.policy.limits.in_force import settings_in_force
from tests.deliver.conftest import record
from tests.deliver.sink import Sink, ok

needs_root = pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0, reason="only root can place a policy"
)
pytestmark = needs_root


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


def governed(locations: Locations, sink: Sink, more: str = "", rest: str = "") -> Locations:
    """The same folders under a policy that sends to the sink."""
    path = locations.data_dir.parent / "etc" / "policy.toml"
    path.parent.mkdir(exist_ok=True)
    text = f'version = 1\n[destination.company]\nendpoint = "{sink.url}"\n{more}\n{rest}'
    path.write_text(text)
    os.utime(path, (0, 0))
    return replace(locations, policy_file=path)


def test_a_person_who_set_up_nothing_is_delivered(locations: Locations, sink: Sink) -> None:
    where = governed(locations, sink, rest='[capture]\nmax = "metadata"\n[user]\nteam = "blue"\n')
    record(where, "tools-mixed")
    assert deliver(where, {}, Clock())["company"].delivered
    assert deliver(where, {}, Clock())["company"].delivered == 0
    waiting = read_delivery(where, settings_in_force(where, {})).backlog
    assert waiting is not None
    assert waiting.turns == {"company": 0}
    (resource,) = {r.SerializeToString() for q in sink.requests for r in q.resource_spans[:1]}
    assert b"team.name" in resource
    assert b"blue" in resource


def test_it_is_tried_again_whatever_it_answered(locations: Locations, sink: Sink) -> None:
    where = governed(locations, sink)
    record(where, "tools-mixed")
    sink.reply = lambda _: (401, {}, b"")
    assert deliver(where, {}, Clock())["company"].problem
    cursors = Cursors.open(where.cursors_db)
    standing = cursors.destinations.standing("company")
    assert standing is not None
    assert not standing.paused
    # A pause of a destination that had the name before does not count either.
    cursors.destinations.failed("company", "paused", now_ns=0, paused_for="something")
    cursors.close()
    sink.reply = lambda _: ok()
    assert deliver(where, {}, Clock())["company"].delivered


def said(sink: Sink) -> str:
    """The key that came last."""
    return sink.headers[-1]["authorization"]


def test_a_token_that_has_expired_is_fetched_once_more(
    locations: Locations, sink: Sink, tmp_path: Path
) -> None:
    program = tmp_path / "token"
    program.write_text(
        f'#!/bin/sh\necho x >>"{tmp_path}/calls"\necho t$(wc -l <"{tmp_path}/calls")\n'
    )
    program.chmod(0o755)
    where = governed(locations, sink, f'key_command = ["{program}"]')
    record(where, "tools-mixed")
    sink.reply = lambda _: (
        ok() if sink.headers[-1]["authorization"] == "Bearer t2" else (401, {}, b"")
    )
    assert deliver(where, {}, Clock())["company"].delivered
    assert [headers["authorization"] for headers in sink.headers[:2]] == ["Bearer t1", "Bearer t2"]
    sink.reply = lambda _: (401, {}, b"")
    record(where, "mcp-calls")
    before = len(sink.headers)
    assert deliver(where, {}, Clock())["company"].problem
    assert len(sink.headers) - before == 2


def test_settings_that_cannot_be_used_leave_it_metadata(locations: Locations, sink: Sink) -> None:
    where = governed(locations, sink)
    record(where, "tools-mixed")
    where.settings_toml.parent.mkdir(parents=True, exist_ok=True)
    where.settings_toml.write_text("version = [")
    assert deliver(where, {}, Clock())["company"].delivered
    assert b"codexctl.capture.mode\x12\n\n\x08metadata" in sink.requests[0].SerializeToString()


def test_a_person_may_tighten_what_content_goes_there(locations: Locations, sink: Sink) -> None:
    where = governed(locations, sink)
    record(where, "tools-mixed")
    assert deliver(where, {"CODEXCTL_CAPTURE": "metadata"}, Clock())["company"].delivered
    assert b"gen_ai.input.messages" not in sink.requests[0].SerializeToString()
    loose = governed(locations, sink, 'capture = "metadata"')
    cursors = Cursors.open(loose.cursors_db)
    cursors.lose("company")
    cursors.close()
    assert deliver(loose, {"CODEXCTL_CAPTURE": "full"}, Clock())["company"].delivered
    assert b"gen_ai.input.messages" not in sink.requests[-1].SerializeToString()
