from __future__ import annotations

import shlex
from datetime import date
from typing import Any

import pytest

from codexctl.edit.intent.config_words import (
    check_key,
    check_value,
    key_path,
    value_for,
    why_not_set,
)
from codexctl.errors import UsageError


@pytest.mark.parametrize(
    ("word", "path"),
    [
        ("model", ("model",)),
        ("history.persistence", ("history", "persistence")),
        ('projects."/home/dev/a.b".trust_level', ("projects", "/home/dev/a.b", "trust_level")),
        ("projects.'/a \"b'.trust_level", ("projects", '/a "b', "trust_level")),
        ('" x "."\\u00e9"', (" x ", "é")),
        ("hooks.Stop.0.hooks", ("hooks", "Stop", "0", "hooks")),
        ("tui . theme", ("tui", "theme")),
    ],
)
def test_a_key_is_read_as_toml_reads_it(word: str, path: tuple[str, ...]) -> None:
    assert key_path(word) == path


@pytest.mark.parametrize(
    "word",
    ["", " ", "a b", "a..b", "projects./home/dev", "é", "a = 1\nb", "a = 0 #", "[a]\nb", '"a', "a.",
     "a = {b", "# a"],
)  # fmt: skip
def test_what_is_no_key_is_refused(word: str) -> None:
    with pytest.raises(UsageError, match="is not a TOML key"):
        key_path(word)


@pytest.mark.parametrize(
    ("key", "word", "value"),
    [
        ("model", "gpt-5", "gpt-5"),
        ("model", '"gpt-5"', "gpt-5"),
        ("model", "5", 5),  # read as what it is; whether it fits is another question
        ("model", "two words", "two words"),
        ("sandbox_mode", "read-only", "read-only"),
        ("tui.notifications", "['a', \"b\"]", ["a", "b"]),
        ("model_context_window", "1_000", 1000),
        ("hide_agent_reasoning", "true", True),
        ("mcp_servers.mine", '{ command = "x" }', {"command": "x"}),
        ("no.such.key", "2026-01-02", date(2026, 1, 2)),
        ("model", "x\ny = 1", "x\ny = 1"),
    ],
)
def test_a_value_is_toml_or_a_bare_word_where_text_is_wanted(
    key: str, word: str, value: Any
) -> None:
    assert value_for(key_path(key), word) == value


@pytest.mark.parametrize(
    ("key", "word", "said", "hint"),
    [
        ("model_context_window", "big", "model_context_window takes a whole number: 'big'",
         "write a whole number, for example 1000"),
        ("hide_agent_reasoning", "yes", "takes true or false", "write true or false"),
        ("no_such_key", "word", "'word' is not a TOML value",
         "text is written in quotes: '\"word\"'"),
        ("notify", "a b", "takes a list of text",
         "write a list of text, for example '[\"one\", \"two\"]'"),
        ("model_context_window", "1\nmodel = 2", "is not a TOML value",
         "write a whole number, for example 1000"),
    ],
)  # fmt: skip
def test_a_bare_word_elsewhere_is_refused(key: str, word: str, said: str, hint: str) -> None:
    with pytest.raises(UsageError) as error:
        value_for(key_path(key), word)
    assert said in error.value.message
    assert error.value.hint == hint


@pytest.mark.parametrize("key", ["model_context_window", "notify", "projects",
                                 "mcp_servers.a.startup_timeout_sec"])  # fmt: skip
def test_the_example_of_a_hint_is_a_value(key: str) -> None:
    with pytest.raises(UsageError) as error:
        value_for(key_path(key), "word word")
    (example,) = shlex.split(error.value.hint.partition(" for example ")[2])
    value_for(key_path(key), example)


def refused(path: str, value: Any, *, project: bool = False) -> UsageError:
    with pytest.raises(UsageError) as error:
        check_value(key_path(path), value, project=project)
    return error.value


def test_an_unknown_key_comes_with_a_guess() -> None:
    error = refused("modle", "x")
    assert error.message == "Codex knows no key modle"
    assert error.hint == "did you mean model? --unchecked writes it anyway"
    with pytest.raises(UsageError):
        check_key(("history", "persist"))


def test_a_value_that_does_not_fit_is_refused_down_to_its_members() -> None:
    assert refused("model", 5).message == "model: takes text, not 5"
    error = refused("mcp_servers.mine", {"comand": "x"})
    assert error.hint == "did you mean mcp_servers.mine.command?"


def test_what_a_project_may_not_set_is_refused_there() -> None:
    check_value(("notify",), ["x"], project=False)
    assert "in a project's file" in refused("notify", ["x"], project=True).message


def test_the_hint_for_a_key_that_is_not_set() -> None:
    assert why_not_set(("model",)) == "codexctl config set model …"
    assert why_not_set(("modle",)) == "did you mean model?"
    assert why_not_set(("zzzz",)) == "codexctl config get"
