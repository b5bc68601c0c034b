"""What is listed, shown and summed of turns written by hand: days, unknown calls, folders."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from codexctl.deliver.store.local_store import LocalStore
from tests.cli.conftest import Shell
from tests.view.handmade import MAIN, Session, traces_of

_MIDNIGHT = datetime(2026, 11, 19, tzinfo=UTC)


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def put(shell: Shell, session: Session, tmp_path: Path) -> None:
    folder = tmp_path / f"from-{len(list(tmp_path.iterdir()))}"
    folder.mkdir()
    store = LocalStore.open(shell.locations.traces_db)
    store.send(traces_of([session], folder))
    store.close()


def over_midnight() -> Session:
    """A turn from 23:50 to 00:15 with a call and a command on either side."""
    session = Session(at_ms=milliseconds(_MIDNIGHT - timedelta(minutes=10)))
    session.turn("t", "Work late")
    usage(session, "before", 1_000)
    session.at_ms = milliseconds(_MIDNIGHT + timedelta(minutes=5))
    usage(session, "after", 300)
    session.at_ms = milliseconds(_MIDNIGHT + timedelta(minutes=15))
    session.end("Done.")
    return session


def usage(session: Session, name: str, tokens: int | None) -> None:
    """A response of the model, and what it cost unless that was not reported."""
    content = [{"type": "output_text", "text": name}]
    message = {"type": "message", "id": name, "role": "assistant", "content": content}
    session._sampled += 1
    session._response(message)
    if tokens is not None:
        spent = {"input_tokens": tokens, "output_tokens": 10}
        record = {**session._turn, "response_id": name, "usage": spent}
        session.write("token_usage_record", record)


def stats(shell: Shell, *options: str) -> Any:
    done = shell.run("trace", "stats", "--json", *options, TZ="UTC")
    assert (done.code, done.err) == (0, "")
    return done.json


def figures(sums: Any) -> tuple[int, int, int]:
    return sums["turns"], sums["llm_calls"], sums["input_tokens"]


def test_a_day_has_the_same_sums_with_a_filter_and_without(shell: Shell, tmp_path: Path) -> None:
    put(shell, over_midnight(), tmp_path)
    days = {group["key"]: figures(group) for group in stats(shell, "--by", "day")["groups"]}
    assert days == {"2026-11-18": (1, 1, 1_000), "2026-11-19": (0, 1, 300)}
    first = stats(shell, "--since", "2026-11-18", "--until", "2026-11-19")["total"]
    second = stats(shell, "--since", "2026-11-19", "--until", "2026-11-20", "--by", "day")
    assert figures(first) == (1, 1, 1_000)
    assert figures(second["total"]) == (0, 1, 300)
    assert [group["key"] for group in second["groups"]] == ["2026-11-19"]
    text = shell.run("trace", "stats", "--since", "2026-11-19", TZ="UTC").out
    assert "300" in text, "calls are shown though their turn began before"


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("UTC", "2026-03-29", 24),
    ],
)
def test_a_day_is_as_long_as_it_is_where_the_person_is(
    shell: Shell, tmp_path: Path, zone: str, day: str, hours: int
) -> None:
    """A call an hour, for three days around the one on which the clocks change."""
    noon = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)
    session = Session(at_ms=milliseconds(noon - timedelta(hours=36)))
    session.turn("t", "Work on")
    for hour in range(72):
        session.at_ms = milliseconds(noon + timedelta(hours=hour - 36, minutes=30))
        usage(session, f"r{hour}", 1)
    session.end("Done.")
    put(shell, session, tmp_path)
    after = (datetime.fromisoformat(day) + timedelta(days=1)).strftime("%Y-%m-%d")
    run = shell.run("trace", "stats", "--json", "--by", "day", TZ=zone).json["groups"]
    assert {group["key"]: group["llm_calls"] for group in run}[day] == hours
    cut = shell.run("trace", "stats", "--json", "--since", day, "--until", after, TZ=zone).json
    assert cut["total"]["llm_calls"] == hours


def test_a_call_without_usage_is_a_call_whose_tokens_and_cost_are_unknown(
    shell: Shell, tmp_path: Path
) -> None:
    session = Session()
    session.turn("t", "Say it")
    usage(session, "one", None)
    usage(session, "two", None)
    session.end("Done.")
    put(shell, session, tmp_path)
    tree = shell.run("trace", "show").out
    assert tree.count("chat gpt-5.5") == tree.count("tokens unknown") == 2
    (row,) = shell.run("trace", "list", COLUMNS="240").out.splitlines()[1:]
    assert row.split()[-6:] == ["?", "?", "gpt-5.5", "0", "2", MAIN]
    assert json.loads(shell.run("trace", "list", "--json").out)["turns"][0]["llm_calls"] == 0
    total = stats(shell)["total"]
    assert (total["llm_calls"], total["calls_without_usage"], total["cost_usd"]) == (0, 2, None)
    text = shell.run("trace", "stats", COLUMNS="120").out
    cells = text.splitlines()[1].split()
    assert cells == ["gpt-5.5", "1", "2", *["unknown"] * 5]
    assert "2 model calls reported no usage" in text


def test_where_only_some_calls_are_unknown_the_others_still_count(
    shell: Shell, tmp_path: Path
) -> None:
    session = Session()
    session.turn("t", "Say it")
    usage(session, "one", 1_000)
    usage(session, "two", None)
    session.end("Done.")
    put(shell, session, tmp_path)
    row = shell.run("trace", "list", COLUMNS="240").out.splitlines()[1]
    assert "1,000+?" in row
    text = shell.run("trace", "stats", COLUMNS="120").out
    assert text.splitlines()[1].split()[:4] == ["gpt-5.5", "1", "2", "1,000"]
    assert "+ ?" in text.splitlines()[1]


def test_a_filter_by_model_gives_what_the_group_of_the_model_has(
    shell: Shell, tmp_path: Path
) -> None:
    session = Session()
    session.turn("t", "Begin")
    usage(session, "one", 100)
    session.write("turn_context", {**session._turn, "model": "gpt-6-sol"})
    usage(session, "two", 20)
    session.end("Done.")
    put(shell, session, tmp_path)
    groups = {group["key"]: figures(group) for group in stats(shell)["groups"]}
    assert groups == {"gpt-5.5": (0, 1, 100), "gpt-6-sol": (1, 1, 20)}
    for model, sums in groups.items():
        assert figures(stats(shell, "--model", model)["total"]) == sums


@pytest.mark.parametrize("cwd", ["C:\\Users\\me\\shop", "\\\\server\\share\\shop", "/srv/shop"])
def test_a_folder_copied_from_the_sums_is_found(shell: Shell, tmp_path: Path, cwd: str) -> None:
    session = Session(meta={"cwd": cwd})
    session.turn("t", "Go")
    session.write("turn_context", {**session._turn, "model": "gpt-5.5", "cwd": cwd})
    usage(session, "one", 100)
    session.end("Done.")
    put(shell, session, tmp_path)
    (group,) = stats(shell, "--by", "project")["groups"]
    assert group["key"] == cwd
    assert figures(stats(shell, "--cwd", group["key"])["total"]) == (1, 1, 100)
    assert len(shell.run("trace", "list", "--json", "--cwd", cwd).json["turns"]) == 1


def test_twenty_minutes_are_shown_whole(shell: Shell, tmp_path: Path) -> None:
    session = Session()
    session.turn("t", "Take your time")
    usage(session, "one", 100)
    session.at_ms += 20 * 60_000
    session.end("Done.")
    put(shell, session, tmp_path)
    for width in ("140", "120"):
        assert "20 min 00 s" in shell.run("trace", "list", COLUMNS=width).out


def test_one_duration_for_list_tree_and_spans_where_the_clock_was_set_back(
    shell: Shell, tmp_path: Path
) -> None:
    session = Session()
    session.turn("t", "Go")
    usage(session, "one", 100)
    session.at_ms -= 3_600_000
    session.write(
        "event_msg",
        {"type": "task_complete", **session._turn, "last_agent_message": "x", "duration_ms": 3_000},
    )
    put(shell, session, tmp_path)
    turn = shell.run("trace", "list", "--json").json["turns"][0]
    assert turn["duration_ms"] == 3_000
    assert "  3.0 s" in shell.run("trace", "list", COLUMNS="140").out
    tree = shell.run("trace", "show").out
    assert "codex  3.0 s" in tree
    spans = shell.run("trace", "show", "--json").json["spans"]
    agent = next(span for span in spans if span["name"].startswith("invoke_agent"))
    assert agent["ended_ns"] - agent["started_ns"] == 3_000_000_000
    assert all(span["ended_ns"] >= span["started_ns"] for span in spans)


def test_prices_of_ones_own_are_used_and_a_wrong_one_is_named(shell: Shell, tmp_path: Path) -> None:
    session = Session(meta={"model_provider": "my-openai"})
    session.turn("t", "Go")
    usage(session, "one", 1_000_000)
    session.end("Done.")
    put(shell, session, tmp_path)
    assert stats(shell)["total"]["cost_usd"] is None
    file = shell.locations.settings_toml
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('version = 1\n[prices."my-openai/gpt-5.5"]\ninput = 3\noutput = 100000\n')
    assert stats(shell)["total"]["cost_usd"] == 4.0
    file.write_text('version = 1\n[prices."gpt-5.5"]\ninput = "3"\noutput = 1\n')
    done = shell.run("trace", "stats")
    assert (done.code, done.out) == (1, "")
    assert 'prices."gpt-5.5".input' in done.err
    assert "hint:" in done.err
