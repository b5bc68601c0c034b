"""Plans, questions, goals."""

from __future__ import annotations

import pytest

from codexctl.view.calls.planning import Option, Step
from tests.view.calls.material import NEWEST, VERSIONS, made, recorded

QUESTION = {
    "id": "colour",
    "header": "Colour",
    "question": "Which one?",
    "options": [{"label": "Red", "description": "warm"}, {"label": "Blue", "description": "cold"}],
}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_plan_has_steps_with_their_status(version: str) -> None:
    first, second = recorded(version, "update-plan")
    assert first.explanation == "Two steps"
    assert first.steps == (Step("look", "in_progress"), Step("build", "pending"))
    assert second.steps == (Step("look", "completed"), Step("build", "in_progress"))


def test_a_plan_that_does_not_parse_keeps_the_reason() -> None:
    plan = made("update_plan", '{"plan": [', "failed to parse function arguments: EOF")
    assert (plan.steps, plan.output) == ((), "failed to parse function arguments: EOF")


def test_questions_have_their_options_and_the_answers() -> None:
    asked = made(
        "request_user_input",
        {"questions": [QUESTION]},
        {"answers": {"colour": {"answers": ["Blue", "user_note: dark"]}}},
    )
    (question,) = asked.questions
    assert (question.header, question.question) == ("Colour", "Which one?")
    assert question.options == (Option("Red", "warm"), Option("Blue", "cold"))
    assert question.answers == ("Blue", "user_note: dark")


def test_a_question_that_could_not_be_asked_has_no_answer() -> None:
    for version in ("0.142.0", NEWEST):
        (asked,) = recorded(version, "user-input", "request_user_input")
        assert [question.answers for question in asked.questions] == [()]
        assert asked.output == "request_user_input is unavailable in Default mode"


def test_a_goal_is_followed_from_its_making_to_its_end() -> None:
    for version in ("0.142.0", NEWEST):
        created, read, updated = recorded(version, "goals")
        assert (created.objective, created.status) == ("Ship it", "active")
        assert created.token_budget == read.token_budget == 100_000
        assert (updated.status, updated.tokens_used) == ("complete", 1241)


def test_a_goal_that_was_refused_only_says_what_was_wanted() -> None:
    goal = made("create_goal", {"objective": "All"}, "a goal exists already", error_type="_OTHER")
    assert (goal.objective, goal.status, goal.tokens_used) == ("All", "", None)
    assert (goal.output, goal.error) == ("a goal exists already", "_OTHER")
