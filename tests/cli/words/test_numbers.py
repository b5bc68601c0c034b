"""Options that take a number: what is none, and what is out of bounds, is wrong usage."""

from __future__ import annotations

import inspect

import click
import pytest

from codexctl.cli import boundary
from codexctl.cli.words.numbers import Number
from codexctl.errors import EXIT_USAGE, UsageError
from tests.cli.words.tree import commands

_FOUND = [
    (ctx, param)
    for ctx in commands()
    for param in ctx.command.params
    if isinstance(param.type, Number)
]
NUMERIC = [
    pytest.param(ctx, param, id=f"{ctx.command_path} {param.opts[0]}") for ctx, param in _FOUND
]
ODD = ("nan", "inf", "-inf", "-1", "1e400", str(10**30), str(2**63), "٣", "1_0", "")


def test_every_option_that_a_command_takes_as_a_number_is_one_of_ours() -> None:
    """By what the command's own function says that it takes, whatever the option's type."""
    numbers = {(ctx.command_path, param.name) for ctx, param in _FOUND}
    for ctx in commands():
        for param in ctx.command.params:
            assert not isinstance(param.type, click.types.IntParamType | click.types.FloatParamType)
        function = inspect.unwrap(ctx.command.callback) if ctx.command.callback else None
        for name, told in inspect.signature(function).parameters.items() if function else ():
            if str(told.annotation).partition(" ")[0] in ("int", "float"):
                assert (ctx.command_path, name) in numbers
    assert len(numbers) >= 14


@pytest.mark.parametrize(("ctx", "param"), NUMERIC)
@pytest.mark.parametrize("word", ODD)
def test_an_odd_number_is_refused_with_the_bounds(
    ctx: click.Context, param: click.Parameter, word: str
) -> None:
    with pytest.raises(UsageError, match=r"^--\S+ \S+: must be a (whole )?number from") as raised:
        param.type.convert(word, param, ctx)
    assert raised.value.exit_code == EXIT_USAGE
    assert raised.value.hint == f"{ctx.command_path} --help"


@pytest.mark.parametrize(("ctx", "param"), NUMERIC)
def test_the_bounds_themselves_are_taken_and_nothing_beyond(
    ctx: click.Context, param: click.Parameter
) -> None:
    kind = param.type
    assert isinstance(kind, Number)
    assert kind.convert(str(kind.low), param, ctx) == kind.low
    assert kind.convert(str(kind.high), param, ctx) == kind.high
    for beyond in (str(kind.high + 1), str(kind.low - 1)):
        with pytest.raises(UsageError):
            kind.convert(beyond, param, ctx)


@pytest.mark.parametrize("word", ["1.5", "0x1"])
def test_a_whole_number_has_no_fraction(word: str) -> None:
    with pytest.raises(UsageError, match="must be a whole number from 1 to 9"):
        Number(1, 9).convert(word, None, None)


def test_a_command_says_it_in_two_lines(capfd: pytest.CaptureFixture[str]) -> None:
    assert boundary.run(("trace", "list", "--limit", str(2**63))) == EXIT_USAGE
    assert capfd.readouterr().err == (
        f"codexctl: --limit {2**63}: must be a whole number from 1 to 1000000000\n"
        "hint: codexctl trace list --help\n"
    )
