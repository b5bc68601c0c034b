"""The page of a session: a conversation, with agents below the calls that gave them their work."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest

from codexctl.locations import Locations
from codexctl.view.queries.session import session
from codexctl.view.web.pages import session as page
from tests.trace.recorded import RECORDINGS, Json, expected
from tests.view.web.client import Client
from tests.view.web.conftest import write_settings


def turns_of(scenario: str) -> list[Json]:
    turns: list[Json] = expected(RECORDINGS / "0.169.0" / scenario)["turns"]
    return turns


def address_of(scenario: str) -> str:
    return f"/session/{turns_of(scenario)[0]['session_id']}"


def began(html: str) -> list[str]:
    return re.findall(r'data-began="([^"]+)"', html)


def test_the_turns_of_a_session_stand_in_the_order_in_which_they_were_had(client: Client) -> None:
    turns = turns_of("resumed")
    assert len(turns) > 1
    html = client.get(address_of("resumed")).html
    assert len(began(html)) == len(turns)
    assert began(html) == sorted(began(html))
    assert html.count("data-stop") == len(turns)


def test_agents_turns_are_folded_into_the_turn_that_they_worked_for(client: Client) -> None:
    turns = turns_of("subagents-two")
    below = [turn for turn in turns if turn["parent_turn_id"]]
    html = client.get(address_of("subagents-two")).html
    assert len(began(html)) == len(turns) - len(below) == 1
    agents = re.findall(r'<details class="agent">(.*?)</summary>', html, re.DOTALL)
    assert len(agents) == len(below)
    for turn, agent in zip(below, agents, strict=True):
        spent = turn["input_tokens"] + turn["output_tokens"]
        assert f"{spent / 1000:.1f}k tokens" in agent


def test_an_agent_stands_right_below_the_call_that_gave_it_its_work(client: Client) -> None:
    html = client.get(address_of("subagent")).html
    calls, agent, answer = (
        html.index(mark) for mark in ("spawn_agent", 'class="agent"', "by-codex")
    )
    assert calls < agent < answer


def test_the_sums_are_those_of_all_turns_of_the_session(client: Client) -> None:
    text = client.get(address_of("subagents-two")).text
    turns = turns_of("subagents-two")
    spent = sum(turn["input_tokens"] for turn in turns)
    assert f"Turns {len(turns)} " in text
    assert f"Input tokens {spent / 1000:.1f}k" in text
    assert f"Tool calls {sum(turn['tool_calls'] for turn in turns)}" in text


def test_the_command_that_goes_on_with_it_names_its_codex_home(client: Client) -> None:
    session_id = turns_of("plain")[0]["session_id"]
    html = client.get(address_of("plain")).html
    (command,) = re.findall(r'class="copy"><code>([^<]+)</code>', html)
    assert re.fullmatch(rf"CODEX_HOME=\S+/codex codex resume {session_id}", unescape(command))


def test_a_long_session_comes_in_parts_that_hang_together(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_at_a_time(*arguments: object, **named: object) -> object:
        return session(*arguments, **named, limit=1)  # type: ignore[arg-type]

    whole = began(client.get(address_of("resumed")).html)
    monkeypatch.setattr(page, "session", one_at_a_time)
    for start, rel, order in (("", "next", whole), ("?from=end", "prev", whole[::-1])):
        address, found = address_of("resumed") + start, list[str]()
        while address:
            html = client.get(address).html
            found += began(html)
            link = re.search(rf'rel="{rel}" href="([^"]+)"', html)
            address = unescape(link[1]) if link else ""
        assert found == order


@pytest.mark.parametrize("name", ["none", "%00", "..%2f..%2fetc", "' OR 1=1 --", "a" * 500])
def test_a_session_that_is_not_there_is_said_to_be_none(client: Client, name: str) -> None:
    answer = client.get(f"/session/{name}")
    assert answer.status == 404
    assert "root:" not in answer.html


def test_nothing_of_what_was_said_is_shown_where_the_limits_forbid_it(
    locations: Locations, browse: Callable[[Locations], Client]
) -> None:
    before = browse(locations).get(address_of("plain")).html
    (prompt,) = re.findall(r'by-person"><p class="prose">([^<]+)<', before)
    write_settings(locations, "metadata")
    after = browse(locations).get(address_of("plain"))
    assert after.status == 200
    assert prompt not in after.html
    assert "by-codex" not in after.html
    assert "/home/dev" not in after.html


def test_a_failed_turn_has_what_codex_said_of_it_and_only_where_that_may_be_shown(
    locations: Locations, browse: Callable[[Locations], Client]
) -> None:
    client = browse(locations)
    html = client.get(address_of("http-400")).html
    said = re.findall(r'<div class="notice bad"><p class="prose">([^<]+)</p>', html)
    assert len(said) == sum(turn["status"] == "failed" for turn in turns_of("http-400")) == 1
    write_settings(locations, "metadata")
    assert said[0] not in client.get(address_of("http-400")).html
