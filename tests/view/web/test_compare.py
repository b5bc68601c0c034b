"""Compare: the figures of both are those that they have alone."""

from __future__ import annotations

import re
from typing import Any

import orjson
import pytest

from codexctl.locations import Locations
from tests.cli.conftest import Shell
from tests.trace.recorded import RECORDINGS, expected, traces
from tests.view.web.client import Client
from tests.view.web.conftest import write_settings
from tests.view.web.test_stats import flat

_ROW = re.compile(r'data-figure="([^"]+)" data-a="([^"]*)" data-b="([^"]*)"')


def compared(page: str) -> dict[str, tuple[Any, Any]]:
    return {
        name: (orjson.loads(a or "null"), orjson.loads(b or "null"))
        for name, a, b in _ROW.findall(page)
    }


def trace_of(scenario: str) -> str:
    return str(traces(RECORDINGS / "0.169.0" / scenario)[0].summary["trace_id"])


def truth(scenario: str, name: str) -> int:
    """What was served to all turns of a recording together."""
    return sum(turn[name] for turn in expected(RECORDINGS / "0.169.0" / scenario)["turns"])


def test_two_turns_have_the_figures_that_were_served(client: Client) -> None:
    a, b = "shell-failed", "subagents-two"
    page = client.get(f"/compare?a={trace_of(a)}&b={trace_of(b)}")
    assert page.status == 200, page.text
    found = compared(page.html)
    for name in ("input_tokens", "cached_input_tokens", "output_tokens", "tool_calls", "llm_calls"):
        assert found[name] == (truth(a, name), truth(b, name)), name


def test_tools_stand_side_by_side(client: Client) -> None:
    page = client.get(f"/compare?a={trace_of('shell-failed')}&b={trace_of('apply-patch')}").html
    rows = page.split("Tools, one after the other")[1].count('<tr class="')
    served = max(truth(name, "tool_calls") for name in ("shell-failed", "apply-patch"))
    assert rows >= served
    assert "only in" in page


def test_the_beginning_of_an_id_is_enough_and_one_that_is_none_is_said(client: Client) -> None:
    a, b = trace_of("shell-failed"), trace_of("plain")
    assert client.get(f"/compare?a={a[:12]}&b={b[:12]}").status == 200
    gone = client.get(f"/compare?a={a}&b=ffffffffffff")
    assert gone.status == 404
    assert "there is no trace ffffffffffff" in gone.text


def test_two_models_have_the_sums_of_the_terminal(client: Client, shell: Shell) -> None:
    models = [row["key"] for row in shell.run("trace", "stats", "--json").json["groups"]]
    a, b = (models * 2)[:2]
    found = compared(client.get(f"/compare?by=model&period=all&a={a}&b={b}").html)
    told = [
        flat(shell.run("trace", "stats", "--json", "--model", name).json["total"])
        for name in (a, b)
    ]
    shared = [name for name in found if name in told[0]]
    assert len(shared) >= 14
    for name in shared:
        assert found[name] == (told[0][name], told[1][name])


@pytest.mark.parametrize("address", ["/compare", "/compare?by=model", "/compare?a=abc"])
def test_without_both_one_can_choose(client: Client, address: str) -> None:
    page = client.get(address)
    assert page.status == 200
    assert "Choose two" in page.text


def test_swapping_turns_every_difference_round(client: Client) -> None:
    a, b = trace_of("shell-failed"), trace_of("plain")
    there = compared(client.get(f"/compare?a={a}&b={b}").html)
    back = compared(client.get(f"/compare?a={b}&b={a}").html)
    assert back == {name: (right, left) for name, (left, right) in there.items()}


def test_what_may_not_be_shown_is_not_on_the_page(locations: Locations, browse: Any) -> None:
    address = f"/compare?a={trace_of('shell-failed')}&b={trace_of('apply-patch')}"
    assert "Run something broken" in browse(locations).get(address).text
    write_settings(locations, "metadata")
    page = browse(locations).get(address)
    assert page.status == 200
    for word in ("Run something broken", "exit 7", "new.txt"):
        assert word not in page.html
