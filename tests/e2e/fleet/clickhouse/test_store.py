"""The rendered tables, dashboards and alerts in a real ClickHouse, on turns that were recorded."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from codexctl.settings.capture import CaptureMode
from codexctl.trace.spans.otlp_json import export_request
from codexctl.trace.spans.span import Span, TurnTrace
from tests.e2e.fleet.clickhouse.grafana import Span as Between
from tests.e2e.fleet.clickhouse.grafana import filled, fires, queries, rules
from tests.e2e.fleet.clickhouse.store import (
    GAUGE,
    SPAN,
    Json,
    Store,
    decimal,
    files,
    rows_of,
    statements,
    store,
)
from tests.e2e.lab import backends
from tests.trace.recorded import FOLDERS, traces, version

WHY = backends.obstacle(backends.FLEET)
pytestmark = [pytest.mark.e2e, pytest.mark.skipif(bool(WHY), reason=WHY)]
NEWEST = [folder for folder in FOLDERS if version(folder) == max(map(version, FOLDERS))]
DAY_NS = 86_400 * 10**9
USERS = ("ann", "ben", "cyd")
# Prices of the recordings' own model, so that half of the models have one.
RATES = {"input": Decimal("1.25"), "cached": Decimal("0.125"), "output": Decimal(10)}


@dataclass
class Fleet:
    """A store and what is in it."""

    store: Store
    made: dict[str, str]
    sent: list[tuple[str, TurnTrace]] = field(default_factory=list)
    rows: list[Json] = field(default_factory=list)

    def ask(self, board: str, panel: str, **chosen: str) -> list[Json]:
        """The rows of a panel."""
        at = Between("now() - INTERVAL 30 DAY", "now() + INTERVAL 1 DAY")
        return self.store.ask(filled(queries(self.made)[board, panel], at, **chosen))

    def spans(self, operation: str, user: str = "") -> list[Span]:
        """What was sent, each once."""
        return [
            span
            for owner, trace in self.sent
            for span in trace.spans
            if span.attributes["gen_ai.operation.name"] == operation and user in ("", owner)
        ]


@cache
def recorded() -> list[tuple[str, TurnTrace]]:
    """The recordings of the newest release, each folder's turns a person's."""
    return [
        (USERS[number % len(USERS)], trace)
        for number, folder in enumerate(NEWEST)
        for trace in traces(folder, CaptureMode.metadata)
    ]


def rows(sent: list[tuple[str, TurnTrace]]) -> list[Json]:
    """As they come into the exporter's table, so late that the newest ended yesterday."""
    newest = max(span.ended for _, trace in sent for span in trace.spans)
    yesterday = int(datetime.now(UTC).timestamp()) * 10**9 - DAY_NS
    ahead = (yesterday - newest) // DAY_NS * DAY_NS + DAY_NS if newest < yesterday else 0
    found: list[Json] = []
    for user, trace in sent:
        text = b"".join(export_request(trace.spans, {"service.name": "codex"}, "1.0"))
        about = {"user__id": user, "team__name": team_of(user), "host__group": "office"}
        found += rows_of(json.loads(text), ahead, **about)
    return found


def team_of(user: str) -> str:
    return "search" if user == "ann" else "payments"


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """Tables, made twice, with everything sent twice."""
    made = files()
    with store(tmp_path_factory.mktemp("fleet")) as running:
        for _ in range(2):
            for statement in statements({k: v for k, v in made.items() if "grants" not in k}):
                running.said(statement)
        found = Fleet(running, made, recorded(), rows(recorded()))
        model = found.spans("chat")[0]
        provider, name = (
            model.attributes[f"gen_ai.{k}"] for k in ("provider.name", "request.model")
        )
        running.said(
            "INSERT INTO otel.codex_prices"
            " (Provider, Model, Tier, ValidFrom, AboveInput, Input, Cached, CacheWrite,"
            f" Output) VALUES ('{provider}', '{name}', '', '2020-01-01', 0,"
            f" {RATES['input']}, {RATES['cached']}, {RATES['input']}, {RATES['output']})"
        )
        for _ in range(2):
            running.insert("otel.otel_traces", SPAN, found.rows)
        running.insert("otel.otel_metrics_gauge", GAUGE, standing())
        running.refresh()
        yield found


