"""The list of turns: what it says of each, how it is filtered, how its pages hang together."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from html import unescape
from urllib.parse import quote_plus

import pytest

from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.locations import Locations
from tests.trace.recorded import RECORDINGS, Json, expected
from tests.view.web.client import Client
from tests.view.web.conftest import SCENARIOS, write_settings

TURNS = [
    turn for name in SCENARIOS for turn in expected(RECORDINGS / "0.169.0" / name).get("turns", [])
]


def keys(html: str) -> list[str]:
    """The turns that a page shows, in its order, by thread and turn."""
    return re.findall(r'<tr data-row="([^"]+)"', html)


def key(turn: Json) -> str:
    return f"{turn['thread_id']}/{turn['turn_id']}"


def pages(client: Client, address: str, rel: str) -> Iterator[list[str]]:
    """The turns of one page after the other, by the links that lead on."""
    while True:
        html = client.get(address).html
        yield keys(html)
        link = re.search(rf'rel="{rel}" href="([^"]+)"', html)
        if not link:
            return
        address = unescape(link[1])


def row(html: str, turn: Json) -> str:
    """What a person reads of one turn."""
    (found,) = re.findall(rf'<tr data-row="{key(turn)}".*?</tr>', html, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", found)).split())


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codexctl.view.web.pages.turns._AT_A_TIME", 4)


def test_every_recorded_turn_is_there_the_newest_first(client: Client) -> None:
    html = client.get("/").html
    assert set(keys(html)) == {key(turn) for turn in TURNS}
    times = re.findall(r'<time datetime="([^"]+)"', html)
    assert times == sorted(times, reverse=True)


def test_a_row_has_the_recordings_figures(client: Client) -> None:
    html = client.get("/").html
    for turn in TURNS:
        said = row(html, turn)
        assert turn["status"] in said
        if turn["input_tokens"]:
            spent = turn["input_tokens"] + turn["output_tokens"]
            assert f"{spent / 1000:.1f}k" in said


def test_older_and_newer_pages_have_each_turn_once_in_one_order(
    client: Client, request: pytest.FixtureRequest
) -> None:
    whole = keys(client.get("/").html)
    request.getfixturevalue("small_pages")
    down = list(pages(client, "/", "next"))
    assert [turn for page in down for turn in page] == whole
    assert [len(page) for page in down[:-1]] == [4] * (len(down) - 1)
    address = "/"
    for _ in down[1:]:
        address = unescape(re.findall(r'rel="next" href="([^"]+)"', client.get(address).html)[0])
    up = list(pages(client, address, "prev"))
    assert up[0] == down[-1]
    assert up[-1] == down[0]
    assert {turn for page in up for turn in page} == set(map(key, TURNS))


@pytest.mark.parametrize("name", ["status", "model"])
def test_a_filter_shows_its_turns_and_no_others(client: Client, name: str) -> None:
    for value in {turn[name] for turn in TURNS if turn[name]}:
        wanted = {key(turn) for turn in TURNS if turn[name] == value}
        assert set(keys(client.get(f"/?{name}={value}").html)) == wanted


def test_filters_by_session_tool_project_and_time(client: Client) -> None:
    session = TURNS[0]["session_id"]
    of_session = {key(turn) for turn in TURNS if turn["session_id"] == session}
    assert set(keys(client.get(f"/?session={session[:13]}").html)) == of_session
    assert set(keys(client.get("/?tool=update_plan").html)) == {
        key(turn) for turn in expected(RECORDINGS / "0.169.0" / "update-plan")["turns"]
    }
    assert len(keys(client.get("/?project=/home/dev/project").html)) == len(TURNS)
    assert keys(client.get("/?project=/home/dev/proj").html) == []
    newest = max(turn["started_at"] for turn in TURNS)
    assert 0 < len(keys(client.get(f"/?since={newest[:16]}Z").html)) < len(TURNS)
    assert keys(client.get("/?until=2020-01-01").html) == []


def test_words_are_found_in_what_may_be_shown(
    locations: Locations, browse: Callable[[Locations], Client]
) -> None:
    client = browse(locations)
    prompt = re.search(r'class="whole cut"[^>]*>([A-Z][a-z]+ [^<]+)<', client.get("/").html)
    assert prompt
    words = quote_plus(unescape(prompt[1]))
    found = client.get(f"/?text={words}")
    assert 0 < len(keys(found.html)) < len(TURNS)
    assert prompt[1] in found.html
    for text in ("qqqqq", "%22", "*", "AND", "NEAR(", "prompts:x", "%00", "-", "(("):
        assert client.get(f"/?text={text}").status == 200, text
    write_settings(locations, "metadata")
    assert keys(browse(locations).get(f"/?text={words}").html) == []


def test_files_without_a_store_are_filtered_and_summed_up_alike(of_files: Client) -> None:
    assert set(keys(of_files.get("/").html)) == set(map(key, TURNS))
    plan = {key(turn) for turn in expected(RECORDINGS / "0.169.0" / "update-plan")["turns"]}
    assert set(keys(of_files.get("/?tool=update_plan").html)) == plan
    assert "Delivered" not in of_files.get("/").text
    assert of_files.get(f"/session/{TURNS[0]['session_id']}").status == 200
    assert of_files.get("/stats").status == 200


@pytest.mark.usefixtures("small_pages")
def test_filters_stay_in_the_form_and_in_the_links(client: Client) -> None:
    html = client.get("/?model=gpt-5.5&since=2026-01-01&strange=x").html
    assert '<option value="gpt-5.5" selected>' in html
    assert 'name="since" value="2026-01-01"' in html
    (link,) = re.findall(r'rel="next" href="([^"]+)"', html)
    assert unescape(link).startswith("/?since=2026-01-01&model=gpt-5.5&from=")
    assert "strange" not in html


def test_a_filter_of_a_value_that_is_gone_is_still_shown(client: Client) -> None:
    answer = client.get("/?model=gone%3Cb%3E")
    assert '<option value="gone&lt;b&gt;" selected>' in answer.html
    assert "No turn matches" in answer.text


def test_a_time_that_is_none_is_said_clearly(client: Client) -> None:
    answer = client.get("/?since=yesterday-ish")
    assert answer.status == 400
    assert "'yesterday-ish' is not a date or time" in answer.text
    assert "hint: write 2026-01-31" in answer.text


@pytest.mark.parametrize("cursor", ["x", "~~", "+", "a~b", "%00~%00~%00", "+~~~~"])
def test_a_cursor_that_is_none_shows_turns_and_no_error(client: Client, cursor: str) -> None:
    assert client.get(f"/?from={cursor}").status == 200


def test_prompts_are_shown_and_withheld_ones_are_named(
    locations: Locations, browse: Callable[[Locations], Client]
) -> None:
    prompt = re.search(r'class="whole cut"[^>]*>([A-Z][^<]+)<', browse(locations).get("/").html)
    assert prompt
    write_settings(locations, "metadata")
    client = browse(locations)
    shown = client.get("/")
    assert set(keys(shown.html)) == {key(turn) for turn in TURNS}
    assert prompt[1] not in shown.html
    assert "/home/dev" not in shown.html
    # The very next page goes by what the settings say now.
    write_settings(locations, "full")
    assert prompt[1] in client.get("/").html


def test_each_destination_says_what_became_of_a_turn(
    locations: Locations, browse: Callable[[Locations], Client]
) -> None:
    tables = "".join(
        f'[[destinations]]\nname = "{name}"\nkind = "otlp"\nendpoint = "http://127.0.0.1:9"\n'
        for name in ("had", "not", "yet", "unknown")
    )
    write_settings(locations, "full")
    locations.settings_toml.write_text(locations.settings_toml.read_text() + tables)
    first, *_ = TURNS
    cursors = Cursors.open(locations.cursors_db)
    for name in ("had", "not", "yet"):
        cursors.destinations.register(name, 0)
    place = [(first["thread_id"], first["turn_id"], False)]
    cursors.acknowledge("had", place)
    cursors.acknowledge("not", place, refused="too large")
    cursors.close()
    html = browse(locations).get("/").html
    assert row(html, first).endswith("had : delivered not : refused yet : waiting")
    assert 'class="delivery refused" title="too large"' in html
    assert row(html, TURNS[-1]).endswith("had : waiting not : waiting yet : waiting")


def test_before_anything_is_set_up_it_says_how_to_begin(
    empty: Locations, browse: Callable[[Locations], Client]
) -> None:
    answer = browse(empty).get("/")
    assert answer.status == 200
    assert "Nothing is set up yet" in answer.text
    assert "codexctl setup" in answer.text
    assert not empty.data_dir.exists()


def test_a_store_without_turns_says_what_to_do(
    empty: Locations, browse: Callable[[Locations], Client]
) -> None:
    write_settings(empty, "full")
    answer = browse(empty).get("/")
    assert "No turns yet" in answer.text
    assert "codexctl status" in answer.text


def test_a_damaged_store_is_waited_for_on_a_page_and_no_traceback_shows(
    locations: Locations, browse: Callable[[Locations], Client]
) -> None:
    locations.traces_db.write_bytes(b"no database" * 1000)
    answer = browse(locations).get("/")
    assert answer.status == 503
    assert f"{locations.traces_db} was damaged" in answer.text
    assert "hint: try again in a moment" in answer.text
    assert "Traceback" not in answer.html


def test_a_bug_in_a_page_is_logged_without_content(
    client: Client, locations: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("a private prompt")

    monkeypatch.setattr("codexctl.view.web.pages.turns.turn_page", broken)
    answer = client.get("/")
    assert answer.status == 500
    assert "a bug in codexctl: KeyError" in answer.text
    assert "private" not in answer.html
    log = locations.log_file.read_text()
    assert "KeyError at test_turns.py" in log
    assert "private" not in log


def test_a_store_of_an_older_codexctl_is_waited_for_and_not_an_error(
    locations: Locations, browse: Callable[[Locations], Client]
) -> None:
    with closing(sqlite3.connect(locations.traces_db)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute(f"PRAGMA user_version={version - 1}")
    client = browse(locations)
    answer = client.get("/")
    assert answer.status == 503
    assert "is being updated" in answer.text
    assert "data-live" in answer.html
    with closing(sqlite3.connect(locations.traces_db)) as connection:
        connection.execute(f"PRAGMA user_version={version}")
    assert client.get("/").status == 200


def test_a_browser_that_goes_back_restores_no_filter_that_does_not_hold(client: Client) -> None:
    """Browsers put back what was chosen before, whatever the page says, unless told not to."""
    html = client.get("/").html
    (form,) = re.findall(r'<form class="filters".*?</form>', html, re.DOTALL)
    fields = re.findall(r'<(?:form|select|input (?!type="hidden"))[^>]*>', form)
    assert len(fields) > 8
    assert [field for field in fields if 'autocomplete="off"' not in field] == []


@pytest.mark.parametrize("path", ["/", "/search", "/stats"])
@pytest.mark.parametrize("field", ["since", "until"])
def test_a_date_that_is_none_is_said_at_its_field_and_what_was_typed_stays(
    client: Client, path: str, field: str
) -> None:
    page = client.get(f"{path}?{field}=abc&text=echo&model=gpt-5.5")
    assert page.status == 400
    (form,) = re.findall(r'<form class="filters".*?</form>', page.html, re.DOTALL)
    (typed,) = re.findall(rf'<input name="{field}"[^>]*>', form)
    assert 'value="abc"' in typed
    assert 'aria-invalid="true"' in typed
    (message,) = re.findall(rf'<p class="wrong" id="wrong-{field}"[^>]*>(.*?)</p>', form)
    assert "abc" in message
    assert "not a date or time" in message
    assert "hint: write 2026-01-31" in message
    assert form.count('aria-invalid="true"') == 1
    if path != "/stats":  # which is not searched
        assert 'value="echo"' in form
    assert '<option value="gpt-5.5" selected>' in form
    assert keys(page.html) == []
    assert "No turn matches" not in page.text
