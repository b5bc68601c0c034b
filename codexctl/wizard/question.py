"""What is asked, as data: a question, its choices, and what stands around it on the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

Valid = Callable[[str], "bool | str"]


class Back(Exception):
    """The person goes back from a question."""


class Form(Enum):
    """How a question is answered: one choice, several, a line, or a line that nobody sees."""

    one = "one"
    several = "several"
    line = "line"
    secret = "secret"  # noqa: S105 - the name of a form


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers: `short` is what the summary says of it.

    `why` says why it cannot be had, empty where it can; `example` is shown while the cursor is on
    it.
    """

    value: str
    text: str
    short: str = ""
    why: str = ""
    example: str = ""


def anything(_: str) -> bool | str:
    """Let any line pass."""
    return True


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    `name` tells it from all others; `title` is its name in the summary, empty for one that is not
    listed there. `default` is what Enter takes: a choice's value, several, or a line. `valid` says
    True of a line, or what is wrong with it; `needed` is what to say to several of which none is
    chosen, empty where that will do. `keys` answer at once: a letter for a choice's value.
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
        """Those that can be had."""
        return tuple(choice for choice in self.choices if not choice.why)

    def takes(self, answer: Any) -> bool:
        """Whether an answer, given before, still is one."""
        had = {choice.value for choice in self.open_choices}
        if self.form is Form.one:
            return answer in had
        if self.form is Form.several:
            return set(answer) <= had and (bool(answer) or not self.needed)
        return self.valid(str(answer)) is True

    def said(self, answer: Any) -> str:
        """An answer in the words of the summary; nothing of a secret."""
        if self.form is Form.secret:
            return "typed"
        if self.form is Form.line:
            return str(answer)
        chosen = (answer,) if self.form is Form.one else answer
        texts = {choice.value: choice.short or choice.text for choice in self.choices}
        return ", ".join(texts[value] for value in chosen)


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a question: its step, and what was answered before.

    `may_go_back` says that there is a question before it, or the summary. `has_answer` says that a
    secret was typed before, which Enter keeps.
    """

    step: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    may_go_back: bool = False
    has_answer: bool = False


class Ask(Protocol):
    """Puts one question to a person."""

    def __call__(self, question: Question, around: Around) -> Any:
        """Gives the answer. Raises Back, and KeyboardInterrupt on Ctrl-C and at the input's end."""