def standing() -> list[Json]:
    """Reports of machines: two as they should be, and one with an older policy and a backlog."""
    now = datetime.now(UTC)
    found = []
    for user in USERS:
        is_odd = user == "cyd"
        for hours in (4, 2, 0):
            at = decimal(int((now - timedelta(hours=hours, minutes=5)).timestamp()) * 10**9)
            said: list[tuple[str, dict[str, str], float]] = [
                (
                    "codexctl.capture.info",
                    {"codexctl.capture.mode": "full" if is_odd else "metadata"},
                    1,
                ),
                ("codexctl.policy.info", {"codexctl.policy.id": "old" if is_odd else "new"}, 1),
                ("codexctl.delivery.backlog", {}, 7 if is_odd else 0),
                ("codexctl.policy.findings", {"codexctl.policy.finding.id": "otel"}, int(is_odd)),
            ]
            resource = {"user.id": user, "team.name": team_of(user), "host.group": "office"}
            found += [
                {
                    "ResourceAttributes": resource, "ServiceName": "codex", "MetricName": name,
                    "Attributes": attributes, "StartTimeUnix": at, "TimeUnix": at, "Value": value,
                }
                for name, attributes, value in said
            ]  # fmt: skip
    return found


def tokens(spans: list[Span], kind: str) -> int:
    return sum(span.attributes.get(f"gen_ai.usage.{kind}", 0) for span in spans)


def is_priced(fleet: Fleet, span: Span) -> bool:
    first = fleet.spans("chat")[0].attributes
    keys = ("gen_ai.provider.name", "gen_ai.request.model")
    return "gen_ai.usage.input_tokens" in span.attributes and all(
        span.attributes.get(key) == first[key] for key in keys
    )


def dollars(fleet: Fleet, spans: list[Span]) -> Decimal:
    """By the price that was put in, reckoned by hand."""
    known = [span for span in spans if is_priced(fleet, span)]
    into, cached, out = (
        tokens(known, kind) for kind in ("input_tokens", "cache_read.input_tokens", "output_tokens")
    )
    million = (into - cached) * RATES["input"] + cached * RATES["cached"] + out * RATES["output"]
    return million / 1_000_000


def test_sums_are_those_of_the_recordings_though_everything_came_twice(fleet: Fleet) -> None:
    (raw,) = fleet.store.ask("SELECT count() AS n FROM otel.otel_traces")
    assert int(raw["n"]) == 2 * len(fleet.rows)
    (found,) = fleet.ask("cost.json", "Sums")
    chats = fleet.spans("chat")
    assert int(found["Turns"]) == len(fleet.sent) > 50
    assert int(found["Calls"]) == len(chats)
    assert int(found["Input"]) == tokens(chats, "input_tokens")
    assert int(found["Cached"]) == tokens(chats, "cache_read.input_tokens")
    assert int(found["Output"]) == tokens(chats, "output_tokens")
    assert int(found["Calls without a price"]) == sum(not is_priced(fleet, one) for one in chats)
    assert found["Dollars"] == pytest.approx(float(dollars(fleet, chats)))


def test_a_model_without_a_price_has_no_cost_and_its_tokens(fleet: Fleet) -> None:
    found = fleet.ask("cost.json", "Team and model")
    names = {span.attributes["gen_ai.request.model"] for span in fleet.spans("chat")}
    assert {row["Model"] for row in found} == names
    for row in found:
        mine = [
            span
            for user in USERS
            if team_of(user) == row["Team"]
            for span in fleet.spans("chat", user)
            if span.attributes["gen_ai.request.model"] == row["Model"]
        ]
        assert int(row["Input"]) == tokens(mine, "input_tokens")
        assert int(row["Output"]) == tokens(mine, "output_tokens")
        known = [span for span in mine if is_priced(fleet, span)]
        assert (row["Dollars"] is None) == (not known)
    assert any(row["Dollars"] is None for row in found)
    assert any(row["Dollars"] for row in found)


def test_failing_tools_are_those_that_failed(fleet: Fleet) -> None:
    failed = Counter(
        span.attributes["gen_ai.tool.name"]
        for span in fleet.spans("execute_tool")
        if span.error_type
    )
    found = fleet.ask("failures.json", "Failing tools")
    assert {row["Tool"]: int(row["Failed"]) for row in found} == failed
    assert failed


def test_turns_are_counted_by_how_they_ended(fleet: Fleet) -> None:
    ended = Counter(span.attributes["codex.turn.status"] for span in fleet.spans("invoke_agent"))
    found: Counter[str] = Counter()
    for row in fleet.ask("failures.json", "Turns by how they ended"):
        found[row["Status"]] += int(row["Turns"])
    assert found == ended


