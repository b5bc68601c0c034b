"""The page that reviews an export, and the file that it gives to whoever has its token."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from codexctl.deliver.store.local_store import LocalStore
from codexctl.locations import Locations
from codexctl.view.export.forms import FORMS
from tests.view.export.test_review import KEY, MAIL, leaky
from tests.view.handmade import MAIN, traces_of
from tests.view.web.client import Answered, Client
from tests.view.web.conftest import write_settings

Browse = Callable[[Locations], Client]
_MARK = re.compile(r"\[redacted:[a-z-]+\]")


@pytest.fixture
def kept(empty: Locations, tmp_path: Path) -> Locations:
    """A home whose store holds a key and an address as they were, and masks them now."""
    folder = tmp_path / "rollouts"
    folder.mkdir()
    write_settings(empty, "redacted")
    store = LocalStore.open(empty.traces_db)
    store.send(traces_of(leaky(), folder))
    store.close()
    return empty


@pytest.fixture
def client(kept: Locations, browse: Browse) -> Client:
    return browse(kept)


def downloaded(client: Client, form: str = "html", **said: str) -> Answered:
    token = re.search(r'name="token" value="([^"]+)"', client.get(f"/export/{MAIN}").html)
    assert token
    return client.post(
        f"/export/{MAIN}",
        {"token": token[1], "format": form, "capture": "", **said},
        origin=f"http://{client.headers['host']}",
    )


@pytest.mark.parametrize("form", FORMS)
def test_what_is_masked_is_listed_before_the_file_is_given(client: Client, form: str) -> None:
    page = client.get(f"/export/{MAIN}?format={form}")
    assert page.status == 200
    listed = re.findall(r'<td class="n">(\d+)</td>', page.html)
    file = downloaded(client, form).body.decode()
    file = re.sub(r'<span class="glimpse">.*?</span>', "", file)
    assert sum(map(int, listed)) == len(_MARK.findall(file)) > 0
    assert KEY not in page.html
    assert MAIL not in page.html


@pytest.mark.parametrize("form", FORMS)
def test_the_file_is_an_attachment_that_no_browser_takes_for_a_page(
    client: Client, form: str
) -> None:
    file = downloaded(client, form)
    assert file.status == 200
    name = f"codex-session-01a1e000-0000{FORMS[form].suffix}"
    assert file.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert file.headers["x-content-type-options"] == "nosniff"
    assert file.headers["content-type"].startswith(FORMS[form].media.partition(";")[0])
    assert KEY.encode() not in file.body
    assert MAIL.encode() not in file.body
    assert b"git log" in file.body


def test_without_the_token_of_this_run_there_is_no_file(client: Client) -> None:
    for token in ("", "another"):
        refused = downloaded(client, token=token)
        assert refused.status == 403
        assert "content-disposition" not in refused.headers
        assert b"git log" not in refused.body


def test_another_page_cannot_send_the_form(client: Client) -> None:
    form = {"token": client.tokens.form, "format": "html", "capture": ""}
    for headers in ({"origin": "http://evil.invalid"}, {"sec_fetch_site": "cross-site"}):
        refused = client.post(f"/export/{MAIN}", form, **headers)
        assert refused.status in (400, 403)
        assert b"git log" not in refused.body


def test_less_can_be_asked_for_and_never_more(client: Client, kept: Locations) -> None:
    assert b"git log" not in downloaded(client, capture="metadata").body
    assert KEY.encode() not in downloaded(client, capture="full").body
    write_settings(kept, "metadata")
    for wish in ("", "redacted", "full"):
        assert b"git log" not in downloaded(client, capture=wish).body
    page = client.get(f"/export/{MAIN}?capture=full")
    assert "No text of prompts" in page.text


def test_in_full_what_looks_like_a_secret_is_pointed_out(client: Client, kept: Locations) -> None:
    write_settings(kept, "full")
    page = client.get(f"/export/{MAIN}")
    assert "Nothing in it is masked." in page.text
    assert "What looks like a secret and is in the file" in page.text
    assert "3 openai-key" in page.text
    assert KEY not in page.html
    assert KEY.encode() in downloaded(client).body


def test_what_the_store_was_not_given_is_named_beside_what_is_masked(
    client: Client, kept: Locations, tmp_path: Path
) -> None:
    assert "Withheld" not in client.get(f"/export/{MAIN}").text
    store = LocalStore.open(kept.traces_db)
    whole = traces_of(leaky(), tmp_path / "rollouts")
    store.send([replace(trace, withheld=("instructions", "tool_results")) for trace in whole])
    store.close()
    said = "Withheld by the capture settings, so not in the store: instructions, tool results."
    for form in FORMS:
        assert said in client.get(f"/export/{MAIN}?format={form}").text


def test_an_id_that_is_nowhere_is_said(client: Client) -> None:
    page = client.get("/export/ffff")
    assert page.status == 404
    assert "the local store has no session or trace ffff" in page.text


def test_a_form_that_is_none_is_taken_for_the_usual_one(client: Client) -> None:
    file = downloaded(client, "exe", capture="everything")
    assert file.body.startswith(b"<!doctype html>")


def test_the_page_leads_back_and_calls_the_format_as_the_command_does(client: Client) -> None:
    page = client.get(f"/export/{MAIN}")
    assert f"Turns › Session {MAIN[:13]} › Export Export" in page.text
    assert "<legend>Format</legend>" in page.html
