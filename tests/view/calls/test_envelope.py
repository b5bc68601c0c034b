"""The lines that Codex puts around an output."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codexctl.view.calls.envelope import opened


def test_a_finished_command_gives_its_exit_code_and_wall_time() -> None:
    envelope = opened(
        "Chunk ID: 1f2e3d\nWall time: 1.2500 seconds\nProcess exited with code 7\n"
        "Original token count: 3\nOutput:\nbad\nworse\n"
    )
    assert (envelope.body, envelope.exit_code, envelope.wall_time_s) == ("bad\nworse\n", 7, 1.25)


def test_a_command_that_goes_on_gives_its_session() -> None:
    envelope = opened("Wall time: 0.3 seconds\nProcess running with session ID 4537\nOutput:\n")
    assert (envelope.body, envelope.session, envelope.exit_code) == ("", "4537", None)


def test_the_command_that_0_117_repeats_may_have_many_lines() -> None:
    envelope = opened(
        "Command: /bin/bash -lc 'cat <<EOF\nExit code: 9\nEOF'\nChunk ID: a\n"
        "Wall time: 0 seconds\nProcess exited with code 0\nOutput:\nExit code: 9\n"
    )
    assert (envelope.body, envelope.exit_code) == ("Exit code: 9\n", 0)


def test_an_output_that_only_looks_like_an_envelope_is_left_alone() -> None:
    for text in (
        "Exit code: 3",
        "Wall time: 1 seconds\nnothing",
        "Output:",
        "",
        "hello\nOutput:\n",
    ):
        assert opened(text).body == ("" if text == "Output:" else text)


def test_what_a_command_prints_is_never_taken_for_the_envelope() -> None:
    envelope = opened("Exit code: 0\nWall time: 0 seconds\nOutput:\nProcess exited with code 5\n")
    assert (envelope.body, envelope.exit_code) == ("Process exited with code 5\n", 0)


def test_the_json_form_of_old_versions_is_opened() -> None:
    envelope = opened('{"output":"done","metadata":{"exit_code":2,"duration_seconds":0.5}}')
    assert (envelope.body, envelope.exit_code, envelope.wall_time_s) == ("done", 2, 0.5)


def test_json_that_is_no_envelope_is_the_body() -> None:
    for text in ('{"output":5}', '{"output":', '{"output":"x","metadata":[]}'):
        assert opened(text).exit_code is None


def test_an_aborted_call_keeps_its_reason() -> None:
    assert opened("Wall time: 0.2 seconds\naborted by user").body == "aborted by user"


@given(st.text())
def test_whatever_an_output_holds_it_is_opened(text: str) -> None:
    assert text.endswith(opened(text).body) or text.startswith('{"output":')
