"""The page of a turn: what a person finds on it, and what its address can hold."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from codexctl.deliver.store.local_store import LocalStore
from codexctl.locations import Locations
from codexctl.trace.spans.otlp_json import SCHEMA_URL
from codexctl.trace.spans.span import TurnTrace
from codexctl.view.waterfall.window import PORTION
from tests.trace.recorded import RECORDINGS
from tests.trace.recorded import traces as recorded
from tests.view.handmade import Session, traces_of
from tests.view.stories import STORIES, TURN
from tests.view.web.client import Answered, Client
from tests.view.web.conftest import located, write_settings

Browse = Callable[[Locations], Client]
STATIC = Path(__file__).parents[3] / "templates" / "web" / "static"
# Of uPlot 1.6.32 as npm has it (`npm pack uplot@1.6.32`, folders dist/ and /).
UPLOT = {
    "uPlot.iife.min.js": "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f",
    "uPlot.min.css": "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
    "uPlot.LICENSE": "8f989229699b4fe2f1a0432d0e9edc338a8a911e250e2d1b01ecd770a5f5b1bd",
}


def stored(home: Path, traces: list[TurnTrace], mode: str = "full") -> Locations:
    """A home whose store holds some turns."""
    where = located(home)
    write_settings(where, mode)
    store = LocalStore.open(where.traces_db)
    store.send(traces)
    store.close()
    return where


def story(name: str, home: Path) -> tuple[Locations, str]:
    """A home with one of the stories in its store, and the story's trace."""
    traces = traces_of(STORIES[name](), home)
    return stored(home, traces), str(traces[0].summary["trace_id"])


def rows_of(page: Answered) -> list[str]:
    """The span ids of the rows, in their order."""
    return re.findall(r'data-row="([0-9a-f]{16})"', page.html)


def row_of(page: Answered, words: str) -> str:
    """The span id of the row in which words stand."""
    items = re.split(r'<li class="step', page.html)[1:]
    (item,) = [item for item in items if words in item.partition("step-card")[0]]
    return str(re.findall(r'data-row="(\w+)"', item)[0])


def test_the_page_says_what_was_asked_what_was_answered_and_what_it_took(
    tmp_path: Path, browse: Browse
) -> None:
    where, trace_id = story("work", tmp_path)
    page = browse(where).get(f"/turn/{trace_id}")
    assert page.status == 200
    assert (
        '<h1 dir="auto">The total in the basket is wrong when an item is in it twice. Fix it.</h1>'
        in page.html
    )
    assert "The total now counts each item as often as it is in the basket." in page.text
    # 12,480 + 13,020 + 14,400 + 14,900 tokens in four calls; two of ten tools failed.
    assert "Input tokens 54,800" in page.text
    assert "Model calls 4" in page.text
    assert "Tool calls 10 2 failed" in page.text


def test_a_model_call_that_failed_is_no_failed_tool(tmp_path: Path, browse: Browse) -> None:
    # The only response was cut off, with its usage; no tool was called.
    traces = list(recorded(RECORDINGS / "0.169.0" / "incomplete-response"))
    trace_id = traces[0].summary["trace_id"]
    page = browse(stored(tmp_path, traces)).get(f"/turn/{trace_id}")
    assert "Model calls 1 1 failed Tool calls 0 Input tokens" in page.text


@pytest.mark.parametrize(("further", "said"), [(1, "1 more step"), (2, "2 more steps")])
def test_one_more_of_anything_is_told_as_one(
    tmp_path: Path, browse: Browse, further: int, said: str
) -> None:
    long = Session()
    long.turn(TURN, "Do it again and again.")
    # With the row of the turn and that of the model call, so many are left.
    for number in range(PORTION + further - 2):
        long.shell(f"echo {number}", f"{number}\n")
    long.bill(1_000, 0, 10)
    long.end("Done.")
    traces = traces_of([long], tmp_path)
    page = browse(stored(tmp_path, traces)).get(f"/turn/{traces[0].summary['trace_id']}")
    assert re.search(rf"{said}\b", page.text)
    assert "1 calls" not in page.text
    assert 'aria-label="1 times' not in page.html


