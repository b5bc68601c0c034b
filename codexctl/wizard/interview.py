"""An interview in which a person can go back and change earlier answers.

The questions are in a function that asks one after the other. To go back, this function is run
again from the start: questions that are already answered return their saved answer, up to the one
that is asked again. So the function needs no code for going back, and a question that is no longer
necessary is not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from codexctl.wizard import words
from codexctl.wizard.question import Around, Ask, Back, Choice, Form, Question, Valid, anything

Result = TypeVar("Result")
_CHANGED = "changed"


class Left(Exception):
    """The person cancels at the summary."""


class Interview:
    """One interview; `put` asks the person a question, `tell` prints lines."""

    def __init__(self, put: Ask, tell: Callable[[Sequence[tuple[str, str]]], None]) -> None:
        self._put, self._tell = put, tell
        self._given: dict[str, Any] = {}
        self._settled: set[str] = set()
        self._path: list[Question] = []
        self._steps: tuple[str, ...] = ()
        self._step, self._asked_in_step = "", 0
        # The answers before one of them is changed, and the name of that one.
        self._kept: tuple[str, dict[str, Any], set[str]] | None = None

    def hold(self, questions: Callable[[Interview], Result]) -> Result:
        """Ask all questions, show the summary and ask for consent; returns the function's result.

        A second call starts at the summary. Raises Left if the person cancels, KeyboardInterrupt on
        Ctrl-C.
        """
        while True:
            self._path, self._steps = [], ()
            self.step("")
            try:
                found = questions(self)
                self._kept = None
                self._review()
            except Back:
                continue
            else:
                return found

    def steps(self, names: Sequence[str]) -> None:
        """Set the list of steps."""
        self._steps = tuple(names)

    def step(self, name: str) -> None:
        """Set the step of the next questions."""
        self._step, self._asked_in_step = name, 0

    def one(
        self,
        name: str,
        text: str,
        texts: Mapping[str, str],
        default: str,
        *,
        title: str = "",
        short: Mapping[str, str] | None = None,
        examples: Mapping[str, str] | None = None,
        barred: Mapping[str, str] | None = None,
    ) -> str:
        """Let the person choose one of several; returns its key in `texts`.

        Choices in `barred` are shown with the reason and cannot be chosen. `short` has the texts
        for the summary, `examples` the texts to show while the cursor is on a choice.
        """
        choices = _choices(texts, short or {}, examples or {}, barred or {})
        return str(self._ask(Question(name, text, Form.one, title, choices, default)))

    def several(
        self,
        name: str,
        text: str,
        texts: Mapping[str, str],
        chosen: Sequence[str],
        *,
        title: str = "",
        needed: str = "",
        short: Mapping[str, str] | None = None,
        barred: Mapping[str, str] | None = None,
    ) -> list[str]:
        """Let the person choose several, `chosen` being selected at first; returns keys of `texts`.

        `needed` is the message if nothing is chosen; empty if that is allowed.
        """
        choices = _choices(texts, short or {}, {}, barred or {})
        asked = Question(name, text, Form.several, title, choices, list(chosen), needed=needed)
        return list(self._ask(asked))

    def line(
        self, name: str, text: str, default: str = "", valid: Valid = anything, *, title: str = ""
    ) -> str:
        """Ask for a line, without spaces around it; `valid` returns True, or what is wrong."""
        asked = Question(name, text, Form.line, title, default=default, valid=valid)
        return str(self._ask(asked)).strip()

    def secret(self, name: str, text: str, valid: Valid) -> str:
        """Ask for a secret line, which neither the screen nor the summary shows."""
        return str(self._ask(Question(name, text, Form.secret, valid=valid)))

    def confirm(self, name: str, text: str, *, default: bool, title: str = "") -> bool:
        """Ask for a yes or a no; `default` is the meaning of Enter."""
        choices = _choices(words.YES_OR_NO, {}, {}, {})
        keys = {word[0]: word for word in words.YES_OR_NO}
        preset = words.YES if default else words.NO
        asked = Question(name, text, Form.one, title, choices, preset, keys=keys)
        return bool(self._ask(asked) == words.YES)

    def _ask(self, asked: Question) -> Any:
        before = self._given.get(asked.name)
        if before is not None and asked.takes(before):
            if asked.name in self._settled:
                self._passed(asked)
                return before
            asked = replace(asked, default=before)
        around = Around(
            self._label(),
            tuple(self._answers()),
            may_go_back=bool(self._path) or self._kept is not None,
            has_answer=before is not None,
        )
        try:
            answer = self._put(asked, around)
        except Back:
            self._reopen(asked)
            raise
        self._given[asked.name] = answer
        self._settled.add(asked.name)
        self._passed(asked)
        return answer

    def _passed(self, asked: Question) -> None:
        self._path.append(asked)
        self._asked_in_step += 1

    def _reopen(self, asked: Question) -> None:
        """Go back from a question to the previous one, or to the summary."""
        if self._kept and self._kept[0] == asked.name:
            _, self._given, self._settled = self._kept
            self._kept = None
        elif self._path:
            self._settled.discard(self._path[-1].name)

    def _label(self) -> str:
        if self._step not in self._steps:
            return ""
        at = str(self._steps.index(self._step) + 1)
        if self._asked_in_step:
            at = words.FURTHER.format(at=at, further=self._asked_in_step)
        return words.STEP.format(at=at, count=len(self._steps))

    def _answers(self) -> list[tuple[str, str]]:
        listed = (asked for asked in self._path if asked.title)
        return [(asked.title, self._said(asked)) for asked in listed]

    def _said(self, asked: Question) -> str:
        return asked.said(self._given[asked.name]) or words.NOTHING_SAID

    def _review(self) -> None:
        """Show the summary: continue, change an answer or cancel. Raises Back, Left."""
        self._tell(self._answers())
        around = Around(may_go_back=True)
        choices = _choices(words.SUMMARY_CHOICES, {}, {}, {})
        review = Question("summary", words.SUMMARY, Form.one, "", choices, words.GO_ON)
        try:
            said = self._put(review, around)
        except Back:
            self._settled.discard(self._path[-1].name)
            raise
        if said == words.LEAVE:
            raise Left
        if said == words.CHANGE:
            self._change()

    def _change(self) -> None:
        """Ask which answer to change; always raises Back."""
        listed = [asked for asked in self._path if asked.title or asked.form is Form.secret]
        longest = max(len(asked.title) for asked in listed)
        texts = {
            asked.name: f"{asked.title or asked.text:<{longest}}  {self._said(asked)}"
            for asked in listed
        }
        which = Question(
            _CHANGED, words.CHANGE_WHICH, Form.one, "", _choices(texts, {}, {}, {}), listed[0].name
        )
        name = self._put(which, Around(may_go_back=True))  # going back returns to the summary
        self._kept = (name, dict(self._given), set(self._settled))
        self._settled.discard(name)
        raise Back


def _choices(
    texts: Mapping[str, str],
    short: Mapping[str, str],
    examples: Mapping[str, str],
    barred: Mapping[str, str],
) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            value,
            text,
            short.get(value) or text.partition(": ")[0],
            barred.get(value, ""),
            examples.get(value, ""),
        )
        for value, text in texts.items()
    )
