"""No secret leaves as a name, in the resource or by a person's own rules of masking."""

from __future__ import annotations

from functools import cache

import pytest

from tests.deliver.sink import Sink
from tests.policy.doors.lock_leaks import LEAKS, RUNS, Run
from tests.policy.doors.lock_machine import Machine, obstacle
from tests.policy.doors.lock_ways import EXPORT, SHOW
from tests.trace.canaries import rollout_bytes
from tests.trace.recorded import RECORDINGS, rollouts

pytestmark = pytest.mark.skipif(bool(obstacle()), reason=obstacle())


@cache
def came_out(run: Run, *, is_lacking: bool) -> bytes:
    """What one export sends, and what is shown of it; all doors of a run share it."""
    with Sink() as sink, Machine(sink.url, run.policy, lacks=run.lacks if is_lacking else ()) as it:
        for path in it.sessions.iterdir():
            path.unlink()
        for path in rollouts(RECORDINGS / "0.169.0" / run.recording):
            text = rollout_bytes(path).decode()
            for old, new in run.replaced.items():
                text = text.replace(old, new)
            (it.sessions / path.name.removesuffix(".zst")).write_text(text)
        it.settings.write_text(it.settings.read_text() + run.settings)
        it.own(it.home)
        printed = it.run(EXPORT + SHOW, run.env)
        assert sink.requests, printed
        return b"".join([printed, *(request.SerializeToString() for request in sink.requests)])


def test_every_door_has_a_name_of_its_own() -> None:
    assert len(LEAKS) == sum(len(run.doors) for run in RUNS)


@pytest.mark.parametrize("name", LEAKS)
def test_no_secret_leaves_by_this_door(name: str) -> None:
    run, leak = LEAKS[name]
    assert leak.secret.encode() not in came_out(run, is_lacking=False)


@pytest.mark.parametrize("name", LEAKS)
def test_each_secret_would_leave_without_its_protection(name: str) -> None:
    run, leak = LEAKS[name]
    assert leak.secret.encode() in came_out(run, is_lacking=True)