def test_a_row_opens_its_card_without_a_script(tmp_path: Path, browse: Browse) -> None:
    where, trace_id = story("work", tmp_path)
    client = browse(where)
    page = client.get(f"/turn/{trace_id}")
    assert "step-card" not in page.html
    span_id = row_of(page, 'shop/prices.py</span><span class="p-quiet">  update')
    opened = client.get(f"/turn/{trace_id}?span={span_id}")
    assert opened.html.count('class="step-card"') == 1
    lines = re.findall(
        r'<div class="(\w+)"><span[^>]*>(\d*)</span><span[^>]*>(\d*)</span><code>(.*)</code>',
        opened.html,
    )
    assert ("removed", "11", "", "-    return sum(item.price for item in items)") in lines
    assert (
        "added",
        "",
        "11",
        "+    return sum(item.price * item.count for item in items)",
    ) in lines


def test_a_card_is_the_same_by_itself_as_in_the_page(tmp_path: Path, browse: Browse) -> None:
    where, trace_id = story("work", tmp_path)
    client = browse(where)
    for span_id in rows_of(client.get(f"/turn/{trace_id}")):
        alone = client.get(f"/turn/{trace_id}/step/{span_id}")
        page = client.get(f"/turn/{trace_id}?span={span_id}")
        card = alone.html[alone.html.index('<div class="step-card"') : alone.html.index("</body>")]
        assert card.strip() in page.html


def test_the_next_error_is_one_address_away_and_they_go_round(
    tmp_path: Path, browse: Browse
) -> None:
    where, trace_id = story("work", tmp_path)
    client, seen = browse(where), []
    address = f"/turn/{trace_id}"
    for _ in range(3):
        page = client.get(address)
        found = re.search(r'id="next-failed" href="([^"]*)"', page.html)
        assert found
        address = found[1].replace("&amp;", "&").partition("#")[0]
        seen.append(address.partition("span=")[2])
    assert seen[0] == seen[2] != seen[1]
    assert set(seen) == set(re.findall(r'data-row="(\w+)" data-depth="\d+" data-error', page.html))


def test_folding_is_in_the_address(tmp_path: Path, browse: Browse) -> None:
    where, trace_id = story("people", tmp_path)
    client = browse(where)
    page = client.get(f"/turn/{trace_id}")
    spawned = row_of(page, ">spawn_agent</span>")
    folded = client.get(f"/turn/{trace_id}?fold={spawned}")
    inside = set(rows_of(page)) - set(rows_of(folded))
    assert len(inside) == 3  # the subagent, its model call and its command
    assert 'aria-expanded="false" aria-label="Unfold 3 steps below"' in folded.html
    chosen = client.get(f"/turn/{trace_id}?fold={spawned}&span={min(inside)}")
    assert set(rows_of(chosen)) == set(rows_of(page))


def test_an_id_may_be_shortened_and_what_is_none_is_said_to_be_none(
    tmp_path: Path, browse: Browse
) -> None:
    where, trace_id = story("work", tmp_path)
    client = browse(where)
    assert client.get(f"/turn/{trace_id[:8]}").headers["location"] == f"/turn/{trace_id}"
    for address in ("f" * 32, "nonsense", "%2e%2e", f"{trace_id}/step/{'0' * 16}"):
        assert client.get(f"/turn/{address}").status == 404


@pytest.mark.parametrize("query", ["from=x", "from=-1", "from=99999999", "fold=,,", "span=<b>"])
def test_an_odd_address_shows_the_turn(tmp_path: Path, browse: Browse, query: str) -> None:
    where, trace_id = story("work", tmp_path)
    page = browse(where).get(f"/turn/{trace_id}?{query}")
    assert page.status == 200
    assert rows_of(page)


def test_many_rows_come_in_portions(tmp_path: Path, browse: Browse) -> None:
    long = Session()
    long.turn(TURN, "Do it again and again.")
    for number in range(PORTION + 50):
        long.shell(f"echo {number}", f"{number}\n")
    long.bill(1_000, 0, 10)
    long.end("Done.")
    traces = traces_of([long], tmp_path)
    trace_id = str(traces[0].summary["trace_id"])
    client = browse(stored(tmp_path, traces))
    first = client.get(f"/turn/{trace_id}")
    assert len(rows_of(first)) == PORTION
    assert "52 more steps" in first.text
    more = client.get(f"/turn/{trace_id}/rows?from={PORTION}")
    assert len(rows_of(more)) == 52
    assert not set(rows_of(first)) & set(rows_of(more))
    last = client.get(f"/turn/{trace_id}?span={rows_of(more)[-1]}")
    assert rows_of(last) == rows_of(more)


