"""A value on a command line is read as TOML reads it, and stands in the file as it was typed."""

from __future__ import annotations

import tomllib
from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.document import toml_keys
from codexctl.document.data import MISSING
from codexctl.document.toml.typed import typed_value


@pytest.mark.parametrize(
    ("word", "value", "text"),
    [
        ("1_000", 1000, "1_000"),
        ("0xFF", 255, "0xFF"),
        ("'C:\\x'", "C:\\x", "'C:\\x'"),
        ("['a', \"b\"]", ["a", "b"], "['a', \"b\"]"),
        ("{a=1, b.c = 2}", {"a": 1, "b": {"c": 2}}, "{a=1, b.c = 2}"),
        ("  true ", True, "true"),
        ("5 # five", 5, "5"),
        ('"""a\nb"""', "a\nb", '"""a\nb"""'),
        ("+1", 1, "+1"),
        ("07:32", time(7, 32), ""),  # TOML 1.1, which older releases of Codex do not read
        ('"\\e"', "\x1b", ""),
        ("{ a = 1,\n}", {"a": 1}, ""),
    ],
)
def test_a_value_and_its_spelling_are_read(word: str, value: Any, text: str) -> None:
    assert typed_value(word) == (value, text)


@pytest.mark.parametrize(
    "word",
    ["", "plain", "1\nb = 2", "1\n[table]", "True", '"open', "[1", "1.", "{ a = 1, a = 2 }",
     "1 2", "# only", "[" * 5000],
)  # fmt: skip
def test_what_is_not_one_value_is_none(word: str) -> None:
    assert typed_value(word) == (MISSING, "")


@given(st.text(st.sampled_from("01ae_+-.:\"'\\[]{}=,# \n\tTZtrufalsnxob"), max_size=12))
def test_whatever_is_typed_is_read_as_pythons_parser_reads_it(word: str) -> None:
    value, text = typed_value(word)
    if text:
        assert repr(tomllib.loads(f"value = {text}")) == repr({"value": value})


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        ("k = 1\n", "1_000", "k = 1_000\n"),
        ("k = 1 # mine\n", "0x10", "k = 0x10 # mine\n"),
        ("k = 'old'\r\n", '"new"', 'k = "new"\r\n'),
        ("", "['a']", "k = ['a']\n"),
        ("k = 'old'\r\n", "'''a\nb'''", "k = '''a\r\nb'''\r\n"),
        ("k = 1000\n", "1_000", "k = 1000\n"),  # it says so already
        ("k = [ 1, # one\n 2 ]\n", "[1,3]", "k = [ 1, # one\n 3 ]\n"),  # its comments stay
    ],
)
def test_a_value_stands_in_the_file_as_it_was_typed(before: str, typed: str, after: str) -> None:
    value, text = typed_value(typed)
    assert toml_keys.set_value(before, ("k",), value, typed=text) == after


def test_a_table_that_is_typed_stands_inline_where_its_neighbours_do() -> None:
    value, text = typed_value("{on=true}")
    before = "t = { a = { on = false } }\n"
    after = toml_keys.set_value(before, ("t", "b"), value, typed=text)
    assert after == "t = { a = { on = false }, b = {on=true} }\n"
