"""Whatever turns there are: sums by day, model, project and session come to the same total."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codexctl.deliver.store.kept.keep import keep_some
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.query import Step, TurnFilter, TurnRow
from codexctl.deliver.store.rows import TurnRows
from codexctl.settings.prices import Price
from codexctl.trace.labels import NONE
from codexctl.trace.spans.attribute_names import CHAT, EXECUTE_TOOL
from codexctl.trace.values import NS_PER_MS, instant, rfc3339
from codexctl.view.prices import Prices
from codexctl.view.queries.sums import sums
from codexctl.view.stats import (
    DAY,
    GROUPINGS,
    MODEL,
    MONTH,
    PROJECT,
    SESSION,
    STATUS,
    TEAM,
    TIER,
    TOOL,
    USER,
    WEEK,
    Sums,
)
from tests.view.sums import SHOWN, summed

_BEGIN = instant("2026-11-18T20:00:00.000Z") or 0
_HOUR, _MINUTE = 3_600_000, 60_000
_EACH = Decimal("0.000001")
_OWN = Price(_EACH, _EACH, _EACH, _EACH)
PRICES = Prices({"own/m": _OWN})
STATUSES = ("completed", "failed", "interrupted", "incomplete")
LABELS = ("", "a", "b")
MODELS = ("gpt-5.5", "m", "gpt-lab", "")
COUNTS = (
    *("turns", "turns_not_completed", "llm_calls", "calls_without_usage", "input_tokens"),
    *("cached_input_tokens", "output_tokens", "reasoning_output_tokens", "unpriced_calls"),
    *("priced_calls", "spent", "tool_calls", "tool_failures", "waited_ns"),
)

chats = st.fixed_dictionaries(
    {
        "operation": st.just(CHAT),
        "name": st.sampled_from(MODELS),
        "provider": st.sampled_from(("openai", "own", "my-openai")),
        "tokens": st.none() | st.integers(0, 400_000),
        "tier": st.sampled_from(("", "flex", "priority", "scale")),
    }
)
tools = st.fixed_dictionaries(
    {
        "operation": st.just(EXECUTE_TOOL),
        "name": st.sampled_from(("exec_command", "apply_patch")),
        "error": st.sampled_from(("", "exit_code")),
        "waited": st.integers(0, 60_000),
    }
)
calls = st.tuples(st.integers(0, 72 * _HOUR), st.integers(0, 5 * _HOUR), chats | tools)
turns = st.fixed_dictionaries(
    {
        "at": st.integers(0, 72 * _HOUR),
        "status": st.sampled_from(STATUSES),
        "model": st.sampled_from(MODELS),
        "cwd": st.sampled_from(("/a", "/a/b", "C:\\c", "")),
        "session": st.sampled_from(("s-1", "s-2", "t")),
        "labels": st.tuples(*[st.sampled_from(LABELS)] * len(NONE)),
        "calls": st.lists(calls, max_size=5),
    }
)
histories = st.lists(turns, max_size=6)


def filled(folder: str, history: list[dict[str, Any]], kept: int) -> LocalStore:
    """A store of these turns, so many of which are in the roll-up."""
    store = LocalStore.open(Path(folder) / "traces.db")
    store.store(rows(history))
    if kept:
        keep_some(store.connection, kept)
    return store


def rows(history: list[dict[str, Any]]) -> list[TurnRows]:
    made = []
    for number, turn in enumerate(history):
        place = ("thread", str(number))
        started = rfc3339(_BEGIN + turn["at"] * NS_PER_MS)
        row = (*place, "trace", turn["session"], started, 0, "{}")
        steps = [
            # No call ends before its turn has begun.
            _step(place, f"{number}-{index}", turn["at"] + at, *call)
            for index, (at, *call) in enumerate(turn["calls"])
        ]
        made.append(
            TurnRows(
                place,
                (
                    *(*row, turn["status"], turn["model"], turn["cwd"], *turn["labels"][:3]),
                    *(0, "", 0, 100 * _HOUR * NS_PER_MS, 0, "", "", "", "", ""),
                    *turn["labels"][3:],
                ),
                [],
                steps,
                [],
            )
        )
    return made


def _step(
    place: tuple[str, str], span: str, at: int, took: int, call: dict[str, Any]
) -> tuple[object, ...]:
    tokens = call.get("tokens")
    counts = [None] * 5 if tokens is None else [tokens, tokens // 2, 0, tokens // 3, tokens // 4]
    return (
        *(span, *place, call["operation"], call["name"], call.get("provider", "")),
        *(_BEGIN + at * NS_PER_MS, took * NS_PER_MS, call.get("error", "")),
        *counts,
        *(call.get("waited", 0) * NS_PER_MS, call.get("tier", ""), ""),
    )


def sums_of(store: LocalStore, wanted: TurnFilter, by: str) -> tuple[dict[str, Sums], Sums]:
    found = sums(store, SHOWN, wanted, by, PRICES, UTC)
    return dict(found.groups), found.total


def counted(sums: Sums) -> list[object]:
    return [getattr(sums, name) for name in COUNTS]


def added(groups: dict[str, Sums]) -> list[object]:
    return [sum((getattr(one, name) for one in groups.values()), 0) for name in COUNTS]


filters = st.builds(
    TurnFilter,
    since=st.sampled_from(("", "2026-11-19T00:00:00.000Z", "2026-11-20T07:30:00.000Z")),
    until=st.sampled_from(("", "2026-11-20T00:00:00.000Z", "2026-11-21T01:00:00.000Z")),
    session=st.sampled_from(("", "s-1", "s-")),
    model=st.sampled_from(("", "gpt-5.5", "m")),
    status=st.sampled_from(("", *STATUSES)),
    folders=st.sampled_from((None, ("/a", "/a/b"), ())),
    workspace=st.sampled_from(LABELS),
    environment=st.sampled_from(LABELS),
    agent_id=st.sampled_from(LABELS),
    user=st.sampled_from(LABELS),
    team=st.sampled_from(LABELS),
    tool=st.sampled_from(("", "exec_command")),
    tier=st.sampled_from(("", "flex")),
)
# What asks about a turn as a whole: its calls are in or out with it.
of_turns = st.builds(
    TurnFilter,
    session=st.sampled_from(("", "s-1", "s-")),
    status=st.sampled_from(("", *STATUSES)),
    folders=st.sampled_from((None, ("/a", "/a/b"), ())),
    workspace=st.sampled_from(LABELS),
    environment=st.sampled_from(LABELS),
    agent_id=st.sampled_from(LABELS),
    user=st.sampled_from(LABELS),
    team=st.sampled_from(LABELS),
)


@settings(max_examples=40, deadline=None)
@given(histories, filters, st.integers(0, 6))
def test_every_grouping_adds_up_to_one_total_under_every_filter(
    history: list[dict[str, Any]], wanted: TurnFilter, kept: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = filled(folder, history, kept)
        totals = []
        for by in GROUPINGS:
            groups, total = sums_of(store, wanted, by)
            # A turn counts for every tool that it called.
            skipped = 2 if by == TOOL else 0
            assert added(groups)[skipped:] == counted(total)[skipped:]
            totals.append(counted(total))
        store.close()
    assert all(total == totals[0] for total in totals)


@settings(max_examples=40, deadline=None)
@given(histories, of_turns, st.integers(0, 6))
def test_a_filter_gives_what_a_store_of_those_turns_alone_has(
    history: list[dict[str, Any]], wanted: TurnFilter, kept: int
) -> None:
    alone = [turn for turn in history if _is_meant(turn, wanted)]
    totals = []
    for turns_of, filtered in ((history, wanted), (alone, TurnFilter())):
        with tempfile.TemporaryDirectory() as folder:
            store = filled(folder, turns_of, kept)
            totals.append(counted(sums_of(store, filtered, MODEL)[1]))
            store.close()
    assert totals[0] == totals[1]


def _is_meant(turn: dict[str, Any], wanted: TurnFilter) -> bool:
    labels = (wanted.workspace, wanted.environment, wanted.agent_id, wanted.user, wanted.team)
    return (
        turn["session"].startswith(wanted.session)
        and wanted.status in ("", turn["status"])
        and (wanted.folders is None or turn["cwd"] in wanted.folders)
        and all(one in ("", own) for one, own in zip(labels, turn["labels"], strict=True))
    )


@settings(max_examples=25, deadline=None)
@given(histories, st.integers(0, 6))
def test_a_filter_gives_what_the_group_of_that_name_has(
    history: list[dict[str, Any]], kept: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = filled(folder, history, kept)
        for by in GROUPINGS:
            for key, sums in sums_of(store, TurnFilter(), by)[0].items():
                if key:
                    assert counted(sums_of(store, _filter(by, key), by)[1]) == counted(sums)
        store.close()


def _filter(by: str, key: str) -> TurnFilter:
    if by in (DAY, WEEK, MONTH):
        begin, end = _bounds(by, key)
        return TurnFilter(
            since=f"{begin:%Y-%m-%d}T00:00:00.000Z", until=f"{end:%Y-%m-%d}T00:00:00.000Z"
        )
    return {
        MODEL: TurnFilter(model=key),
        PROJECT: TurnFilter(folders=(key,)),
        SESSION: TurnFilter(session=key),
        TOOL: TurnFilter(tool=key),
        STATUS: TurnFilter(status=key),
        TIER: TurnFilter(tier=key),
        USER: TurnFilter(user=key),
        TEAM: TurnFilter(team=key),
    }[by]


def _bounds(by: str, key: str) -> tuple[datetime, datetime]:
    """The day on which a day, a week or a month begins, and that on which the next does."""
    if by == WEEK:
        begin = datetime.strptime(f"{key}-1", "%G-W%V-%u").replace(tzinfo=UTC)
        return begin, begin + timedelta(days=7)
    begin = datetime.fromisoformat(key if by == DAY else f"{key}-01")
    return begin, begin + timedelta(days=1) if by == DAY else (begin + timedelta(days=32)).replace(
        day=1
    )


def test_cents_are_not_rounded_before_they_are_summed() -> None:
    step = Step(CHAT, "m", "own", _BEGIN, 0, "", 1, 0, 0, 0, 0, "m", "", "s")
    steps = [replace(step) for _ in range(1_000_000 // 1_000)]
    total = summed(
        [TurnRow("2026-11-18T20:00:00.000Z", "completed", "m", "", "s")],
        steps,
        DAY,
        PRICES,
        UTC,
    ).total
    assert total.spent == Decimal("0.000001") / 1_000


_A_TURN: dict[str, Any] = {
    "status": "completed",
    "model": "m",
    "cwd": "/a",
    "session": "s-1",
    "labels": NONE,
}
# Ahead of UTC and behind it, by a few hours and by more than half a day.
ZONES = (
    UTC,
    timezone(timedelta(hours=2)),
    timezone(timedelta(hours=-8)),
    timezone(timedelta(hours=14)),
    timezone(timedelta(hours=5, minutes=30)),
    timezone(timedelta(hours=5, minutes=45)),
    timezone(timedelta(hours=-4, minutes=30)),
    timezone(timedelta(hours=-10, minutes=15)),
    timezone(timedelta(hours=13, minutes=45)),
    # Ahead by a part of a quarter: no row of the roll-up is of one day there.
    timezone(timedelta(hours=1, minutes=7)),
)


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("by", [DAY, WEEK])
@pytest.mark.parametrize("since", ["", "2026-11-18T23:00:00.000Z", "2026-11-20T07:30:00.000Z"])
@pytest.mark.parametrize("kept", [0, 50, 96])
def test_days_without_times_are_those_of_turns_one_by_one_in_every_zone(
    tmp_path: Path, zone: tzinfo, by: str, since: str, kept: int
) -> None:
    # A turn in every hour of four days, now late in it and now early, each with other tokens.
    call = {"operation": CHAT, "name": "m", "provider": "own", "tier": ""}
    history = [
        {
            "at": hour * _HOUR + hour * 7 % 60 * _MINUTE,
            "status": "completed",
            "model": "m",
            "cwd": "/a",
            "session": "s-1",
            "labels": NONE,
            "calls": [(hour * 11 % 60 * _MINUTE, 10, {**call, "tokens": 10 + hour})],
        }
        for hour in range(96)
    ]
    wanted = TurnFilter(since=since)
    store = filled(str(tmp_path), history, 0)
    one_by_one = sums(store, SHOWN, wanted, by, PRICES, zone)
    keep_some(store.connection, kept)
    found = sums(store, SHOWN, wanted, by, PRICES, zone, with_times=False)
    store.close()
    assert {key: counted(group) for key, group in found.groups.items()} == {
        key: counted(group) for key, group in one_by_one.groups.items()
    }
    assert counted(found.total) == counted(one_by_one.total)
    assert found.unpriced == one_by_one.unpriced
    assert found.total.figures()["model_ms"] == {"p50": None, "p95": None}


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_days_with_times_are_those_of_turns_one_by_one_in_every_zone(
    tmp_path: Path, zone: tzinfo
) -> None:
    call = {"operation": CHAT, "name": "m", "provider": "own", "tier": "", "tokens": 5}
    history = [
        {
            **_A_TURN,
            "at": quarter * 15 * _MINUTE,
            "calls": [(0, quarter, call)],
        }
        for quarter in range(300)
    ]
    store = filled(str(tmp_path), history, 0)
    one_by_one = sums(store, SHOWN, TurnFilter(), DAY, PRICES, zone)
    while keep_some(store.connection):
        pass
    found = sums(store, SHOWN, TurnFilter(), DAY, PRICES, zone)
    store.close()
    assert {day: group.figures() for day, group in found.groups.items()} == {
        day: group.figures() for day, group in one_by_one.groups.items()
    }


@pytest.mark.parametrize("with_times", [True, False])
def test_days_are_right_where_the_clock_is_put_forward_by_half_an_hour(
    tmp_path: Path, *, with_times: bool
) -> None:
    # Lord Howe Island: at 15:30 UTC on 2026-10-03 it went from 10 hours 30 ahead to 11.
    zone = ZoneInfo("Australia/Lord_Howe")
    begin = ((instant("2026-10-01T00:00:00.000Z") or 0) - _BEGIN) // NS_PER_MS
    call = {"operation": CHAT, "name": "m", "provider": "own", "tier": "", "tokens": 5}
    history = []
    for quarter in range(6 * 96):
        at = begin + quarter * 15 * _MINUTE
        history.append({**_A_TURN, "at": at, "calls": [(0, quarter, call)]})
    store = filled(str(tmp_path), history, 0)
    while keep_some(store.connection):
        pass
    found = sums(store, SHOWN, TurnFilter(), DAY, PRICES, zone, with_times=with_times)
    store.close()
    counted = {day: group.turns for day, group in found.groups.items()}
    # The day on which the clock was put forward has half an hour less; the first is what is left
    # of it from 10:30 on, the last what there is of it before 11:00.
    assert counted == {
        "2026-10-01": 54,
        "2026-10-02": 96,
        "2026-10-03": 96,
        "2026-10-04": 94,
        "2026-10-05": 96,
        "2026-10-06": 96,
        "2026-10-07": 44,
    }
