"""What is said at the end of the wizard."""

from __future__ import annotations

import shlex
import subprocess

import pytest

from codexctl.checks import Check, State
from codexctl.cli.edits.outcome import Outcome
from codexctl.cli.setup.afterwards import command_lines, next_lines, tell_next
from codexctl.edit.intent.wanted import Intent, Trigger, TrustChoice
from codexctl.settings.capture import CaptureMode
from codexctl.settings.model import Destination

FINE = Outcome("setup", "", (), applied=True)
FAR = Destination("langfuse", "otlp", preset="langfuse", parameters=(("public_key", "pk-lf-1"),))
MUCH = Intent((Destination("local", "local"), FAR), CaptureMode.metadata, trust=TrustChoice.ask)


def test_what_to_do_next_is_three_lines_that_fit() -> None:
    for intent in (Intent(), MUCH, Intent((FAR,), trigger=Trigger.notify)):
        lines = next_lines(FINE, intent, has_proof=True)
        assert len(lines) == 3
        assert all(len(line) <= 76 for line in lines)


def test_whoever_reviews_the_hook_is_told_to_do_that_first() -> None:
    assert next_lines(FINE, MUCH, has_proof=True)[0].startswith("codex ")
    assert "review codexctl's hook" in next_lines(FINE, MUCH, has_proof=True)[0]


def test_without_a_local_store_a_trace_is_looked_at_where_it_goes() -> None:
    assert next_lines(FINE, Intent((FAR,)), has_proof=True)[1].startswith("look at langfuse")


def test_where_the_proof_failed_the_next_thing_is_doctor() -> None:
    wrong = Outcome("setup", "", (), True, checks=(Check("hooks.runs", State.problem, "no", ""),))
    assert next_lines(wrong, Intent(), has_proof=True)[0].startswith("codexctl doctor")


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_a_long_command_is_broken_between_flags_and_is_still_one_command(columns: int) -> None:
    lines = list(command_lines(MUCH, columns))
    script = "printf '%s\\n' " + "\n".join(lines)
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    words = done.stdout.split()
    assert words[:2] == ["codexctl", "setup"]
    assert words[-1] == "--yes"
    assert words == [word for line in command_lines(MUCH, 999) for word in shlex.split(line)]
    assert "langfuse:public_key=pk-lf-1" in words


def test_a_key_is_no_part_of_it_and_its_variable_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell_next(FINE, MUCH, MUCH, has_proof=True)
    said = capsys.readouterr()
    assert "$LANGFUSE_SECRET_KEY must contain the key of langfuse" in said.err
    assert "Next:" in said.out


def test_where_nothing_was_written_there_is_no_next_step(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell_next(Outcome("setup", "", ()), Intent(), Intent(), has_proof=False)
    assert "Next:" not in capsys.readouterr().out
