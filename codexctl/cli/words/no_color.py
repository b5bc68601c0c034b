"""`--no-color`, an option of every command: the same as the variable NO_COLOR."""

from __future__ import annotations

import os

import click

_FLAG = "--no-color"


def _say(_: click.Context, __: click.Parameter, said: bool) -> None:
    if said:
        os.environ["NO_COLOR"] = "1"  # also for libraries, and for programs that are started


def option() -> click.Option:
    """The option; the command does not get its value."""
    return click.Option(
        [_FLAG],
        is_flag=True,
        is_eager=True,  # before another option writes anything
        expose_value=False,
        callback=_say,
        help="No colours; the same as the variable NO_COLOR.",
    )


def with_no_color(command: click.Command) -> click.Command:
    """The same command with the option added."""
    if not any(_FLAG in param.opts for param in command.params):
        command.params.append(option())
    return command