def test_a_part_of_the_time_can_be_looked_at_alone(tmp_path: Path, browse: Browse) -> None:
    where, trace_id = story("people", tmp_path)
    client = browse(where)
    whole = client.get(f"/turn/{trace_id}")
    asked = row_of(whole, ">request_user_input</span>")
    assert "Zoomed to" not in whole.text
    # The question was answered after 42 of 46 seconds: what came before lies beside the axis.
    later = client.get(f"/turn/{trace_id}?zoom=42500-45500")
    assert "Zoomed to 3.0 s" in later.text
    assert rows_of(later) == rows_of(whole)
    bars = {
        span_id: item.count("<rect")
        for span_id, item in zip(
            rows_of(later), re.split(r'<li class="step', later.html)[1:], strict=True
        )
    }
    assert bars[asked] == 0
    assert bars[row_of(later, ">spawn_agent</span>")] == 1
    assert re.search(
        r'href="[^"]*zoom=\d+-\d+#s-', client.get(f"/turn/{trace_id}/step/{asked}").html
    )


def test_the_plot_says_how_full_the_context_was(locations: Locations, browse: Browse) -> None:
    store = LocalStore.open_existing(locations.traces_db)
    assert store
    turn = next(turn for turn in store.turns() if turn["llm_calls"] > 1)
    spans = store.spans(turn["trace_id"])
    store.close()
    # Codex wrote this into every recording's task_started.
    assert spans[0]["attributes"]["codex.model.context_window"] == 258_400
    page = browse(locations).get(f"/turn/{turn['trace_id']}")
    (most,) = re.findall(r"fullest: ([\d,]+) of 258,400 tokens", page.text)[:1]
    calls = [span["attributes"] for span in spans if span["name"].startswith("chat")]
    full = max(
        call["gen_ai.usage.input_tokens"] + call["gen_ai.usage.output_tokens"] for call in calls
    )
    assert int(most.replace(",", "")) == full


def test_without_content_the_page_has_names_and_figures(tmp_path: Path, browse: Browse) -> None:
    where, trace_id = story("work", tmp_path)
    write_settings(where, "metadata")
    client = browse(where)
    page = client.get(f"/turn/{trace_id}")
    assert page.status == 200
    assert "exec_command" in page.text
    assert "Input tokens 54,800" in page.text
    pages = [page, *(client.get(f"/turn/{trace_id}/{name}.json") for name in ("otlp", "perfetto"))]
    pages += [client.get(f"/turn/{trace_id}/step/{span_id}") for span_id in rows_of(page)]
    for said in ("basket", "git status", "prices.py", "/home/dev"):
        assert not any(said in answered.html for answered in pages)


def test_a_turn_can_be_kept_as_otlp_and_as_trace_events(tmp_path: Path, browse: Browse) -> None:
    where, trace_id = story("work", tmp_path)
    client = browse(where)
    spans = len(rows_of(client.get(f"/turn/{trace_id}")))
    otlp = client.get(f"/turn/{trace_id}/otlp.json")
    (scope,) = json.loads(otlp.body)["resourceSpans"][0]["scopeSpans"]
    assert (scope["schemaUrl"], len(scope["spans"])) == (SCHEMA_URL, spans)
    events = client.get(f"/turn/{trace_id}/perfetto.json")
    assert sum(event["ph"] == "X" for event in json.loads(events.body)["traceEvents"]) == spans
    assert (
        events.headers["content-disposition"] == f'attachment; filename="{trace_id}.perfetto.json"'
    )


def test_hostile_text_is_shown_and_never_obeyed(tmp_path: Path, browse: Browse) -> None:
    hostile = Session()
    hostile.turn(TURN, "<script>alert(1)</script> {{ 7 * 7 }}")
    hostile.shell("echo '<img src=x onerror=alert(1)>' \x1b[31m\u202e", '"><svg onload=alert(1)>\n')
    hostile.bill(1_000, 0, 10)
    hostile.end("javascript:alert(1)")
    traces = traces_of([hostile], tmp_path)
    client = browse(stored(tmp_path, traces))
    trace_id = str(traces[0].summary["trace_id"])
    page = client.get(f"/turn/{trace_id}")
    pages = [page, *(client.get(f"/turn/{trace_id}/step/{one}") for one in rows_of(page))]
    for answered in pages:
        assert not re.search(r"<script>|<img src=x|<svg onload|\x1b|\u202e| style=", answered.html)
        assert 'href="javascript:' not in answered.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }}" in page.html


