"""The local store: filters, figures, replacing, and files from before there were filters."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from codexctl.deliver.answer import Verdict
from codexctl.deliver.rollouts.folders import meant
from codexctl.deliver.sqlite.database import connect
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.query import EVERYTHING, TurnFilter
from codexctl.deliver.store.schema import MIGRATIONS
from codexctl.errors import CodexctlError
from codexctl.settings.capture import CaptureMode
from codexctl.trace.labels import NONE
from codexctl.trace.spans.attribute_names import CHAT, EXECUTE_TOOL
from codexctl.trace.spans.span import TurnTrace
from tests.trace.recorded import RECORDINGS, traces

SCENARIOS = ("shell-failed", "subagents-two", "apply-patch", "model-switch", "http-500")


def recorded(mode: CaptureMode = CaptureMode.full) -> list[TurnTrace]:
    return [trace for name in SCENARIOS for trace in traces(RECORDINGS / "0.169.0" / name, mode)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    store = LocalStore.open(tmp_path / "traces.db")
    assert store.send(recorded()).verdict is Verdict.accepted
    yield store
    store.close()


def found(store: LocalStore, wanted: TurnFilter) -> list[dict[str, Any]]:
    return list(store.turns(wanted))


def test_turns_come_the_newest_first_and_as_many_as_wanted(store: LocalStore) -> None:
    turns = found(store, EVERYTHING)
    assert len(turns) == len(recorded())
    assert [turn["started_at"] for turn in turns] == sorted(
        (turn["started_at"] for turn in turns), reverse=True
    )
    assert list(store.turns(limit=2)) == turns[:2]


def test_each_filter_keeps_what_it_names(store: LocalStore) -> None:
    turns = found(store, EVERYTHING)
    some = turns[3]
    for name, key in (("session", "session_id"), ("model", "model"), ("status", "status")):
        kept = found(store, replace(EVERYTHING, **{name: some[key]}))
        assert kept == [turn for turn in turns if turn[key] == some[key]] != []
    assert found(store, TurnFilter(session=some["session_id"][:30])) == found(
        store, TurnFilter(session=some["session_id"])
    )


def test_since_is_included_and_until_is_not(store: LocalStore) -> None:
    times = [turn["started_at"] for turn in found(store, EVERYTHING)]
    since, until = times[-2], times[1]
    kept = found(store, TurnFilter(since=since, until=until))
    assert [turn["started_at"] for turn in kept] == [t for t in times if since <= t < until]


def filtered(session: str = "", model: str = "", status: str = "", since: str = "") -> TurnFilter:
    return TurnFilter(session=session, model=model, status=status, since=since)


def below(store: LocalStore, folder: str) -> TurnFilter:
    return TurnFilter(folders=meant(folder, store.folders(), Path("/elsewhere")))


def test_a_folder_means_what_is_below_it_too(store: LocalStore) -> None:
    everything = found(store, EVERYTHING)
    for folder in ("/home/dev/project", "/home/dev/project/", "/home", "/"):
        assert found(store, below(store, folder)) == everything
    for folder in ("/home/dev/proj", "/home/dev/project/src", "/home/dev/project0", "home"):
        assert found(store, below(store, folder)) == []


def test_filters_narrow_each_other(store: LocalStore) -> None:
    failed = found(store, replace(below(store, "/home"), status="failed"))
    assert {turn["status"] for turn in failed} == {"failed"}
    assert found(store, TurnFilter(status="failed", model="gpt-none")) == []


@pytest.mark.parametrize(
    "wanted",
    [
        TurnFilter(since="2026"),
        TurnFilter(session="01a"),
        TurnFilter(model="gpt-lab"),
        TurnFilter(status="failed"),
        TurnFilter(folders=("/home",)),
    ],
)
def test_a_filter_is_answered_by_an_index(tmp_path: Path, wanted: TurnFilter) -> None:
    LocalStore.open(tmp_path / "traces.db").close()
    where, values = wanted.where()
    with closing(sqlite3.connect(tmp_path / "traces.db")) as database:
        plan = database.execute(f"EXPLAIN QUERY PLAN SELECT 1 FROM turns WHERE {where}", values)
        steps = [row[3] for row in plan]
    assert all("SCAN turns" not in step for step in steps), steps


def test_values_are_never_taken_for_sql(store: LocalStore) -> None:
    for text in ("' OR 1=1 --", "%", "a;b", '"'):
        for name in ("session", "model", "status", "since"):
            if not (name == "since" and text < "2"):
                assert found(store, filtered(**{name: text})) == []


def test_steps_hold_the_figures_of_every_call(store: LocalStore) -> None:
    turns, steps = found(store, EVERYTHING), list(store.steps())
    chats = [step for step in steps if step.operation == CHAT]
    assert sum(turn["tool_calls"] for turn in turns) == len(steps) - len(chats)
    for key in ("input_tokens", "cached_input_tokens", "output_tokens", "reasoning_output_tokens"):
        assert sum(turn[key] for turn in turns) == sum(getattr(step, key) or 0 for step in chats)
    tools = {step.name for step in steps if step.operation == EXECUTE_TOOL}
    assert {"exec_command", "apply_patch", "spawn_agent"} <= tools
    assert {step.cwd for step in steps} == {"/home/dev/project"}


def test_steps_are_those_of_the_turns_that_are_wanted(store: LocalStore) -> None:
    some = found(store, EVERYTHING)[0]
    wanted = TurnFilter(session=some["session_id"])
    turns = found(store, wanted)
    calls = [step for step in store.steps(wanted) if step.input_tokens is not None]
    assert len(calls) == sum(turn["llm_calls"] for turn in turns)
    assert len(list(store.turn_rows(wanted))) == len(turns)


def test_a_turn_that_comes_again_replaces_itself(store: LocalStore) -> None:
    before = (len(found(store, EVERYTHING)), len(list(store.steps())))
    first = recorded()[0]
    assert store.send([replace(first, spans=first.spans[:1])]).verdict is Verdict.accepted
    assert len(found(store, EVERYTHING)) == before[0]
    assert len(list(store.steps())) == before[1] - len(first.spans) + 1
    assert store.send(recorded()).verdict is Verdict.accepted
    assert (len(found(store, EVERYTHING)), len(list(store.steps()))) == before


def test_test_turns_are_in_no_list_and_no_sum(tmp_path: Path) -> None:
    store = LocalStore.open(tmp_path / "traces.db")
    store.send([replace(trace, is_marked=True) for trace in recorded()])
    assert not [*found(store, EVERYTHING), *store.steps(), *store.turn_rows()]
    store.close()


def test_without_content_there_is_no_folder_to_filter_by(tmp_path: Path) -> None:
    store = LocalStore.open(tmp_path / "traces.db")
    store.send(recorded(CaptureMode.metadata))
    assert {row.cwd for row in store.turn_rows()} == {""}
    assert found(store, below(store, "/home")) == []
    store.close()


def test_a_lone_surrogate_in_a_path_is_no_reason_to_lose_a_turn(tmp_path: Path) -> None:
    trace = recorded()[0]
    odd = {**trace.spans[0].attributes, "codex.cwd": "/home/\ud800"}
    store = LocalStore.open(tmp_path / "traces.db")
    traced = replace(trace, spans=(replace(trace.spans[0], attributes=odd), *trace.spans[1:]))
    assert store.send([traced]).verdict is Verdict.accepted
    assert [row.cwd for row in store.turn_rows()] == ["/home/?"]
    store.close()


def test_a_store_from_before_filters_gains_them(store: LocalStore, tmp_path: Path) -> None:
    old = connect(tmp_path / "old.db", MIGRATIONS[:1])
    old.execute("ATTACH ? AS new", (str(tmp_path / "traces.db"),))
    old.execute(
        "INSERT INTO turns SELECT thread_id, turn_id, trace_id, session_id, started_at, is_marked,"
        " summary FROM new.turns"
    )
    old.execute(
        "INSERT INTO spans SELECT span_id, trace_id, parent_id, thread_id, turn_id, name, kind,"
        " started_ns, ended_ns, error_type, attributes FROM new.spans"
    )
    old.close()
    migrated = LocalStore.open(tmp_path / "old.db")
    assert sorted(map(repr, migrated.steps())) == sorted(map(repr, store.steps()))
    assert sorted(map(repr, migrated.turn_rows())) == sorted(map(repr, store.turn_rows()))
    migrated.close()


def test_links_to_other_traces_are_kept(tmp_path: Path) -> None:
    (trace,) = traces(RECORDINGS / "0.169.0" / "native-trace")
    store = LocalStore.open(tmp_path / "traces.db")
    store.send([trace])
    kept = [span["links"] for span in store.spans(str(trace.summary["trace_id"]))]
    native = {"trace_id": "0af7651916cd43dd8448eb211c80319c", "span_id": "0" * 16, "kind": "native"}
    assert sorted(kept, key=len) == [*([] for _ in trace.spans[1:]), [native]]
    store.close()


def test_a_store_of_a_newer_codexctl_is_refused(tmp_path: Path) -> None:
    connect(tmp_path / "traces.db", [*MIGRATIONS, "CREATE TABLE later (a)"]).close()
    with pytest.raises(CodexctlError, match="newer codexctl"):
        LocalStore.open(tmp_path / "traces.db")


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert LocalStore.open_existing(tmp_path / "traces.db") is None
    assert not (tmp_path / "traces.db").exists()


def test_a_trace_is_found_by_the_first_digits_of_its_id(store: LocalStore) -> None:
    trace_id = found(store, EVERYTHING)[0]["trace_id"]
    assert store.trace_ids(trace_id[:12]) == [trace_id]
    assert store.trace_ids("zz") == []
    spans = store.spans(trace_id)
    assert [span["started_ns"] for span in spans] == sorted(span["started_ns"] for span in spans)


def ids(store: LocalStore, wanted: TurnFilter) -> list[str]:
    return [str(turn["turn_id"]) for turn in found(store, wanted)]


LABELS = ("shop", "ci", "agent-7", "ada", "red")


def test_turns_are_found_by_what_they_were_labelled_with(tmp_path: Path) -> None:
    one, other = recorded()[:2]
    first, second = replace(one, labels=LABELS), replace(other, labels=NONE)
    store = LocalStore.open(tmp_path / "traces.db")
    store.send([first, second])
    for wanted in (
        TurnFilter(workspace="shop"),
        TurnFilter(environment="ci"),
        TurnFilter(agent_id="agent-7"),
        TurnFilter(user="ada"),
        TurnFilter(team="red"),
        TurnFilter(workspace="shop", environment="ci", agent_id="agent-7", user="ada", team="red"),
    ):
        assert ids(store, wanted) == [first.summary["turn_id"]]
        assert {row.session_id for row in store.turn_rows(wanted)} == {first.summary["session_id"]}
    assert found(store, TurnFilter(workspace="shop", environment="production")) == []
    trace = str(first.summary["trace_id"])
    assert store.labels(trace) == {
        "workspace": "shop",
        "environment": "ci",
        "agent_id": "agent-7",
        "user": "ada",
        "team": "red",
    }
    store.close()


def test_a_store_from_before_labels_gains_them_and_keeps_its_turns(tmp_path: Path) -> None:
    trace = recorded()[0]
    new = LocalStore.open(tmp_path / "new.db")
    new.send([trace])
    new.close()
    old = connect(tmp_path / "old.db", MIGRATIONS[:-1])
    old.execute("ATTACH ? AS new", (str(tmp_path / "new.db"),))
    columns = ", ".join(row[1] for row in old.execute("PRAGMA main.table_info(turns)"))
    old.execute(f"INSERT INTO turns SELECT {columns} FROM new.turns")
    old.close()
    migrated = LocalStore.open(tmp_path / "old.db")
    assert ids(migrated, EVERYTHING) == [trace.summary["turn_id"]]
    assert found(migrated, TurnFilter(workspace="shop")) == []
    migrated.send([replace(trace, labels=LABELS)])
    assert ids(migrated, TurnFilter(workspace="shop")) == [trace.summary["turn_id"]]
    migrated.close()
