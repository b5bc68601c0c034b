"""A conversation with a way back: what was answered is asked again only if somebody wants that.

The questions stand in a function that asks one after the other. To go back, it is run once more
from its beginning: what is settled answers by itself, up to the question that is open again. So
the questions need know nothing of it, and one that an answer makes needless is not asked.
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
    """The person leaves at the summary."""


class Interview:
    """One conversation; `put` puts a question to the person, `tell` shows lines that stay."""

    def __init__(self, put: Ask, tell: Callable[[Sequence[tuple[str, str]]], None]) -> None:
        self._put, self._tell = put, tell
        self._given: dict[str, Any] = {}
        self._settled: set[str] = set()
        self._path: list[Question] = []
        self._steps: tuple[str, ...] = ()
        self._step, self._asked_in_step = "", 0
        # What was answered before one of the answers was to be changed, and which.
        self._kept: tuple[str, dict[str, Any], set[str]] | None = None

    def hold(self, questions: Callable[[Interview], Result]) -> Result:
        """Have everything answered, summed up and agreed to; gives what the function gives.

        Called once more, it begins at the summary. Raises Left where the person leaves,
        KeyboardInterrupt on Ctrl-C.
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
        """Say which steps there will be."""
        self._steps = tuple(names)

    def step(self, name: str) -> None:
        """Say which of them the next questions belong to."""
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
        """Have one of several chosen; gives its key in `texts`.

        What is `barred` is shown with the reason why, and cannot be chosen; `short` is what the
        summary says of a choice, and `examples` what is shown while the cursor is on it.
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
        """Have some chosen, `chosen` at the beginning; gives keys of `texts`.

        `needed` is what to say to an empty choice, empty where that will do.
        """
        choices = _choices(texts, short or {}, {}, barred or {})
        asked = Question(name, text, Form.several, title, choices, list(chosen), needed=needed)
        return list(self._ask(asked))

    def line(
        self, name: str, text: str, default: str = "", valid: Valid = anything, *, title: str = ""
    ) -> str:
        """Have a line typed, without blanks around it; `valid` says True, or what is wrong."""
        asked = Question(name, text, Form.line, title, default=default, valid=valid)
        return str(self._ask(asked)).strip()

    def secret(self, name: str, text: str, valid: Valid) -> str:
        """Have a line typed that nobody sees, and that no summary shows."""
        return str(self._ask(Question(name, text, Form.secret, valid=valid)))

    def confirm(self, name: str, text: str, *, default: bool, title: str = "") -> bool:
        """Get a yes or a no; `default` is what Enter means."""
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
        """Go back from a question: to the one before it, or to the summary it was changed from."""
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
        """Sum up; have the person go on, change an answer or leave. Raises Back, Left."""
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
        """Have one answer chosen that is to be asked again; always raises Back."""
        listed = [asked for asked in self._path if asked.title or asked.form is Form.secret]
        longest = max(len(asked.title) for asked in listed)
        texts = {
            asked.name: f"{asked.title or asked.text:<{longest}}  {self._said(asked)}"
            for asked in listed
        }
        which = Question(
            _CHANGED, words.CHANGE_WHICH, Form.one, "", _choices(texts, {}, {}, {}), listed[0].name
        )
        name = self._put(which, Around(may_go_back=True))  # Back leads to the summary
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