def test_latency_counts_each_span_once(fleet: Fleet) -> None:
    found = fleet.ask("failures.json", "Latency by operation and model")
    every = [span for _, trace in fleet.sent for span in trace.spans]
    assert sum(int(row["Spans"]) for row in found) == len(every)
    for row in found:
        assert row["p50"] <= row["p95"] <= row["p99"]


def test_people_and_versions(fleet: Fleet) -> None:
    found = fleet.ask("use.json", "Versions of Codex")
    sent = Counter(span.attributes["codex.cli.version"] for span in fleet.spans("invoke_agent"))
    assert {row["CodexVersion"]: int(row["Turns"]) for row in found} == sent
    assert max(int(row["People"]) for row in found) == len(USERS)
    assert max(int(row["People"]) for row in fleet.ask("use.json", "People per day")) <= len(USERS)


def test_newest_turns_are_one_persons_alone(fleet: Fleet) -> None:
    found = fleet.ask("use.json", "Newest turns of one person", user="ann")
    own = {trace.spans[0].trace_id for user, trace in fleet.sent if user == "ann"}
    assert len(found) == min(20, len(fleet.spans("invoke_agent", "ann")))
    assert {row["TraceId"] for row in found} <= own
    assert sorted((row["Timestamp"] for row in found), reverse=True) == [
        row["Timestamp"] for row in found
    ]


def test_a_team_sees_its_own(fleet: Fleet) -> None:
    (found,) = fleet.ask("cost.json", "Sums", team="search")
    assert int(found["Input"]) == tokens(fleet.spans("chat", "ann"), "input_tokens")


def test_capture_policies_backlog_and_findings(fleet: Fleet) -> None:
    modes = {
        row["Mode"]: int(row["People"])
        for row in fleet.ask("policy.json", "Capture modes in force")
    }
    assert modes == {"metadata": 2, "full": 1}
    (drifted,) = fleet.ask("policy.json", "Policy drift: not the policy of most in the group")
    assert (drifted["UserId"], drifted["Policy"], drifted["Usual"]) == ("cyd", "old", "new")
    (waiting,) = fleet.ask("policy.json", "Turns that wait, by person")
    assert (waiting["UserId"], waiting["Waiting"]) == ("cyd", 7)
    (finding,) = fleet.ask("policy.json", "Findings of the audit")
    assert (finding["Finding"], int(finding["People"])) == ("otel", 1)


@pytest.mark.parametrize("key", sorted(queries(files())), ids="-".join)
def test_every_query_is_taken_and_answers(fleet: Fleet, key: tuple[str, str]) -> None:
    chosen = {"interval": "1 hour"} | ({"user": "ben"} if key[0] == "use.json" else {})
    found = fleet.ask(*key, **chosen)
    never = {"Content that came where none may"}
    failed_calls = [span for span in fleet.spans("chat") if span.error_type]
    never |= set() if failed_calls else {"Failed model calls"}
    assert bool(found) == (key[1] not in never)


def test_alerts_fire_for_what_is_wrong_alone(fleet: Fleet) -> None:
    found = {name: fires(fleet.store, rule) for name, rule in rules(fleet.made).items()}
    assert [int(row["Machines"]) for row in found["policy-drift"]] == [1]
    assert [int(row["Machines"]) for row in found["backlog-age"]] == [1]
    assert found["content-arrived"] == []


def test_content_a_silent_group_and_failing_turns_raise_alarms(fleet: Fleet) -> None:
    """On turns that are marked: a canary with content, and a group whose last span is days old."""
    now = int(datetime.now(UTC).timestamp()) * 10**9
    agent = next(
        row
        for row in fleet.rows
        if row["SpanAttributes"]["gen_ai.operation.name"] == "invoke_agent"
    )

    def like(number: int, at: int, group: str, **changed: Any) -> Json:
        about = agent["ResourceAttributes"] | {"host.group": group, "team.name": group}
        own = {"TraceId": f"{number:032x}", "SpanId": f"{number:016x}", "Timestamp": decimal(at)}
        return agent | own | {"ResourceAttributes": about} | changed

    canary = agent["SpanAttributes"] | {"gen_ai.input.messages": "[]"}
    late = now - 600 * 10**9
    try:
        fleet.store.insert(
            "otel.otel_traces",
            SPAN,
            [
                like(1, late, "canary", SpanAttributes=canary),
                like(2, now - 3 * DAY_NS, "gone"),
                *(
                    like(100 + n, late, "broken", StatusCode="Error" if n < 6 else "Unset")
                    for n in range(20)
                ),
            ],
        )
        found = {name: fires(fleet.store, rule) for name, rule in rules(fleet.made).items()}
        assert [int(row["Spans"]) for row in found["content-arrived"]] == [1]
        assert "gone" in [row["HostGroup"] for row in found["silent-group"]]
        assert "broken" not in [row["HostGroup"] for row in found["silent-group"]]
        assert [row["Team"] for row in found["failing-turns"]] == ["broken"]
    finally:
        fleet.store.said("DELETE FROM otel.codex_spans WHERE Team IN ('canary', 'gone', 'broken')")


