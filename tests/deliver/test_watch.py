"""Following live: what grows is delivered, whoever wrote it, and nobody is shut out."""

from __future__ import annotations

from codexctl.deliver.clock import Clock
from codexctl.deliver.lock import held
from codexctl.deliver.watch import watch
from codexctl.locations import Locations
from tests.deliver.conftest import configure, record


def test_a_session_that_fires_no_hook_is_delivered(where: Locations) -> None:
    configure(where, "local")
    following = watch(where, {}, Clock(), interval_s=0.01)
    assert next(following)["local"].delivered == 0
    record(where, "plain")
    assert next(following)["local"].delivered == 1


def test_nothing_is_done_while_nothing_changes(where: Locations) -> None:
    configure(where, "local")
    record(where, "plain")
    waits: list[float] = []

    def wait(seconds: float) -> None:
        if seconds == 7:
            waits.append(seconds)
        if waits == [7] * 5:
            record(where, "shell-ok")

    following = watch(where, {}, Clock(sleep=wait), interval_s=7)
    next(following)
    assert next(following)["local"].delivered == 1
    assert len(waits) == 5


def test_it_waits_while_a_hooks_worker_is_at_it(where: Locations) -> None:
    configure(where, "local")
    record(where, "plain")
    lock = held(where.worker_lock)
    lock.__enter__()
    waits: list[float] = []

    def wait(seconds: float) -> None:
        if seconds == 7:
            waits.append(seconds)
        if len(waits) == 3 and seconds == 7:
            lock.__exit__(None, None, None)

    following = watch(where, {}, Clock(sleep=wait), interval_s=7)
    assert next(following)["local"].delivered == 1
    assert len(waits) == 3
