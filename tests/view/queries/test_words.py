"""What is typed into a search: words, phrases and beginnings, and never an operator or an error."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from codexctl.view.queries.words import CUT, Term, joined, wanted_words

HOSTILE = (
    '"',
    '""',
    '"""',
    "*",
    "AND",
    "a AND",
    "NOT (",
    "NEAR(a b, 2",
    "prompts : a",
    "{prompts} : a",
    "^a",
    "a + b",
    "-a",
    "a*b*",
    "'; DROP TABLE words; --",
    "%_%",
    "\x00",
    "\ud800",
    "a" * 10_000,
    "a " * 10_000,
    "(" * 1_000,
)


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("shop", [Term(("shop",), is_prefix=True)]),
        ("the shop", [Term(("the",)), Term(("shop",), is_prefix=True)]),
        ("sho* the", [Term(("sho",), is_prefix=True), Term(("the",), is_prefix=True)]),
        ('"the shop"', [Term(("the", "shop"))]),
        ('"the shop', [Term(("the", "shop"), is_prefix=True)]),
        ('a "the shop" b', [Term(("a",)), Term(("the", "shop")), Term(("b",), is_prefix=True)]),
        ("prices.py x", [Term(("prices", "py")), Term(("x",), is_prefix=True)]),
        ("Größe", [Term(("große",), is_prefix=True)]),
        ("AND NOT", [Term(("and",)), Term(("not",), is_prefix=True)]),
        ("", []),
        ('" "', []),
        ("* - .", []),
    ],
)
def test_what_is_typed_is_words_phrases_and_beginnings(typed: str, terms: list[Term]) -> None:
    found = list(wanted_words(typed).terms)
    folded = [
        Term(tuple(word.replace("ö", "o") for word in one.words), one.is_prefix) for one in terms
    ]
    assert found == folded


@given(st.text())
def test_no_text_is_an_error(typed: str) -> None:
    wanted = wanted_words(typed)
    assert wanted.found_in(typed) <= set(range(len(wanted.terms)))
    wanted.excerpt(typed)


@pytest.mark.parametrize("typed", HOSTILE)
def test_nor_is_what_means_something_to_the_index(typed: str) -> None:
    wanted = wanted_words(typed)
    assert len(wanted.terms) <= 32
    assert not set('"(){}^:+-\x00') & set(wanted.text)


@pytest.mark.parametrize(
    ("typed", "text", "is_found"),
    [
        ("shop", "The shop.", True),
        ("shop", "shopping", True),
        ('"shop"', "shopping", False),
        ("shop x", "shopping x", False),
        ("shop* x", "shopping x", True),
        ("hop", "shop", False),
        ("shop", "my_shop", True),
        ("SHOP", "shop", True),
        ("cafe", "Café", True),
        ("café", "cafe", True),
        ('"the shop"', "the  shop", True),
        ('"the shop"', "the\nshop", True),
        ('"the shop"', "shop the", False),
        ("the shop", "shop of the owner", True),
        ("prices.py", "shop/prices.py:10", True),
        ("prices.py", "prices of py", False),
        ("日本", "日本語", True),
        ("İ", "i̇", True),
    ],
)
def test_words_are_found_without_case_and_accents(typed: str, text: str, is_found: bool) -> None:
    wanted = wanted_words(typed)
    assert (len(wanted.found_in(text)) == len(wanted.terms)) is is_found
    assert not is_found or wanted.may_be_in(text)


_WORD = st.text("aAbBéÉß1_ .-", max_size=8)


@given(st.lists(_WORD, max_size=6).map(" ".join), st.text("aAbBéÉ1", min_size=1, max_size=3))
@example("É", "e")
def test_a_word_is_found_where_the_index_finds_it(text: str, word: str) -> None:
    """SQLite is the judge of what a word is."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(a, tokenize='unicode61 remove_diacritics 2')")
    db.execute("INSERT INTO t VALUES (?)", (text,))
    hits = db.execute("SELECT 1 FROM t WHERE t MATCH ?", (f'"{word}"',)).fetchall()
    db.close()
    assert bool(wanted_words(f'"{word}"').found_in(text)) is bool(hits)


@given(st.text(), st.text("ab é", min_size=1))
def test_an_excerpt_is_a_piece_of_the_text_with_its_matches_marked(text: str, typed: str) -> None:
    wanted = wanted_words(typed)
    pieces = wanted.excerpt(text)
    assert bool(pieces) is bool(wanted.found_in(text))
    shown = joined(pieces).removeprefix(CUT).removesuffix(CUT)
    assert " ".join(shown.split()) in " ".join(text.split())
    for piece in pieces:
        assert not piece.is_match or wanted.found_in(piece.text)
    assert not pieces or any(piece.is_match for piece in pieces)


def test_an_excerpt_of_a_long_text_holds_the_match_and_little_else() -> None:
    text = "lorem ipsum " * 1000 + "the needle is here " + "dolor sit " * 1000
    pieces = wanted_words("needle").excerpt(text)
    assert [piece.text for piece in pieces if piece.is_match] == ["needle"]
    assert pieces[0].text == pieces[-1].text == CUT
    assert len(joined(pieces)) < 240


def test_all_matches_in_sight_are_marked() -> None:
    pieces = wanted_words("a b").excerpt("x a y B z a")
    assert [piece.text for piece in pieces if piece.is_match] == ["a", "B", "a"]
    assert joined(pieces) == "x a y B z a"