def test_a_day_in_both_parts_of_the_roll_up_counts_once(fleet: Fleet) -> None:
    (before,) = fleet.ask("cost.json", "Sums")
    fleet.store.said("INSERT INTO otel.codex_daily_past SELECT * FROM otel.codex_daily_recent")
    try:
        (after,) = fleet.ask("cost.json", "Sums")
        assert after == before
    finally:
        fleet.store.said("TRUNCATE TABLE otel.codex_daily_past")


def test_a_past_of_many_days_comes_into_the_roll_up_and_a_day_of_it_is_made_anew(
    fleet: Fleet,
) -> None:
    """More days than ClickHouse takes partitions in one insert; the third one gets late spans."""
    now = int(datetime.now(UTC).timestamp()) * 10**9
    chat = next(
        row for row in fleet.rows if row["SpanAttributes"]["gen_ai.operation.name"] == "chat"
    )
    about = chat["ResourceAttributes"] | {"team.name": "old"}
    usage = chat["SpanAttributes"] | {"gen_ai.usage.input_tokens": "10"}

    def of_day(day: int, number: int) -> Json:
        own = {"TraceId": f"{day:032x}", "SpanId": f"{number:016x}"}
        at = {"Timestamp": decimal(now - day * DAY_NS)}
        return chat | own | at | {"ResourceAttributes": about, "SpanAttributes": usage}

    def sums() -> tuple[int, int]:
        (row,) = fleet.store.ask(
            "SELECT sum(Spans) AS n, sum(InputTokens) AS tokens"
            " FROM otel.codex_daily WHERE Team = 'old'"
        )
        return int(row["n"]), int(row["tokens"])

    days = range(20, 200)
    late = datetime.fromtimestamp((now - 22 * DAY_NS) // 10**9, UTC).date()
    try:
        for some in (days[:90], days[90:], days[:90]):
            fleet.store.insert("otel.otel_traces", SPAN, [of_day(day, 1) for day in some])
        fleet.store.refresh()
        assert sums() == (180, 1800)
        fleet.store.insert("otel.otel_traces", SPAN, [of_day(22, n) for n in (1, 2)])
        fleet.store.refresh()
        assert sums() == (180, 1800), "an older day is made once"
        fleet.store.said(f"DELETE FROM otel.codex_daily_past WHERE Day = '{late}'")
        fleet.store.refresh()
        assert sums() == (181, 1810)
    finally:
        fleet.store.said("DELETE FROM otel.codex_spans WHERE Team = 'old'")
        fleet.store.said("TRUNCATE TABLE otel.codex_daily_past")
        fleet.store.refresh()


def test_grants_and_the_tables_of_a_cluster_are_sql(fleet: Fleet) -> None:
    """ClickHouse in process has neither users nor a cluster: it reads the statements, no more."""
    for words, mode in (((), CaptureMode.metadata), (("cluster=main",), CaptureMode.full)):
        for statement in statements(files(*words, mode=mode)):
            if "INSERT INTO" not in statement:
                quoted = statement.replace("\\", "\\\\").replace("'", "\\'")
                assert fleet.store.said(f"SELECT formatQuery('{quoted}')")


def test_tables_are_of_the_version_that_was_applied_once(fleet: Fleet) -> None:
    assert fleet.store.ask("SELECT Version FROM otel.schema_version") == [{"Version": 1}]


def test_turns_of_nobody_known_are_no_person(fleet: Fleet) -> None:
    """After the others: it adds a turn to what they count."""
    turn = next(row for row in fleet.rows if row["SpanName"] == "invoke_agent codex")
    nobody = {k: v for k, v in turn["ResourceAttributes"].items() if k != "user.id"}
    version = turn["SpanAttributes"] | {"codex.cli.version": "0.0.1"}
    fleet.store.insert(
        "otel.otel_traces",
        SPAN,
        [turn | {"SpanId": "0" * 16, "ResourceAttributes": nobody, "SpanAttributes": version}],
    )
    fleet.store.refresh()
    (found,) = (
        row for row in fleet.ask("use.json", "Versions of Codex") if row["CodexVersion"] == "0.0.1"
    )
    assert (int(found["Turns"]), int(found["People"])) == (1, 0)
