"""Plans, questions to the person, goals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from codexctl.trace.values import integer, table, tables, text, texts
from codexctl.view.calls.call import Call
from codexctl.view.calls.record import Record, common

PENDING, IN_PROGRESS, COMPLETED = "pending", "in_progress", "completed"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a plan; `status` is pending, in_progress or completed."""

    step: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanUpdate(Record):
    """The plan as it now is."""

    explanation: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """A choice that the person was offered."""

    label: str
    description: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its choices, and the answers that were given (none: not answered)."""

    id: str
    header: str
    question: str
    options: tuple[Option, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UserQuestions(Record):
    """Questions to the person who runs Codex."""

    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal(Record):
    """The thread's goal after the call; tokens and seconds are None where not told."""

    objective: str = ""
    status: str = ""
    token_budget: int | None = None
    tokens_used: int | None = None
    time_used_s: int | None = None


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
    """The answer holds the goal as it is; a failed call only says what was wanted."""
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


READERS: Mapping[str, Callable[[Call], Record]] = {
    "update_plan": _plan,
    "request_user_input": _questions,
    "request_user_input_async": _questions,
    "get_goal": _goal,
    "create_goal": _goal,
    "update_goal": _goal,
}
