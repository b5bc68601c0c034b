"""Questions as data: a question, its choices, and its context on the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

Valid = Callable[[str], "bool | str"]


class Back(Exception):
    """The person goes back from a question."""


class Form(Enum):
    """How a question is answered: one choice, several, a line, or a secret line."""

    one = "one"
    several = "several"
    line = "line"
    secret = "secret"  # noqa: S105 - the name of a form


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the choices; `short` is its text in the summary.

    `why` says why it is not available, empty if it is; `example` is shown while the cursor is on
    it.
    """

    value: str
    text: str
    short: str = ""
    why: str = ""
    example: str = ""


def anything(_: str) -> bool | str:
    """Accept any line."""
    return True


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    `name` is unique; `title` is its name in the summary, empty if it is not listed there. `default`
    is the answer for Enter: a choice's value, several values, or a line. `valid` returns True for a
    line, or what is wrong with it; `needed` is the message if no choice is selected, empty if that
    is allowed. `keys` are letters that select a choice at once.
    """

    name: str
    text: str
    form: Form
    title: str = ""
    choices: tuple[Choice, ...] = ()
    default: Any = ""
    valid: Valid = anything
    needed: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def open_choices(self) -> tuple[Choice, ...]:
        """The available choices."""
        return tuple(choice for choice in self.choices if not choice.why)

    def takes(self, answer: Any) -> bool:
        """Whether an earlier answer is still possible."""
        had = {choice.value for choice in self.open_choices}
        if self.form is Form.one:
            return answer in had
        if self.form is Form.several:
            return set(answer) <= had and (bool(answer) or not self.needed)
        return self.valid(str(answer)) is True

    def said(self, answer: Any) -> str:
        """An answer as text for the summary; nothing for a secret."""
        if self.form is Form.secret:
            return "typed"
        if self.form is Form.line:
            return str(answer)
        chosen = (answer,) if self.form is Form.one else answer
        texts = {choice.value: choice.short or choice.text for choice in self.choices}
        return ", ".join(texts[value] for value in chosen)


@dataclass(frozen=True, slots=True)
class Around:
    """The context of a question: its step, and the earlier answers.

    `may_go_back` means that there is an earlier question, or the summary. `has_answer` means that a
    secret was typed before, which Enter keeps.
    """

    step: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    may_go_back: bool = False
    has_answer: bool = False


class Ask(Protocol):
    """Asks a person one question."""

    def __call__(self, question: Question, around: Around) -> Any:
        """Return the answer. Raises Back; KeyboardInterrupt on Ctrl-C and at the end of input."""
