"""Did you mean: a word that is like it, or nothing."""

from __future__ import annotations

import pytest

from codexctl.wording import did_you_mean, nearest, not_one_of

PRESETS = ("langfuse", "langsmith", "phoenix", "weave")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("langfus", "langfuse"),
        ("Langsmith", "langsmith"),
        ("pheonix", "phoenix"),
        ("phoe", "phoenix"),  # the beginning of one
        ("lang", ""),  # the beginning of two
        ("we", ""),  # too short to say anything
        ("tempo", ""),
        ("", ""),
    ],
)
def test_the_nearest_word_is_like_it_or_begins_so(word: str, meant: str) -> None:
    assert nearest(word, PRESETS) == meant


def test_capitals_and_hyphens_do_not_count() -> None:
    assert nearest("stop", ("Stop", "SubagentStop")) == "Stop"
    assert nearest("tool-results", ("tool_results",)) == "tool_results"


def test_a_hint_names_the_nearest_else_what_to_do_instead() -> None:
    assert did_you_mean("wave", PRESETS, "codexctl setup") == "did you mean weave?"
    assert did_you_mean("tempo", PRESETS, "codexctl setup") == "codexctl setup"


def test_a_message_says_all_that_there_are_and_the_nearest() -> None:
    assert not_one_of("ful", ("metadata", "full")) == (
        "is not one of metadata, full; did you mean full?"
    )
    assert not_one_of("x", ("metadata", "full")) == "is not one of metadata, full"
