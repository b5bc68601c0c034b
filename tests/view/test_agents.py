"""What a turn and its subagents cost, each by itself and together: no call counts twice."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.query import TurnFilter
from codexctl.settings.capture import CaptureMode
from codexctl.settings.prices import Price
from codexctl.trace.capture.filter import Capture
from codexctl.view.prices import Prices
from codexctl.view.queries.sums import Stats, sums
from codexctl.view.queries.turn import turn_view
from codexctl.view.queries.turn_rows import Wanted
from codexctl.view.stats import AGENT, ROLE, Sums
from tests.trace.recorded import FOLDERS, RECORDINGS, expected, pipeline, traces
from tests.view.sums import SHOWN

COUNTS = ("llm_calls", "tool_calls", "input_tokens", "cached_input_tokens", "output_tokens")
# Sessions of several releases in which agents gave work to agents, with all of their turns.
SESSIONS = [
    folder
    for folder in FOLDERS
    if folder.parent.name in ("0.117.0", "0.155.0", "0.169.0")
    and (folder.name.startswith("subagent") or folder.name == "review")
    and expected(folder)["turns_complete"]
]
EACH = Decimal("0.00001")
PRICES = Prices({"fake/gpt-lab": Price(EACH, EACH, EACH, EACH)})


@pytest.fixture(params=SESSIONS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def session(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.param
    return folder


@pytest.fixture
def store(session: Path, tmp_path: Path) -> Iterator[LocalStore]:
    store = LocalStore.open(tmp_path / "traces.db")
    store.send(traces(session))
    yield store
    store.close()


def asked(store: LocalStore, by: str, trace: str = "", capture: Capture = SHOWN) -> Stats:
    return sums(store, capture, TurnFilter(trace=trace), by, PRICES)


def counts(sums: Sums) -> dict[str, int]:
    return {name: getattr(sums, name) for name in COUNTS}


def threads(session: Path) -> dict[str, Mapping[str, Any]]:
    """What Codex itself wrote at the head of each thread's file."""
    found = {}
    for file in session.rglob("rollout-*.jsonl"):
        head = json.loads(file.read_text("utf-8").splitlines()[0])["payload"]
        found[str(head["id"])] = head
    return found


def named(head: Mapping[str, Any]) -> str:
    """A thread's name as Codex's own file has it."""
    source = head.get("source")
    child = source.get("subagent") if isinstance(source, dict) else None
    if child is None:
        return "main"
    spawn = child.get("thread_spawn", {}) if isinstance(child, dict) else {}
    said = (spawn.get(f"agent_{key}") for key in ("nickname", "path", "role"))
    return next(filter(None, said), child if isinstance(child, str) else "subagent")


def test_each_agent_has_what_was_served_in_its_own_thread(session: Path, store: LocalStore) -> None:
    heads, served = threads(session), dict[str, Counter[str]]()
    for turn in expected(session)["turns"]:
        name = named(heads[turn["thread_id"]])
        mine = served.setdefault(name, Counter())
        mine.update({"turns": 1, **{key: turn[key] for key in COUNTS}})
    found = asked(store, AGENT).groups
    told = {name: {"turns": one.turns, **counts(one)} for name, one in found.items()}
    assert told == {name: dict(mine) for name, mine in served.items()}


def test_the_turn_and_its_subagents_are_what_the_page_of_the_turn_says(
    session: Path, store: LocalStore
) -> None:
    for trace in {str(one.summary["trace_id"]) for one in traces(session)}:
        view = turn_view(store, SHOWN, PRICES, trace, Wanted())
        assert view is not None
        page, found = view.totals, asked(store, AGENT, trace)
        told = counts(found.total)
        assert told["llm_calls"] == page.model_calls - page.calls_without_usage
        assert {name: told[name] for name in COUNTS[1:]} == {
            name: getattr(page, name) for name in COUNTS[1:]
        }
        assert found.total.cost == page.cost
        assert found.total.calls_without_cost == page.calls_without_cost
        assert found.total.turns == len(view.turns)


@pytest.mark.parametrize("by", [AGENT, ROLE])
def test_agents_and_all_traces_add_up_to_the_whole_store(
    session: Path, store: LocalStore, by: str
) -> None:
    whole = asked(store, by)
    by_agent, by_trace = Counter[str](), Counter[str]()
    for group in whole.groups.values():
        by_agent.update(counts(group))
    for trace in {str(one.summary["trace_id"]) for one in traces(session)}:
        by_trace.update(counts(asked(store, by, trace).total))
    assert dict(by_agent) == dict(by_trace) == counts(whole.total)


def stored(tmp_path: Path, nickname: str, role: str) -> LocalStore:
    """A store of a turn whose subagent Codex had called so."""
    source, folder = RECORDINGS / "0.169.0" / "subagent", tmp_path / "session"
    folder.mkdir()
    for file in source.rglob("rollout-*.jsonl"):
        head, *lines = file.read_text("utf-8").splitlines()
        said = json.loads(head)
        payload = said["payload"]
        if named(payload) != "main":
            payload["agent_nickname"], payload["agent_role"] = nickname, role
            payload["source"]["subagent"]["thread_spawn"] |= {
                "agent_nickname": nickname,
                "agent_role": role,
            }
        (folder / file.name).write_text("\n".join([json.dumps(said), *lines]) + "\n", "utf-8")
    store = LocalStore.open(tmp_path / "named.db")
    store.send(traces(folder))
    return store


@pytest.mark.parametrize(
    ("nickname", "role", "by_name", "by_role"),
    [
        ("Euclid", "explorer", "Euclid", "explorer"),
        ("", "explorer", "explorer", "explorer"),
        ("Euclid", "", "Euclid", "subagent"),
        # Somebody may call an agent like the row of the turn itself, or its role like Codex.
        ("main", "main", "main (subagent)", "main (subagent)"),
        ("Euclid", "codex", "Euclid", "codex"),
    ],
)
def test_a_subagent_has_its_name_or_its_role(
    tmp_path: Path, nickname: str, role: str, by_name: str, by_role: str
) -> None:
    store = stored(tmp_path, nickname, role)
    assert set(asked(store, AGENT).groups) == {"main", by_name}
    assert set(asked(store, ROLE).groups) == {"main", by_role}
    store.close()


def test_without_content_only_codex_s_own_roles_are_told(tmp_path: Path) -> None:
    told = pipeline(CaptureMode.metadata).capture
    for role, shown in (("explorer", "explorer"), ("of-the-secret-project", "subagent")):
        (tmp_path / role).mkdir()
        store = stored(tmp_path / role, "Euclid", role)
        for by in (AGENT, ROLE):
            assert set(asked(store, by, capture=told).groups) == {"main", shown}
        store.close()


def test_an_agent_that_the_store_has_no_word_of_is_not_guessed(tmp_path: Path) -> None:
    store = stored(tmp_path, "Euclid", "")
    store.connection.execute("DELETE FROM spans WHERE name = 'invoke_agent subagent'")
    figures = asked(store, AGENT).figures()
    assert {group["key"]: group["turns"] for group in figures["groups"]} == {"main": 1, None: 1}
    store.close()
