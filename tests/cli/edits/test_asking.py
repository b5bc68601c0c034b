"""A yes or a no at a terminal: what counts as which, and what is said to anything else."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from codexctl.cli.edits.asking import confirm

KEYS = "Press y for yes or n for no"


def asked(typed: str, *, default: bool = False, abort: bool = False) -> tuple[str, int]:
    @click.command()
    def command() -> None:
        click.echo(f"agreed: {confirm('Apply this?', default=default, abort=abort)}")

    done = CliRunner().invoke(command, input=typed)
    return done.output, done.exit_code


@pytest.mark.parametrize(
    ("typed", "default", "agreed"),
    [
        ("y\n", False, True), ("YES\n", False, True), ("n\n", True, False), ("No\n", True, False),
        ("\n", True, True), ("\n", False, False), (" y \n", False, True),
    ],
)  # fmt: skip
def test_y_and_n_answer_and_enter_is_the_default(
    typed: str, *, default: bool, agreed: bool
) -> None:
    said, code = asked(typed, default=default)
    assert f"agreed: {agreed}" in said
    assert KEYS not in said
    assert code == 0


def test_another_key_is_told_which_there_are_and_asked_again() -> None:
    said, _ = asked("x\nj\ny\n")
    assert said.count(KEYS) == 2
    assert "Enter for no" in said
    assert "Ctrl-C quits" in said
    assert "invalid input" not in said
    assert "agreed: True" in said


def test_the_end_of_input_and_a_no_can_both_abort() -> None:
    assert asked("")[1] == 1
    assert "agreed" not in asked("n\n", abort=True)[0]


def test_the_question_says_what_enter_is() -> None:
    assert "Apply this? [y/N]: " in asked("n\n")[0]
    assert "Apply this? [Y/n]: " in asked("n\n", default=True)[0]
