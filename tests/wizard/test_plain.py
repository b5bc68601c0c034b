"""Questions on a terminal that can only print lines."""

from __future__ import annotations

import io
from typing import Any

import pytest

from codexctl.wizard import words
from codexctl.wizard.question import Around, Back, Choice, Form, Question
from codexctl.wizard.screen import plain

CHOICES = (Choice("a", "Apple"), Choice("b", "Pear", why="sold out"), Choice("c", "Plum"))
ONE = Question("one", "Which?", Form.one, choices=CHOICES, default="c")
SEVERAL = Question("some", "Which?", Form.several, choices=CHOICES, default=["a"], needed="One.")
FIRST, LATER = Around("1 of 2"), Around("2 of 2", may_go_back=True)


def asked(
    monkeypatch: pytest.MonkeyPatch, question: Question, *lines: str, around: Around = LATER
) -> Any:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    return plain.ask(question, around)


@pytest.mark.parametrize(("said", "answer"), [("1", "a"), ("2", "c"), ("", "c")])
def test_a_number_chooses_among_what_can_be_had(
    monkeypatch: pytest.MonkeyPatch, said: str, answer: str
) -> None:
    assert asked(monkeypatch, ONE, said) == answer


def test_what_cannot_be_had_is_shown_and_has_no_number(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked(monkeypatch, ONE, "1")
    assert "-  Pear (not available: sold out)" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", ["3", "0", "x", "1 2", "²"])
def test_what_is_no_choice_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], wrong: str
) -> None:
    assert asked(monkeypatch, ONE, wrong, "1") == "a"
    assert words.PLAIN_NUMBERS.format(count=2) in capsys.readouterr().out


@pytest.mark.parametrize(
    ("said", "answer"), [("1 2", ["a", "c"]), ("2,1", ["c", "a"]), ("2 2", ["c"]), ("", ["a"])]
)
def test_several_numbers_choose_several(
    monkeypatch: pytest.MonkeyPatch, said: str, answer: list[str]
) -> None:
    assert asked(monkeypatch, SEVERAL, said) == answer


def test_where_one_is_needed_none_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(monkeypatch, SEVERAL, "-", "1") == ["a"]


def test_a_line_is_checked_and_an_empty_one_takes_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = Question("name", "Name?", Form.line, default="Ada", valid=lambda s: s != "x" or "no x")
    assert asked(monkeypatch, name, "x", "Bob") == "Bob"
    assert asked(monkeypatch, name, "") == "Ada"
    assert asked(monkeypatch, name, "-") == ""


def test_the_sign_for_back_goes_back_but_not_from_the_first_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(Back):
        asked(monkeypatch, ONE, "<")
    assert asked(monkeypatch, ONE, "<", "1", around=FIRST) == "a"


def test_the_end_of_input_is_an_interruption(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyboardInterrupt):
        asked(monkeypatch, ONE)


def test_a_secret_is_kept_by_an_empty_line_once_it_was_typed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = Question("key", "Key?", Form.secret, default="sk-1", valid=lambda s: bool(s) or "none")
    monkeypatch.setattr("getpass.getpass", lambda _: "")
    assert plain.ask(key, Around(may_go_back=True, has_answer=True)) == "sk-1"
