"""An argument that is an empty text, as an unset variable leaves it, is wrong usage."""

from __future__ import annotations

import re

import click
import pytest

from codexctl.cli import boundary
from codexctl.cli.help.command import Command
from codexctl.cli.words.choices import Choice
from codexctl.cli.words.empty import VALUES
from codexctl.errors import EXIT_USAGE
from tests.cli.conftest import Shell
from tests.cli.words.tree import commands

ARGUMENTS = [
    pytest.param(ctx, at, id=f"{ctx.command_path} {param.name}")
    for ctx in commands()
    for at, param in enumerate(
        param for param in ctx.command.params if isinstance(param, click.Argument)
    )
    if param.type is not click.UNPROCESSED
]


def test_every_command_is_of_the_class_that_refuses_them() -> None:
    for ctx in commands():
        assert isinstance(ctx.command, Command | click.Group), ctx.command_path
    assert len(ARGUMENTS) > 40


@pytest.mark.parametrize(("ctx", "at"), ARGUMENTS)
def test_every_empty_argument_is_refused_by_name(
    ctx: click.Context, at: int, capfd: pytest.CaptureFixture[str]
) -> None:
    """The arguments before it are any word that fits."""
    arguments = [param for param in ctx.command.params if isinstance(param, click.Argument)]
    before = [
        param.type.choices[0] if isinstance(param.type, Choice) else "x" for param in arguments[:at]
    ]
    after = ["x" for param in arguments[at + 1 :] if param.required]
    assert boundary.run([*ctx.command_path.split()[1:], *before, "", *after]) == EXIT_USAGE
    message, hint = capfd.readouterr().err.splitlines()
    assert re.fullmatch(r"codexctl: [A-Z_]+ is empty", message), message
    assert hint == f"hint: {ctx.command_path} --help"


@pytest.mark.parametrize(
    "words",
    [
        ("trace", "convert", "some", ""),
        ("hooks", "add", "Stop", "--", ""),
        ("undo", "--yes", "--", ""),
    ],
)
def test_its_place_and_options_before_it_do_not_matter(words: tuple[str, ...]) -> None:
    assert boundary.run(words) == EXIT_USAGE


def test_help_is_given_all_the_same(capfd: pytest.CaptureFixture[str]) -> None:
    assert boundary.run(("undo", "", "--help")) == 0
    assert "Usage" in capfd.readouterr().out


def test_a_value_and_a_word_of_a_program_may_be_empty(shell: Shell) -> None:
    assert shell.run("config", "set", "model", "", "--yes").code == 0
    assert shell.run("config", "get", "model").out == "\n"
    assert shell.run("notify", "set", "--yes", "--", "true", "").code == 0


def test_the_words_of_a_key_and_of_programs_alone_may() -> None:
    takers = {
        ctx.command_path
        for ctx in commands()
        for param in ctx.command.params
        if param.type is VALUES
    }
    assert takers == {
        "codexctl config set",
        "codexctl hooks add",
        "codexctl mcp add",
        "codexctl notify set",
    }
