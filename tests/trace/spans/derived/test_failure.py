"""Why a span failed: told from what capture left of it, and never more."""

from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.settings.capture import CaptureMode
from codexctl.trace.capture.allowed import ERRORS
from codexctl.trace.spans.derived.failure import failure_of
from tests.trace.recorded import FOLDERS, NAMES, RECORDINGS, traces


@pytest.mark.parametrize(
    ("kind", "attributes", "message"),
    [
        ("exit_code", {"process.exit.code": 7}, "exit code 7"),
        ("exit_code", {}, "a non-zero exit code"),
        ("exit_code", {"process.exit.code": 1, "codex.tool.stderr": "no such file"}, "exit code 1"),
        ("tool_error", {}, "the tool reported an error"),
        (
            "tool_error",
            {"gen_ai.tool.call.result": "\n  no such issue \nmore"},
            "the tool reported an error: no such issue",
        ),
        (
            "tool_error",
            {"gen_ai.tool.call.result": '[{"type":"text","text":"not a picture"}]'},
            "the tool reported an error: not a picture",
        ),
        (
            "usage_limit_exceeded",
            {"codex.error.message": "Try again at 5 PM."},
            "usage limit exceeded: Try again at 5 PM.",
        ),
        ("interrupted", {}, "interrupted before it ended"),
        ("_OTHER", {}, "failed"),
    ],
)
def test_the_message_says_the_kind_and_what_was_said(
    kind: str, attributes: dict[str, object], message: str
) -> None:
    failure = failure_of(kind, 5, attributes)
    assert failure is not None
    assert (failure.message, failure.at) == (message, 5)
    assert failure.attributes == {"exception.type": kind, "exception.message": message}


def test_what_did_not_fail_has_no_event() -> None:
    assert failure_of("", 5, {"codex.error.message": "late"}) is None


def test_of_a_long_answer_one_line_is_told() -> None:
    failure = failure_of("_OTHER", 5, {"gen_ai.tool.call.result": "x" * 9_000 + "\nsecond"})
    assert failure is not None
    assert len(failure.message) < 400
    assert "second" not in failure.message


@pytest.mark.parametrize("folder", FOLDERS[::6], ids=NAMES[::6])
def test_in_metadata_a_message_is_made_of_our_words_and_numbers_alone(folder: Path) -> None:
    allowed = {kind.replace("_", " ") for kind in ERRORS} | {
        *("interrupted before it ended", "no end is recorded", "the tool reported an error"),
        *("timed out", "failed", "a non-zero exit code"),
    }
    for trace in traces(folder, CaptureMode.metadata):
        for span in trace.spans:
            failure = span.failure
            if failure:
                message = failure.message.rstrip("0123456789")
                assert message in allowed or message == "exit code "


def test_a_recorded_failure_says_its_exit_code() -> None:
    (trace,) = traces(RECORDINGS / "0.169.0" / "shell-failed", CaptureMode.metadata)
    failed = [span for span in trace.spans if span.error_type]
    assert failed
    for span in failed:
        assert span.failure is not None
        assert span.failure.message == f"exit code {span.attributes['process.exit.code']}"
