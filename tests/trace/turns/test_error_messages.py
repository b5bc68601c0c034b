"""What Codex itself says of a turn that failed: content, and told only with a failure."""

from __future__ import annotations

import pytest

from codexctl.settings.capture import CaptureMode
from tests.trace.recorded import RECORDINGS, expected, traces
from tests.trace.writing import Rollout

MESSAGE = "codex.error.message"
ERROR = {"message": "The laboratory says no.", "codex_error_info": "bad_request"}


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        ("http-401", "unexpected status 401 Unauthorized: The laboratory says no."),
        ("http-429", "exceeded retry limit, last status: 429 Too Many Requests"),
        ("usage-limit", "You’ve hit your usage limit."),
        ("context-overflow", "Codex ran out of room in the model's context window."),
        ("stream-dropped", "stream disconnected before completion"),
        ("incomplete-response", "Incomplete response returned, reason: max_output_tokens"),
    ],
)
def test_a_failed_turn_has_codexs_own_words(scenario: str, words: str) -> None:
    folder = RECORDINGS / "0.169.0" / scenario
    (trace,) = traces(folder)
    assert words in trace.spans[0].attributes[MESSAGE]
    # The figures name the kind alone.
    assert trace.summary["error"] == expected(folder)["turns"][0]["error"]


def test_the_call_that_ended_the_turn_has_the_words_too() -> None:
    (trace,) = traces(RECORDINGS / "0.169.0" / "incomplete-response")
    chats = [span for span in trace.spans if span.name.startswith("chat")]
    assert chats[-1].error_type == trace.spans[0].error_type
    assert chats[-1].attributes[MESSAGE] == trace.spans[0].attributes[MESSAGE]


def test_a_call_that_ended_well_before_the_turn_failed_has_none() -> None:
    (trace,) = traces(RECORDINGS / "0.169.0" / "usage-limit")
    chats = [span for span in trace.spans if span.name.startswith("chat")]
    assert [chat.error_type for chat in chats] == [""]
    assert MESSAGE not in chats[0].attributes


def test_words_that_quote_anything_are_no_metadata() -> None:
    (trace,) = traces(RECORDINGS / "0.169.0" / "usage-limit", CaptureMode.metadata)
    assert trace.spans[0].error_type == "usage_limit_exceeded"
    assert not any(MESSAGE in span.attributes for span in trace.spans)


def test_a_turn_that_ended_well_has_none() -> None:
    (trace,) = traces(RECORDINGS / "0.169.0" / "recovered")
    assert MESSAGE not in trace.spans[0].attributes


def test_an_error_line_says_why_an_old_turn_has_no_answer() -> None:
    rollout = Rollout(paginated=False).started("t").prompt("go").event("error", **ERROR)
    turn = rollout.ended_as_of_old(None).only()
    assert (turn.status, turn.error) == ("failed", "bad_request")
    assert turn.error_message == "The laboratory says no."


def test_an_error_line_in_a_turn_that_answered_is_one_that_it_recovered_from() -> None:
    rollout = Rollout(paginated=False).started("t").prompt("go").event("error", **ERROR)
    turn = rollout.said("Done.").ended_as_of_old("Done.").only()
    assert (turn.status, turn.error, turn.error_message) == ("completed", "", "")


def test_the_end_of_a_turn_knows_better_than_an_error_line() -> None:
    last = {"message": "The stream broke.", "codex_error_info": "other"}
    rollout = Rollout().started("t").prompt("go").event("error", **ERROR)
    turn = rollout.ended(last_agent_message=None, error=last).only()
    assert (turn.error, turn.error_message) == ("other", "The stream broke.")


@pytest.mark.parametrize("message", [None, 7, ["no"], {}, ""])
def test_a_message_that_is_no_text_is_none(message: object) -> None:
    error = {"message": message, "codex_error_info": "other"}
    turn = Rollout().started("t").prompt("go").ended(error=error).only()
    assert (turn.status, turn.error_message) == ("failed", "")
