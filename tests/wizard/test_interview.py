"""Going back, changing an answer, and leaving: with keys that are pressed and a person's script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.wizard import words
from codexctl.wizard.interview import Interview, Left
from codexctl.wizard.question import Around, Back, Form, Question

Step = tuple[str, Any]
BACK = object()


class Person:
    """Answers by a script; `seen` is what was asked, with the default that was offered."""

    def __init__(self, *script: Any) -> None:
        self._script: Iterator[Any] = iter(script)
        self.seen: list[tuple[str, Any]] = []
        self.around: list[Around] = []
        self.summed_up: list[Sequence[tuple[str, str]]] = []

    def put(self, question: Question, around: Around) -> Any:
        self.seen.append((question.name, question.default))
        self.around.append(around)
        said = next(self._script)
        if said is BACK:
            assert around.may_go_back
            raise Back
        return question.default if said is None else said

    def talk(self) -> Interview:
        return Interview(self.put, self.summed_up.append)

    @property
    def asked(self) -> list[str]:
        return [name for name, _ in self.seen]


def trip(talk: Interview) -> list[str]:
    """Where to, how, and by train in which class."""
    talk.steps(("where", "how"))
    talk.step("where")
    where = talk.line("where", "Where to?", "Rome", title="Where")
    talk.step("how")
    how = talk.one("how", "How?", {"train": "Train: slow", "plane": "Plane"}, "train", title="How")
    seat = talk.line("seat", "Which class?", "2", title="Class") if how == "train" else "-"
    return [where, how, seat]


def test_enter_alone_goes_from_the_first_question_to_the_summary() -> None:
    person = Person(None, None, None, None)
    assert person.talk().hold(trip) == ["Rome", "train", "2"]
    assert person.summed_up == [[("Where", "Rome"), ("How", "Train"), ("Class", "2")]]
    assert [around.step for around in person.around] == ["1 of 2", "2 of 2", "2.1 of 2", ""]


def test_nobody_goes_back_from_the_first_question() -> None:
    person = Person(None, None, None, None)
    person.talk().hold(trip)
    assert [around.may_go_back for around in person.around] == [False, True, True, True]


def test_back_asks_the_question_before_with_its_answer_as_the_default() -> None:
    person = Person("Oslo", BACK, None, "plane", None)
    assert person.talk().hold(trip) == ["Oslo", "plane", "-"]
    assert person.seen[:4] == [
        ("where", "Rome"),
        ("how", "train"),
        ("where", "Oslo"),
        ("how", "train"),
    ]


def test_back_from_question_to_question_reaches_the_first() -> None:
    person = Person("Oslo", "train", "1", BACK, BACK, BACK, None, None, None, None)
    assert person.talk().hold(trip) == ["Oslo", "train", "1"]
    assert person.asked[3:7] == ["summary", "seat", "how", "where"]
    assert person.seen[4:7] == [("seat", "1"), ("how", "train"), ("where", "Oslo")]


def test_a_question_that_an_answer_makes_needless_is_not_asked_again() -> None:
    person = Person(None, "train", "1", BACK, BACK, "plane", None)
    assert person.talk().hold(trip) == ["Rome", "plane", "-"]
    assert person.summed_up[-1] == [("Where", "Rome"), ("How", "Plane")]


def test_one_answer_is_changed_from_the_summary_and_the_others_stay() -> None:
    person = Person("Oslo", None, "1", words.CHANGE, "where", "Bern", words.GO_ON)
    assert person.talk().hold(trip) == ["Bern", "train", "1"]
    assert person.asked[4:] == ["changed", "where", "summary"]


def test_a_changed_answer_asks_what_it_makes_necessary() -> None:
    person = Person(None, "plane", words.CHANGE, "how", "train", "1", words.GO_ON)
    assert person.talk().hold(trip) == ["Rome", "train", "1"]


def test_back_from_a_change_leads_to_the_summary_with_the_answer_as_it_was() -> None:
    person = Person("Oslo", None, None, words.CHANGE, "how", BACK, words.GO_ON)
    assert person.talk().hold(trip) == ["Oslo", "train", "2"]
    assert person.asked[-1] == "summary"


def test_back_from_what_a_change_has_asked_leads_to_the_change() -> None:
    person = Person(None, "plane", words.CHANGE, "how", "train", BACK, BACK, words.GO_ON)
    assert person.talk().hold(trip) == ["Rome", "plane", "-"]
    assert person.asked[3:] == ["changed", "how", "seat", "how", "summary"]


def test_back_from_the_list_of_answers_leads_to_the_summary() -> None:
    person = Person(None, "plane", words.CHANGE, BACK, words.GO_ON)
    assert person.talk().hold(trip) == ["Rome", "plane", "-"]


def test_to_leave_gives_no_answers() -> None:
    person = Person(None, None, None, words.LEAVE)
    with pytest.raises(Left):
        person.talk().hold(trip)


def test_held_again_it_begins_at_the_summary() -> None:
    person = Person("Oslo", None, None, words.GO_ON, words.GO_ON)
    talk = person.talk()
    assert talk.hold(trip) == talk.hold(trip)
    assert person.asked[-2:] == ["summary", "summary"]


def test_a_secret_is_kept_on_the_way_back_and_never_summed_up() -> None:
    def keys(talk: Interview) -> str:
        key = talk.secret("key", "The key:", lambda _: True)
        talk.confirm("sure", "Sure?", default=True, title="Sure")
        return key

    person = Person("sk-hush", BACK, None, None, None)
    assert person.talk().hold(keys) == "sk-hush"
    assert person.around[2].has_answer
    assert "sk-hush" not in repr(person.summed_up) + repr([a.answers for a in person.around])


def test_an_answer_that_is_none_any_more_is_asked_for_again() -> None:
    def pay(talk: Interview) -> str:
        where = talk.line("where", "Where?", "Rome", title="Where")
        barred = {"cash": "not there"} if where == "Oslo" else {}
        return talk.one("pay", "How?", {"cash": "Cash", "card": "Card"}, "cash", barred=barred)

    person = Person(None, "cash", words.CHANGE, "where", "Oslo", "card", words.GO_ON)
    assert person.talk().hold(pay) == "card"


@given(st.lists(st.sampled_from(["enter", "back", "other"]), max_size=40))
def test_whatever_way_somebody_takes_the_answers_are_the_last_that_they_gave(
    moves: list[str],
) -> None:
    last: dict[str, Any] = {}
    way = iter(moves)

    def put(question: Question, around: Around) -> Any:
        move = next(way, "enter")
        if question.name == "summary":
            if move == "back":
                raise Back
            return words.GO_ON
        if move == "back" and around.may_go_back:
            raise Back
        other = "plane" if question.form is Form.one else "Oslo"
        last[question.name] = other if move == "other" else question.default
        return last[question.name]

    where, how, seat = Interview(put, lambda _: None).hold(trip)
    assert (where, how) == (last["where"], last["how"])
    assert seat == (last["seat"] if how == "train" else "-")
