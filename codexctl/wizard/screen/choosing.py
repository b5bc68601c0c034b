"""The keys of a question with choices: moving the cursor, and selecting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys

from codexctl.wizard import words
from codexctl.wizard.question import Form, Question
from codexctl.wizard.screen.drawing import Last, Pointed
from codexctl.wizard.screen.ending import answer

_PAGE = 5


def beginning(question: Question) -> Pointed:
    """The start: the cursor on the default, and the defaults selected; never unavailable ones."""
    had = [choice.value for choice in question.open_choices]
    wanted = (question.default,) if question.form is Form.one else tuple(question.default or ())
    chosen = [value for value in wanted if value in had]
    # The selected choices may be further down; the list starts at its beginning.
    first = chosen[0] if chosen and question.form is Form.one else (had[0] if had else "")
    at = next((i for i, choice in enumerate(question.choices) if choice.value == first), 0)
    return Pointed(at, frozenset(chosen) if question.form is Form.several else frozenset())


def moved(question: Question, pointed: Pointed, by: int) -> Pointed:
    """Move the cursor down by `by` choices (up if negative), skipping unavailable ones.

    At an end, a single step wraps to the other end; a longer move stops there.
    """
    open_at = [i for i, choice in enumerate(question.choices) if not choice.why]
    if not open_at:
        return pointed
    place = open_at.index(pointed.at) if pointed.at in open_at else 0
    wanted, last = place + by, len(open_at) - 1
    there = wanted % len(open_at) if abs(by) == 1 else max(0, min(last, wanted))
    return replace(pointed, at=open_at[there], wrong="", last=Last.move)


def toggled(question: Question, pointed: Pointed) -> Pointed:
    """Select or unselect the choice under the cursor."""
    value = question.choices[pointed.at].value
    chosen = pointed.chosen ^ {value}
    return replace(pointed, chosen=chosen, wrong="", last=Last.space, knows_space=True)


def answered(question: Question, pointed: Pointed) -> tuple[Any, str]:
    """The answer for Enter, or a message to show first.

    For one choice it is the value under the cursor; for several, the selected ones in their order.
    If none is selected and one is needed, it is the one under the cursor. Somebody who moved to a
    choice without pressing the space bar may think that Enter selects it: a message then says what
    Enter does, and Enter must be pressed again.
    """
    here = question.choices[pointed.at]
    if question.form is Form.one:
        return here.value, ""
    taken = [choice.value for choice in question.choices if choice.value in pointed.chosen]
    if not taken and question.needed:
        if here.why or pointed.last is Last.space:  # they have just unselected this one
            return taken, question.needed
        return [here.value], ""
    is_unclear = here.value not in taken and pointed.last is Last.move and not pointed.knows_space
    if is_unclear and not pointed.wrong:
        said = question.said(taken) or words.NOTHING_SAID
        return taken, words.NOT_CHOSEN.format(name=here.short or here.text, taken=said)
    return taken, ""


class Chooser:
    """A question with choices while it is being answered."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.pointed = beginning(question)

    def bindings(self) -> KeyBindings:
        """The keys for choices; keys for all questions are bound elsewhere."""
        keys = KeyBindings()
        every = len(self.question.choices)
        moves: Iterable[tuple[tuple[str, ...], int]] = (
            ((Keys.Up, Keys.ControlP, "k"), -1),
            ((Keys.Down, Keys.ControlN, "j"), 1),
            ((Keys.PageUp,), -_PAGE),
            ((Keys.PageDown,), _PAGE),
            ((Keys.Home,), -every),
            ((Keys.End,), every),
        )
        for names, by in moves:
            for name in names:
                keys.add(name)(self._moving(by))
        keys.add(Keys.Enter)(self._accept)
        if self.question.form is Form.several:
            keys.add(" ")(self._toggle)
        for letter, value in self.question.keys.items():
            for key in (letter, letter.upper()):
                keys.add(key)(_taking(value))
        return keys

    def _moving(self, by: int) -> Callable[[KeyPressEvent], None]:
        def move(_: KeyPressEvent) -> None:
            self.pointed = moved(self.question, self.pointed, by)

        return move

    def _toggle(self, _: KeyPressEvent) -> None:
        self.pointed = toggled(self.question, self.pointed)

    def _accept(self, event: KeyPressEvent) -> None:
        taken, wrong = answered(self.question, self.pointed)
        if wrong:
            self.pointed = replace(self.pointed, wrong=wrong)
        else:
            answer(event, taken)


def _taking(value: str) -> Callable[[KeyPressEvent], None]:
    def take(event: KeyPressEvent) -> None:
        answer(event, value)

    return take