def test_the_plots_library_is_the_one_that_was_released() -> None:
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in STATIC.glob("uPlot*")
    }
    assert found == UPLOT


@pytest.mark.parametrize("name", ["turn.js", "turn_plot.js"])
def test_our_scripts_make_no_markup_from_text(name: str) -> None:
    source = (STATIC / name).read_text()
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", source)


def test_recordings_have_pages_and_every_card_of_theirs_too(
    locations: Locations, browse: Browse
) -> None:
    client = browse(locations)
    store = LocalStore.open_existing(locations.traces_db)
    assert store
    traces = {str(turn["trace_id"]) for turn in store.turns()}
    store.close()
    for trace_id in traces:
        page = client.get(f"/turn/{trace_id}")
        assert page.status == 200
        for span_id in rows_of(page):
            assert client.get(f"/turn/{trace_id}/step/{span_id}").status == 200


def test_the_policy_that_held_is_named_on_the_page_and_in_the_file(
    tmp_path: Path, browse: Browse
) -> None:
    traces = traces_of(STORIES["people"](), tmp_path)
    told = [replace(trace, policy="0123456789abcdef") for trace in traces]
    client = browse(stored(tmp_path, told))
    trace_id = str(told[0].summary["trace_id"])
    assert "Policy 0123456789abcdef" in client.get(f"/turn/{trace_id}").text
    saved = json.loads(client.get(f"/turn/{trace_id}/otlp.json").body)
    attributes = saved["resourceSpans"][0]["resource"]["attributes"]
    said = {one["key"]: one["value"].get("stringValue") for one in attributes}
    assert said["codexctl.policy.id"] == "0123456789abcdef"


def test_the_figures_of_a_turn_say_that_subagents_are_in_them(
    tmp_path: Path, browse: Browse
) -> None:
    where, trace_id = story("people", tmp_path)
    text = browse(where).get(f"/turn/{trace_id}").text
    # 8,000 + 8,500 + 8,800 + 9,000 tokens of the turn, 3,000 of its subagent.
    assert "Input tokens 37,300 30,500 cached with subagents" in text
    other = tmp_path / "other"
    other.mkdir()
    alone, trace_id = story("work", other)
    assert "with subagents" not in browse(alone).get(f"/turn/{trace_id}").text


def test_a_turn_that_failed_says_why_beside_its_status(tmp_path: Path, browse: Browse) -> None:
    where, _ = story("bad-ends", tmp_path)
    failed = next(turn for turn in traces_of(STORIES["bad-ends"](), tmp_path))
    text = browse(where).get(f"/turn/{failed.summary['trace_id']}").text
    assert "failed: usage_limit_exceeded 2026-11-18" in text


def test_a_cost_that_nobody_knows_is_called_unknown_on_every_page(
    tmp_path: Path, browse: Browse
) -> None:
    traces = list(recorded(RECORDINGS / "0.169.0" / "shell-failed"))
    turn = traces[0].summary
    client = browse(stored(tmp_path, traces))
    for address in (f"/turn/{turn['trace_id']}", f"/session/{turn['session_id']}"):
        assert "Cost unknown 4 calls without a price" in client.get(address).text
    assert "4 model calls have no known price" in client.get("/").html
    assert "unknown cost" in client.get("/").text


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("Fix it.", "Fix it."),
        ("word " * 40, "word " * 15 + "word…"),
        ("x" * 200, "x" * 80 + "…"),
    ],
)
def test_a_title_that_is_cut_says_so(
    tmp_path: Path, browse: Browse, prompt: str, title: str
) -> None:
    one = Session()
    one.turn(TURN, prompt)
    one.bill(1_000, 0, 10)
    one.end("Done.")
    traces = traces_of([one], tmp_path)
    client, turn = browse(stored(tmp_path, traces)), traces[0].summary
    for address in (f"/turn/{turn['trace_id']}", f"/session/{turn['session_id']}"):
        assert f'<h1 dir="auto">{title}</h1>' in client.get(address).html
