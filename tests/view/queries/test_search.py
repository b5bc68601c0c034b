"""Hits of a search: in context, by session, page by page, and never what may not be shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codexctl.deliver.store.kept.keep import keep_some
from codexctl.deliver.store.kept.words import index_some
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.pages import has_unread, page
from codexctl.deliver.store.query import KINDS, TurnFilter
from codexctl.settings.capture import CaptureMode
from codexctl.view.found_text import lines
from codexctl.view.queries import search as module
from codexctl.view.queries.search import Found, search
from codexctl.view.queries.words import joined
from codexctl.view.terminal.screen import Look
from codexctl.view.terminal.text import cells
from tests.trace.recorded import RECORDINGS, traces
from tests.view.export.documents import capture
from tests.view.export.test_review import KEY, MAIL, leaky
from tests.view.handmade import MAIN, Session, traces_of
from tests.view.queries.test_words import HOSTILE
from tests.view.stories import STORIES

FULL = capture(CaptureMode.full)
WITHHELD = {
    "prompts": "prompts",
    "responses": "answers",
    "tool_arguments": "commands",
    "tool_results": "output",
    "paths": "paths",
}


INDEXED = ("none", "half", "all")


def filled(folder: Path, *sessions: list[Session], indexed: str = "all") -> LocalStore:
    """A store with some sessions, each with an id of its own, and as much of its index of words."""
    store = LocalStore.open(folder / "traces.db")
    for number, session in enumerate(sessions, start=1):
        below = folder / f"session-{number}"
        below.mkdir()
        for one in session:
            # Every id of the session becomes another one; the times go on from session to session.
            one.lines[:] = [
                line.replace(MAIN[:8].encode(), f"01a1e{number:03x}".encode()) for line in one.lines
            ]
        store.send(traces_of(session, below))
        if indexed == "all" or (indexed == "half" and number == 1):
            keep(store)
    return store


def keep(store: LocalStore) -> None:
    """Bring what is there into the index."""
    while keep_some(store.connection):
        pass
    while index_some(store.connection):
        pass


@pytest.fixture(params=INDEXED)
def stories(request: pytest.FixtureRequest, tmp_path: Path) -> LocalStore:
    """A store of three stories, whose index has not come to all of them in some tests."""
    told = [STORIES[name]() for name in ("work", "people", "tools")]
    return filled(tmp_path, *told, indexed=request.param)


def asked(text: str, **filters: str | bool) -> TurnFilter:
    return TurnFilter(text=text, **filters)  # type: ignore[arg-type]


def hits(found: Found) -> list[tuple[str, str, str]]:
    """Kind, tool and text of every hit."""
    return [
        (hit.kind, hit.name, joined(hit.fragments))
        for session in found.sessions
        for turn in session.turns
        for hit in turn.hits
    ]


def test_words_are_found_in_everything_that_was_said_and_done(stories: LocalStore) -> None:
    found = search(stories, FULL, asked("basket twice"))
    assert [kind for kind, *_ in hits(found)] == ["prompts", "answers", "output", "commands"]
    assert hits(found)[0][2].startswith("The total in the basket is wrong")
    (session,) = found.sessions
    assert session.cwd == "/home/dev/shop"
    assert (found.kinds, found.older) == (KINDS, "")


def test_what_was_looked_for_is_marked(stories: LocalStore) -> None:
    for session in search(stories, FULL, asked("basket")).sessions:
        for turn in session.turns:
            for hit in turn.hits:
                marked = {one.text.lower() for one in hit.fragments if one.is_match}
                assert marked == {"basket"}


def test_all_words_must_be_in_a_turn_and_may_be_in_different_texts(stories: LocalStore) -> None:
    assert search(stories, FULL, asked("basket pytest")).turns == 1
    assert search(stories, FULL, asked("basket emporium")).turns == 0


def test_a_phrase_is_found_as_it_stands(stories: LocalStore) -> None:
    assert search(stories, FULL, asked('"in the basket"')).turns == 1
    assert search(stories, FULL, asked('"the in basket"')).turns == 0


def test_a_star_and_the_last_word_find_beginnings(stories: LocalStore) -> None:
    assert search(stories, FULL, asked("bask* twice")).turns == 1
    assert search(stories, FULL, asked("twice bask")).turns == 1
    assert search(stories, FULL, asked("bask twice")).turns == 0


def test_hits_with_more_of_the_words_come_first(stories: LocalStore) -> None:
    found = search(stories, FULL, asked("total basket twice"))
    assert hits(found)[0][0] == "prompts"


def test_a_search_can_be_narrowed_to_a_kind_and_by_filters(stories: LocalStore) -> None:
    assert {
        kind for kind, *_ in hits(search(stories, FULL, asked("shop"), kinds=("commands",)))
    } == {"commands"}
    assert search(stories, FULL, asked("basket", model="gpt-5.5")).turns == 1
    assert search(stories, FULL, asked("basket", model="o9")).turns == 0
    assert search(stories, FULL, asked("basket", until="2020-01-01T00:00:00.000Z")).turns == 0


def test_pages_hold_every_turn_once(stories: LocalStore) -> None:
    whole = search(stories, FULL, asked("shop"), limit=100)
    assert whole.turns > 3
    assert whole.older == ""
    seen, cursor = [], ""
    while True:
        part = search(stories, FULL, asked("shop"), limit=1, cursor=cursor)
        seen += [turn for session in part.sessions for turn in session.turns]
        cursor = part.older
        if not cursor:
            break
    expected = [turn for session in whole.sessions for turn in session.turns]
    assert sorted(t.line.figures["turn_id"] for t in seen) == sorted(
        t.line.figures["turn_id"] for t in expected
    )


def test_no_page_reads_more_than_some_turns_and_the_next_goes_on(
    stories: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_READ", 1)
    wanted, cursor, pages = asked("basket twice"), "", list[int]()
    while True:
        found = search(stories, FULL, wanted, cursor=cursor)
        pages.append(found.turns)
        cursor = found.older
        if not cursor:
            break
    assert sum(pages) == 1
    assert len(pages) <= len(list(stories.turns()))


@pytest.mark.parametrize("typed", [*HOSTILE, "", " "])
def test_no_text_is_an_error(stories: LocalStore, typed: str) -> None:
    search(stories, FULL, asked(typed))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(max_size=30))
def test_nor_is_any_other(stories: LocalStore, typed: str) -> None:
    search(stories, FULL, asked(typed))


def test_a_cursor_that_is_none_begins_at_the_newest(stories: LocalStore) -> None:
    assert search(stories, FULL, asked("basket twice"), cursor="no cursor").turns == 1


@pytest.mark.parametrize(
    "secret", [KEY, MAIL, "lovelace", "analytical-engines", KEY.split("-")[-1]]
)
def test_what_is_masked_now_is_not_to_be_found(tmp_path: Path, secret: str) -> None:
    """The store has it, and so has its index: the limits became stricter afterwards."""
    store = filled(tmp_path, leaky())
    assert search(store, FULL, asked(f'"{secret}"')).turns == 1
    assert search(store, capture(CaptureMode.redacted), asked(f'"{secret}"')).turns == 0
    assert search(store, capture(CaptureMode.redacted), asked("refused")).turns == 1


def test_in_metadata_nothing_is_found(tmp_path: Path) -> None:
    store = filled(tmp_path, leaky())
    for word in ("refused", "git", "lovelace", "dev"):
        found = search(store, capture(CaptureMode.metadata), asked(word))
        assert (found.sessions, found.kinds) == ((), ())


@pytest.mark.parametrize("category", WITHHELD)
def test_what_is_excluded_now_is_neither_searched_nor_shown(tmp_path: Path, category: str) -> None:
    store = filled(tmp_path, STORIES["work"]())
    words = {
        "prompts": '"item is in it twice"',
        "responses": '"counts each item"',
        "tool_arguments": '"git status"',
        "tool_results": '"30 failed in"',
        "paths": '"home dev shop"',
    }
    limits = capture(CaptureMode.full, category)
    kind = WITHHELD[category]
    assert kind in {one for one, *_ in hits(search(store, FULL, asked(words[category])))}
    found = search(store, limits, asked(words[category]))
    assert kind not in found.kinds
    assert kind not in {one for one, *_ in hits(found)}


def test_what_codex_said_of_a_failure_is_found_as_far_as_answers_may_be_shown(
    tmp_path: Path,
) -> None:
    store = LocalStore.open(tmp_path / "traces.db")
    store.send(traces(RECORDINGS / "0.169.0" / "http-429"))
    keep(store)
    wanted = asked("exceeded retry limit 429")
    (hit,) = hits(search(store, FULL, wanted))
    assert hit[0] == "answers"
    assert "exceeded retry limit" in hit[2]
    assert search(store, FULL, wanted, kinds=("answers",)).turns == 1
    assert search(store, FULL, wanted, kinds=("prompts", "commands", "output")).turns == 0
    assert search(store, capture(CaptureMode.full, "responses"), wanted).turns == 0
    assert search(store, capture(CaptureMode.metadata), wanted).turns == 0
    assert len(page(store, wanted, 10)) == 1, "the index has it"
    store.close()


def test_reasoning_that_may_not_be_shown_is_not_found(tmp_path: Path) -> None:
    store = filled(tmp_path, STORIES["work"]())
    thought = asked('"look at the tests first"')
    assert search(store, FULL, thought).turns == 1
    assert search(store, capture(CaptureMode.full, "reasoning"), thought).turns == 0


def test_the_index_spares_the_reading_of_turns_without_the_words(tmp_path: Path) -> None:
    store = filled(tmp_path, *(STORIES[name]() for name in ("work", "people", "tools")))
    assert not has_unread(store)
    for unread_too in (False, True):
        assert len(page(store, asked("basket twice", unread_too=unread_too), 100)) == 1
        assert len(page(store, asked("emporiums", unread_too=unread_too), 100)) == 0


def test_hits_of_one_turn_are_few_and_say_that_there_are_more(stories: LocalStore) -> None:
    found = search(stories, FULL, asked("shop"))
    turns = [turn for session in found.sessions for turn in session.turns]
    assert all(len(turn.hits) <= 4 for turn in turns)
    assert any(turn.has_more for turn in turns)


@pytest.mark.parametrize("width", [24, 80, 200])
def test_hits_fit_any_terminal_and_reach_it_clean(tmp_path: Path, width: int) -> None:
    store = filled(tmp_path, STORIES["hostile"]())
    found = search(store, FULL, asked("prompt"), limit=100)
    assert found.turns
    for line in lines(found, Look(width=width)):
        assert cells(line) <= width
        assert line.isprintable() or not line
