"""Dashboards and alerts fit what is published of Grafana, and hang together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from jsonschema import Draft202012Validator

from codexctl.cli.fleet.listed import listed
from codexctl.cli.fleet.prices import price_rows
from codexctl.policy.render.fleet.files import Engine, rendered
from codexctl.policy.render.fleet.names import chosen
from codexctl.policy.render.fleet.rows import PriceRow
from codexctl.settings.capture import CaptureLimits, CaptureMode

SCHEMAS = Path(__file__).parents[4] / "schemas" / "fleet"


def made(*words: str, prices: tuple[PriceRow, ...] = ()) -> dict[str, str]:
    engine = Engine(
        chosen(words), CaptureLimits(CaptureMode.metadata), None, listed(), prices=prices
    )
    return rendered(engine)


def boards() -> list[tuple[str, dict[str, Any]]]:
    found = made("datasource=store-1")
    return [(path, json.loads(found[path])) for path in found if path.startswith("grafana/")]


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((SCHEMAS / name).read_text("utf-8")))


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


def test_dashboards_fit_what_is_published() -> None:
    assert len(boards()) >= 4
    for _, board in boards():
        validator("dashboard.schema.json").validate(board)


def test_panels_do_not_overlap_and_have_ids_of_their_own() -> None:
    for path, board in boards():
        cells: set[tuple[int, int]] = set()
        for panel in board["panels"]:
            at = panel["gridPos"]
            assert at["x"] + at["w"] <= 24
            own = {
                (x, y)
                for x in range(at["x"], at["x"] + at["w"])
                for y in range(at["y"], at["y"] + at["h"])
            }
            assert not own & cells, path
            cells |= own
        ids = [panel["id"] for panel in board["panels"]]
        assert len(set(ids)) == len(ids)
    assert len({board["uid"] for _, board in boards()}) == len(boards())


def test_variables_that_are_used_are_those_that_are_defined() -> None:
    for path, board in boards():
        defined = {variable["name"] for variable in board["templating"]["list"]}
        queries = " ".join(panel["targets"][0]["rawSql"] for panel in board["panels"])
        assert set(re.findall(r"\$\{(\w+)", queries)) == defined, path


def test_the_data_source_is_the_one_that_was_named() -> None:
    for _, board in boards():
        assert {panel["datasource"]["uid"] for panel in board["panels"]} == {"store-1"}


def test_alerts_fit_what_is_published() -> None:
    document = yaml.safe_load(made()["alerts/codexctl.yaml"])
    validator("alerts.schema.json").validate(document)
    for rule in document["groups"][0]["rules"]:
        assert rule["condition"] in [data["refId"] for data in rule["data"]]


def test_no_query_reads_a_table_with_content_or_attributes_as_they_came() -> None:
    documents = [board for _, board in boards()]
    documents.append(yaml.safe_load(made()["alerts/codexctl.yaml"]))
    tables = {name for text in strings(documents) for name in re.findall(r"\botel\.(\w+)", text)}
    assert tables == {"codex_daily", "codex_spans", "codex_machines"}


@pytest.mark.parametrize("cluster", ["", "main"])
def test_everything_is_made_on_the_whole_cluster_or_nothing(cluster: str) -> None:
    for path, text in made(f"cluster={cluster}").items():
        if path.endswith(".sql"):
            assert not re.search(r"@\{|--%", text)
            for line in re.findall(r"^(?:CREATE|GRANT).*", text, re.MULTILINE):
                assert ("ON CLUSTER main" in line) == bool(cluster), line


@pytest.mark.parametrize("cluster", ["", "main"])
def test_rights_are_given_on_tables_that_are_made_and_on_each_part_of_them(cluster: str) -> None:
    found = made(f"cluster={cluster}")
    sql = "".join(text for path, text in found.items() if path.endswith(".sql"))
    tables = set(
        re.findall(r"CREATE (?:TABLE|VIEW|MATERIALIZED VIEW) IF NOT EXISTS otel\.(\w+)", sql)
    )
    given = set(re.findall(r"GRANT.* ON otel\.(\w+) TO (\w+);", sql))
    assert {table for table, _ in given} <= tables
    for table, role in given:
        if f"{table}_local" in tables:
            assert (f"{table}_local", role) in given, "a Distributed table asks for who asks it"


def test_prices_are_on_every_shard_of_a_cluster() -> None:
    """Each shard reckons its own costs: what one server is given, all must have."""
    found = made("cluster=main")
    for path, table in (("3-prices.sql", "codex_prices"), ("1-raw.sql", "schema_version")):
        (place, name) = re.findall(
            rf"Replicated\w+\('(/clickhouse/tables/[^']*/{table})', '([^']*)'",
            found[f"clickhouse/{path}"],
        )[0]
        assert "{shard}" not in place
        assert name == "{shard}-{replica}"


def test_a_price_is_what_the_list_says() -> None:
    rows = {(row.model, row.tier, row.above_input): row for row in price_rows()}
    assert rows["gpt-5", "", 0].input == Decimal("1.25")
    assert rows["gpt-5", "", 0].output == 10
    assert rows["gpt-5", "", 0].cached == Decimal("0.125")


def test_a_name_that_could_end_the_statement_is_no_row() -> None:
    amount = Decimal(1)
    with pytest.raises(ValueError, match="is not a name"):
        PriceRow("openai", "x'); DROP", "", date(2026, 1, 1), 0, amount, amount, amount, amount)
