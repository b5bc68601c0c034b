"""Grafana's part, played: queries of the rendered files with macros and variables replaced.

As the ClickHouse data source's documentation has its macros (grafana.com/docs/plugins/
grafana-clickhouse-datasource, query editor, 2026-02).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml  # type: ignore[import-untyped]

from tests.e2e.fleet.clickhouse.store import Json, Store

_MACRO = re.compile(r"\$__(timeFilter|dateFilter)\(([^()]*)\)")
_ALL = re.compile(
    r"\$__conditionalAll\((?P<condition>\w+ IN \(\$\{(?P<name>\w+):singlequote\}\)), \$\w+\)"
)


@dataclass(frozen=True)
class Span:
    """The dashboard's time, in SQL."""

    start: str = "now() - INTERVAL 30 DAY"
    end: str = "now()"


def filled(sql: str, time: Span | None = None, **chosen: str) -> str:
    """A query as ClickHouse gets it; a variable without a value is «All»."""
    at = time or Span()

    def condition(found: re.Match[str]) -> str:
        name = found["name"]
        return found["condition"] if name in chosen else "1=1"

    def macro(found: re.Match[str]) -> str:
        kind = "toDate" if found[1] == "dateFilter" else "toDateTime"
        return f"{found[2]} >= {kind}({at.start}) AND {found[2]} <= {kind}({at.end})"

    text = _MACRO.sub(macro, _ALL.sub(condition, sql))
    for name, value in chosen.items():
        text = text.replace(f"${{{name}:singlequote}}", f"'{value}'").replace(f"${{{name}}}", value)
    assert "$" not in text.replace("]$'", ""), text
    return text


def dashboards(made: Mapping[str, str]) -> dict[str, Json]:
    """The dashboards, by their files' names."""
    return {
        path.split("/")[1]: json.loads(text)
        for path, text in made.items()
        if path.startswith("grafana/")
    }


def queries(made: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Every query of every dashboard, its variables' too, by dashboard and panel."""
    found = {}
    for name, board in dashboards(made).items():
        for panel in board["panels"]:
            (target,) = panel["targets"]
            found[name, panel["title"]] = target["rawSql"]
        for variable in board["templating"]["list"]:
            if variable["type"] == "query":
                found[name, f"${variable['name']}"] = variable["query"]
    return found


def rules(made: Mapping[str, str]) -> dict[str, Json]:
    """The alerts' rules by their uid."""
    (group,) = yaml.safe_load(made["alerts/codexctl.yaml"])["groups"]
    return {rule["uid"].removeprefix("codexctl-"): rule for rule in group["rules"]}


def fires(store: Store, rule: Json) -> list[Json]:
    """The rows of a rule's query that are above its bound."""
    query, threshold = rule["data"]
    seconds = query["relativeTimeRange"]["from"]
    sql = filled(query["model"]["rawSql"], Span(f"now() - {seconds}"))
    (condition,) = threshold["model"]["conditions"]
    (bound,) = condition["evaluator"]["params"]
    return [row for row in store.ask(sql) if _number(row) > bound]


def _number(row: Json) -> float:
    """The one value of a row that is no label."""
    (value,) = [float(value) for name, value in row.items() if not _is_label(name)]
    return value


def _is_label(name: str) -> bool:
    return name in ("HostGroup", "Team")
