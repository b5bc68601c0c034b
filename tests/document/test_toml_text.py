"""What is written as TOML says what was meant, by the word of parsers that did not write it."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from codexctl.document import toml_keys
from codexctl.document.data import same
from codexctl.document.toml.shown import shown_key, shown_value
from codexctl.document.toml.text import (
    document_text,
    key_text,
    string_text,
    table_lines,
    value_text,
)
from codexctl.errors import EditRefused
from tests.document.toml_oracle import ordered

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SINGLE = st.one_of(
    st.integers(-(2**63), 2**63 - 1),
    st.booleans(),
    st.floats(),
    TEXTS,
    st.datetimes(timezones=st.one_of(st.none(), st.just(UTC))).map(
        lambda moment: moment.replace(fold=0)
    ),
    st.dates(),
    st.times().map(lambda one: one.replace(fold=0)),
)
VALUES = st.recursive(
    SINGLE,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=12,
)


@given(VALUES)
def test_a_value_on_one_line_is_read_again_by_both_parsers(value: Any) -> None:
    text = value_text(value)
    assert "\n" not in text
    assert ordered(tomllib.loads(f"v = {text}")["v"]) == ordered(value)
    assert same(tomlkit.parse(f"v = {text}").unwrap()["v"], value)


@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_a_key_of_any_text_is_read_again(parts: list[str]) -> None:
    data: Any = tomllib.loads(f"{key_text(parts)} = 1")
    for part in parts:
        data = data[part]
    assert data == 1


@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_a_whole_document_says_what_it_was_made_of(data: dict[str, Any]) -> None:
    assert ordered(tomllib.loads(document_text(data, ["a title"]))) == ordered(data)


@given(VALUES, st.lists(TEXTS, max_size=2))
def test_what_is_shown_is_toml_too(value: Any, path: list[str]) -> None:
    line = f"{shown_key([*path, 'k'])} = {shown_value(value)}"
    data: Any = tomllib.loads(line)
    for part in [*path, "k"]:
        data = data[part]
    assert ordered(data) == ordered(value)


@given(TEXTS, st.sampled_from(['"x"', "'x'", '"""\nx\ny"""', "'''\nx'''", '"""x\ny"""', "'''x'''"]))
def test_a_string_in_the_quotes_of_another_is_read_again(value: str, like: str) -> None:
    for newline in ("\n", "\r\n"):
        text = string_text(value, like=like, newline=newline)
        assert tomllib.loads(f"v = {text}")["v"] == value


@pytest.mark.parametrize(
    ("value", "like", "text"),
    [
        ("a\\b", "'x'", "'a\\b'"),
        ("it's", "'x'", '"it\'s"'),
        ("a\nb", '"x"', '"a\\nb"'),
        ("a\nb\n", '"""\nx"""', '"""\na\nb\n"""'),
        ("a\nb", '"""x\ny"""', '"""a\nb"""'),
        ("a\\\nb", "'''\nx\n'''", "'''\na\\\nb'''"),
        ("a'''\nb", "'''x'''", '"""a\'\'\'\nb"""'),
        ('say """\nb\\', '"""x"""', '"""say ""\\"\nb\\\\"""'),
        ("one line", '"""x\ny"""', '"one line"'),
    ],
)
def test_a_string_keeps_the_kind_of_quotes_that_stood_there(
    value: str, like: str, text: str
) -> None:
    assert string_text(value, like=like) == text


def test_a_string_of_several_lines_ends_them_as_the_file_does() -> None:
    after = toml_keys.set_value('a = """\r\nx\r\ny"""\r\nb = 1\r\n', ("a",), "one\ntwo")
    assert after == 'a = """\r\none\r\ntwo"""\r\nb = 1\r\n'


def test_pairs_stand_above_sub_tables_whatever_their_order_was() -> None:
    lines = table_lines(("a", "b c"), {"t": {"x": 1}, "list": [{"y": 1}, {}], "plain": True})
    assert lines == [
        *('[a."b c"]', "plain = true", "", '[a."b c".t]', "x = 1"),
        *("", '[[a."b c".list]]', "y = 1", "", '[[a."b c".list]]'),
    ]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("a\ud800b", "an incomplete character (position 1)"),
        ({"\udfff": 1}, "an incomplete character"),
        ([2**63], "64-bit"),
        (None, "NoneType"),
        ({"a": [b"x"]}, "bytes"),
        (time(1, 2, tzinfo=UTC), "cannot represent"),
        (datetime(2026, 1, 2, tzinfo=timezone(timedelta(seconds=1))), "cannot represent"),
    ],
)
def test_what_toml_cannot_hold_is_refused_by_name(value: Any, said: str) -> None:
    with pytest.raises(EditRefused) as error:
        value_text(value)
    assert said in error.value.message
    with pytest.raises(EditRefused):
        document_text({"k": value})
    with pytest.raises(EditRefused):
        key_text(("a", "\ud800"))


def test_what_a_library_wrote_wrong_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tomlkit.items.Float.as_string", lambda _: "7.5")
    assert value_text(7.5) == "7.5"
    with pytest.raises(EditRefused, match=r"cannot represent 8\.5"):
        value_text(8.5)


def test_what_is_shown_has_nothing_that_a_terminal_obeys() -> None:
    assert shown_value("a\x1b[2J\x7f\x9b") == '"a\\u001b[2J\\u007F\\u009B"'
    assert shown_key(("plain", "a b", 'q"')) == 'plain."a b"."q\\""'
