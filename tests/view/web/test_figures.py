"""Every figure on a page is the terminal's, and what the recordings' server billed.

Some seconds, since every recording is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from codexctl.cli.main import codexctl
from codexctl.locations import Locations
from codexctl.view.queries.sums import GROUPINGS
from tests.view.web import figures_on_pages as pages
from tests.view.web.client import Client

NEWEST = [folder for folder in pages.WHOLE if folder.parent.name == "0.169.0"]
_EXACT = ("turns", "turns_not_completed", "llm_calls", "tool_calls", "tool_failures", *pages.TOKENS)


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Locations:
    """A store of every recording whose whole truth is known."""
    return pages.stored(tmp_path_factory.mktemp("figures"), pages.WHOLE)


@pytest.fixture(scope="module")
def client(where: Locations) -> Iterator[Client]:
    """A browser for it."""
    with pages.browsing(where) as browser:
        yield browser


def test_the_list_has_every_turn_once_with_the_tokens_that_were_served(client: Client) -> None:
    listed = pages.turns_listed(client)

    truth = pages.true_turns(pages.WHOLE)
    assert len(truth) > 500
    assert listed == {
        turn: {name: served[name] for name in pages.TOKENS[:3]} for turn, served in truth.items()
    }


def test_a_turns_page_has_what_was_served_in_it_and_to_its_subagents(client: Client) -> None:
    for trace, served in pages.true_traces(NEWEST).items():
        html = client.get(f"/turn/{trace}").html
        large, small = pages.figures_of(html), pages.small_print_of(html)
        shown = {
            "llm_calls": pages.count_of(large["Model calls"]),
            "tool_calls": pages.count_of(large["Tool calls"]),
            "input_tokens": pages.count_of(large["Tokens in"]),
            "cached_input_tokens": pages.count_of(small["Tokens in"]),
            "output_tokens": pages.count_of(large["Tokens out"]),
            "reasoning_output_tokens": pages.count_of(small["Tokens out"]),
        }
        assert shown == dict(served), trace


@pytest.mark.parametrize("by", [by for by in GROUPINGS if by != "session"])
def test_the_sums_of_the_page_are_those_of_trace_stats(
    client: Client, where: Locations, by: str
) -> None:
    rows = pages.sums_of(client.get(f"/stats?by={by}&period=all").html)

    said = _stats(where, by)
    assert len(rows) == min(len(said["groups"]), 100) + 1
    for group in [*said["groups"][:100], {**said["total"], "key": "total"}]:
        shown = rows[group["key"] or ""]
        assert {name: json.loads(value or "null") for name, (value, _) in shown.items()} == {
            name: pytest.approx(_value(group, name)) for name in shown
        }
        for name in _EXACT:
            assert pages.count_of(shown[name][1]) == group[name], (group["key"], name)


def test_the_total_is_what_the_server_billed(client: Client) -> None:
    total = pages.sums_of(client.get("/stats?period=all").html)["total"]

    truth = pages.true_turns(pages.WHOLE).values()
    for name in ("llm_calls", "tool_calls", *pages.TOKENS):
        assert pages.count_of(total[name][1]) == sum(turn[name] for turn in truth), name
    assert pages.count_of(total["turns"][1]) == len(truth)


def _stats(where: Locations, by: str) -> dict[str, Any]:
    environ = {
        "HOME": str(where.data_dir.parent),
        "CODEX_HOME": str(where.data_dir.parent / "codex"),
        "CODEXCTL_HOME": str(where.data_dir),
    }
    done = CliRunner().invoke(codexctl, ["trace", "stats", "--by", by, "--json"], env=environ)
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


def _value(group: dict[str, Any], name: str) -> Any:
    """A figure of `trace stats --json`; a point leads into a table of it."""
    value: Any = group
    for part in name.split("."):
        value = value[part]
    return value
