"""`trace search` as a program: what it prints, what it hides, what it says of nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codexctl.cli.trace.search import KINDS as WORDS
from codexctl.deliver.store.query import KINDS
from tests.cli.conftest import Shell
from tests.output_schemas import assert_fits
from tests.view.export.test_review import KEY, leaky
from tests.view.queries.test_search import filled
from tests.view.queries.test_words import HOSTILE
from tests.view.stories import STORIES


@pytest.fixture
def store(shell: Shell, tmp_path: Path) -> Shell:
    """A machine whose store holds two stories and a session with a key in it, all in full."""
    folder = tmp_path / "made"
    folder.mkdir()
    filled(folder, STORIES["work"](), STORIES["people"](), leaky()).close()
    shell.locations.traces_db.parent.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("traces.db*"):
        file.rename(shell.locations.traces_db.with_name(file.name))
    return shell


def settings(shell: Shell, mode: str, *exclude: str) -> None:
    shell.locations.settings_toml.parent.mkdir(parents=True, exist_ok=True)
    said = ", ".join(f'"{one}"' for one in exclude)
    shell.locations.settings_toml.write_text(
        f'version = 1\n[capture]\nmode = "{mode}"\nexclude = [{said}]\n'
    )


def found(shell: Shell, *arguments: str) -> dict[str, Any]:
    done = shell.run("trace", "search", "--json", *arguments)
    assert (done.code, done.err) == (0, "")
    assert assert_fits(done.json) == "search"
    document: dict[str, Any] = done.json
    return document


def kinds(document: dict[str, Any]) -> list[str]:
    return [
        hit["kind"]
        for session in document["sessions"]
        for turn in session["turns"]
        for hit in turn["hits"]
    ]


def test_the_command_offers_every_kind_there_is() -> None:
    assert WORDS == KINDS


def test_hits_are_printed_in_context_below_their_session_and_turn(store: Shell) -> None:
    done = store.run("trace", "search", "basket", "twice")
    assert (done.code, done.err) == (0, "")
    session, turn, *hits = done.out.splitlines()
    assert session.startswith("/home/dev/shop  01a1e001-")
    assert turn.startswith("✓ ")
    assert "gpt-5.5" in turn
    told = [" ".join(line.split()) for line in hits]
    assert told[0] == "prompt The total in the basket is wrong when an item is in it twice. Fix it."
    assert any(line.startswith("output exec_command: tests/test_basket.py") for line in told)


def test_what_was_looked_for_stands_out_on_a_terminal_alone(store: Shell) -> None:
    assert "\x1b" not in store.run("trace", "search", "basket").out


def test_the_hits_as_json_say_what_matched(store: Shell) -> None:
    document = found(store, "basket twice")
    (session,) = document["sessions"]
    (turn,) = session["turns"]
    assert turn["prompt"].startswith("The total in the basket")
    fragments = turn["hits"][0]["fragments"]
    assert [one["text"] for one in fragments if one["match"]] == ["basket", "twice"]
    assert document["text"] == "basket twice"


def test_a_search_can_be_narrowed(store: Shell) -> None:
    assert set(kinds(found(store, "shop", "--in", "commands", "--in", "prompts"))) == {
        "commands",
        "prompts",
    }
    assert found(store, "shop", "--model", "o9")["sessions"] == []
    assert len(found(store, "shop", "--session", "01a1e002")["sessions"]) == 1
    assert found(store, "shop", "--until", "2020-01-01")["sessions"] == []


def test_pages_go_on_where_the_last_one_ended(store: Shell) -> None:
    first = store.run("trace", "search", "shop", "--limit", "1")
    assert first.err.startswith("To search older turns too, add --from ")
    cursor = first.err.split()[-1]
    assert found(store, "shop", "--limit", "1")["older"] == cursor
    second = store.run("trace", "search", "shop", "--limit", "1", "--from", cursor)
    assert second.code == 0
    assert second.out != first.out


@pytest.mark.parametrize("typed", [one for one in HOSTILE if one.isprintable() and len(one) < 1000])
def test_no_text_is_an_error_of_ours(store: Shell, typed: str) -> None:
    done = store.run("trace", "search", "--", typed)
    assert done.code in (0, 2)
    assert "Traceback" not in done.err
    assert "bug" not in done.err


def test_a_text_without_a_word_is_refused_with_the_next_step(store: Shell) -> None:
    done = store.run("trace", "search", "--", "--*")
    assert (done.code, done.out) == (2, "")
    assert "the search contains no word" in done.err
    assert "hint: codexctl trace search --help" in done.err


def test_where_nothing_is_found_that_is_said(store: Shell) -> None:
    done = store.run("trace", "search", "emporiumsque")
    assert (done.code, done.out) == (0, "")
    assert done.err == "Nothing matches. To list all turns: codexctl trace list\n"


def test_what_the_limits_hide_now_is_not_found_and_that_is_said(store: Shell) -> None:
    assert kinds(found(store, f'"{KEY}"')) == []
    settings(store, "full")
    assert kinds(found(store, f'"{KEY}"')) != []
    settings(store, "full", "prompts")
    done = store.run("trace", "search", "refused", "why")
    assert done.out == ""
    assert "The current limits hide prompts." in done.err
    settings(store, "metadata")
    done = store.run("trace", "search", "basket")
    assert (done.code, done.out) == (0, "")
    assert "no content to be shown" in done.err


def test_without_a_store_the_next_step_is_named(shell: Shell) -> None:
    done = shell.run("trace", "search", "basket")
    assert (done.code, done.out) == (1, "")
    assert "hint: codexctl status" in done.err


@pytest.mark.parametrize("cursor", ["zzz", "a~b", "a~b~c", "+zzz", "last"])
def test_a_cursor_that_no_search_has_named_is_refused(store: Shell, cursor: str) -> None:
    done = store.run("trace", "search", "basket", "--from", cursor)
    assert (done.code, done.out) == (2, "")
    assert f"--from {cursor}: not a cursor of a search" in done.err
