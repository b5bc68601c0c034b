"""Tools for plans, goals, and questions to the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from codexctl.trace.values import integer, table, tables, text, texts
from codexctl.view.calls.call import Call
from codexctl.view.calls.record import Reader, Record, common
from codexctl.view.terminal.pad import Pad

PENDING, IN_PROGRESS, COMPLETED = "pending", "in_progress", "completed"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a plan; `status` is pending, in_progress or completed."""

    step: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanUpdate(Record):
    """The plan after the call."""

    explanation: str = ""
    steps: tuple[Step, ...] = ()

    def write(self, pad: Pad) -> None:
        """Write the steps; those that are done are ticked."""
        done = sum(step.status == COMPLETED for step in self.steps)
        if self.steps:
            pad.title.append((f"{done} of {len(self.steps)} done", ""))
        pad.text(self.explanation, "quiet")
        for step in self.steps:
            name, style = {
                COMPLETED: ("step_done", "good"),
                IN_PROGRESS: ("step_doing", "strong"),
            }.get(step.status, ("step_open", "quiet"))
            pad.text(step.step, style, first=pad.look.sign(name) + " ", keep=3)
        if self.error or not self.steps:
            pad.text(self.output, "bad")


@dataclass(frozen=True, slots=True)
class Option:
    """A choice that a question offers."""

    label: str
    description: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its choices and answers; `answers` is empty if nobody answered."""

    id: str
    header: str
    question: str
    options: tuple[Option, ...]
    answers: tuple[str, ...]

    def write(self, pad: Pad) -> None:
        """Write the question and its choices; the answers are marked."""
        header = f"{self.header}: " if self.header else ""
        pad.text(header + self.question, "strong")
        labels = {option.label for option in self.options}
        for option in self.options:
            taken = option.label in self.answers
            sign = pad.look.sign("chosen" if taken else "offered")
            about = f" {pad.look.sign('none')} {option.description}" if option.description else ""
            pad.line((f"{sign} {option.label}", "good" if taken else ""), (about, "quiet"))
        for answer in self.answers:
            if answer not in labels:
                pad.text(answer, "good", first=pad.look.sign("arrow") + " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class UserQuestions(Record):
    """Questions to the person who runs Codex."""

    questions: tuple[Question, ...] = ()

    def write(self, pad: Pad) -> None:
        """Write the questions with their choices; the chosen ones are marked."""
        for question in self.questions:
            question.write(pad)
        if not any(question.answers for question in self.questions):
            pad.text(self.output, "bad" if self.error else "warning")


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal(Record):
    """The thread's goal after the call; tokens and seconds are None if they are not known."""

    objective: str = ""
    status: str = ""
    token_budget: int | None = None
    tokens_used: int | None = None
    time_used_s: int | None = None

    def write(self, pad: Pad) -> None:
        """Write the goal, its status, and what it has cost so far."""
        if self.status:
            pad.title.append((self.status, "good" if self.status == "complete" else ""))
        if self.tokens_used is not None:
            budget = f" of {self.token_budget:,}" if self.token_budget is not None else ""
            pad.title.append((f"{self.tokens_used:,}{budget} tokens", "quiet"))
        pad.text(self.objective, "strong")
        if self.error or not self.objective:
            pad.text(self.output, "bad" if self.error else "")


def _plan(call: Call) -> PlanUpdate:
    given = call.given
    steps = (Step(text(step, "step"), text(step, "status")) for step in tables(given, "plan"))
    return PlanUpdate(**common(call), explanation=text(given, "explanation"), steps=tuple(steps))


def _questions(call: Call) -> UserQuestions:
    answers = table(call.answer, "answers")
    questions = (_question(question, answers) for question in tables(call.given, "questions"))
    return UserQuestions(**common(call), questions=tuple(questions))


def _question(question: Mapping[str, object], answers: Mapping[str, object]) -> Question:
    options = (
        Option(text(option, "label"), text(option, "description"))
        for option in tables(question, "options")
    )
    own = text(question, "id")
    return Question(
        id=own,
        header=text(question, "header"),
        question=text(question, "question"),
        options=tuple(options),
        answers=texts(table(answers, own), "answers"),
    )


def _goal(call: Call) -> Goal:
    """Read a goal: from the answer; if the call failed, only what the model asked for is known."""
    goal, given = table(call.answer, "goal"), call.given
    budget = integer(goal, "tokenBudget")
    return Goal(
        **common(call),
        objective=text(goal, "objective") or text(given, "objective"),
        status=text(goal, "status") or text(given, "status"),
        token_budget=integer(given, "token_budget") if budget is None else budget,
        tokens_used=integer(goal, "tokensUsed"),
        time_used_s=integer(goal, "timeUsedSeconds"),
    )


READERS: Mapping[str, Reader] = {
    "plan": _plan,
    "questions": _questions,
    "goal": _goal,
}
