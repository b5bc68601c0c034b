"""The service tier of model calls: only `thread_settings_applied` says it."""

from __future__ import annotations

import pytest

from codexctl.trace.read.decode import decode
from codexctl.trace.read.lines import Tally, read_lines
from codexctl.trace.turns.fold import ThreadFold, fold
from tests.trace.writing import Rollout


def settings(rollout: Rollout, tier: str | None, thread: str = "thread") -> Rollout:
    told = {"model": "gpt-5.5"} | ({} if tier is None else {"service_tier": tier})
    return rollout.event("thread_settings_applied", thread_id=thread, thread_settings=told)


def tiers(rollout: Rollout) -> list[list[str]]:
    return [[call.tier for call in turn.calls] for turn in rollout.turns()]


def test_a_tier_that_was_set_in_the_turn_is_that_of_its_calls() -> None:
    assert tiers(settings(Rollout().started("t"), "priority").said("x").ended()) == [["priority"]]


def test_a_tier_that_was_set_before_a_turn_holds_for_it_and_those_after() -> None:
    rollout = settings(Rollout().started("a"), "flex").said("x").ended()
    settings(rollout, "priority").started("b").said("x").ended()
    rollout.started("c").said("x").ended()
    settings(rollout, "default").started("d").said("x").ended()
    settings(rollout, None).started("e").said("x").ended()
    assert tiers(rollout) == [["flex"], ["priority"], ["priority"], ["default"], [""]]


def test_a_tier_that_changes_within_a_turn_holds_from_there_on() -> None:
    rollout = settings(Rollout().started("t"), "flex").said("x", 1).spent("r1")
    settings(rollout, "priority").said("y", 2).spent("r2").ended()
    assert tiers(rollout) == [["flex", "priority"]]


def test_another_threads_settings_say_nothing_of_this_one() -> None:
    rollout = settings(Rollout().started("t"), "flex", thread="parent").said("x").ended()
    assert tiers(rollout) == [[""]]


def test_releases_that_do_not_record_it_leave_it_unsaid() -> None:
    assert tiers(Rollout(paginated=False).started("t").said("x").ended_as_of_old("x")) == [[""]]


@pytest.mark.parametrize("parts", [1, 2])
def test_reading_on_from_a_later_line_knows_the_tier_that_holds_there(parts: int) -> None:
    rollout = settings(Rollout().started("a"), "flex").said("x").ended()
    head = len(rollout.lines)
    rollout.started("b").said("x").ended()
    lines = rollout.lines
    first = ThreadFold()
    turns = list(fold(decode(read_lines(lines[: head if parts == 2 else None], Tally())), first))
    if parts == 2:
        rest = ThreadFold(first.thread, first.carry)
        turns += fold(decode(read_lines(lines[head:], Tally())), rest)
    assert [call.tier for turn in turns for call in turn.calls] == ["flex", "flex"]
