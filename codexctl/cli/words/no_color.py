"""`--no-color`, which every command takes: it says what the variable NO_COLOR says."""

from __future__ import annotations

import os

import click

_FLAG = "--no-color"


def _say(_: click.Context, __: click.Parameter, said: bool) -> None:
    if said:
        os.environ["NO_COLOR"] = "1"  # for the libraries too, and for what we start


def option() -> click.Option:
    """The option; it leaves nothing for the command to be handed."""
    return click.Option(
        [_FLAG],
        is_flag=True,
        is_eager=True,  # before another option writes anything
        expose_value=False,
        callback=_say,
        help="No colours; NO_COLOR does the same.",
    )


def with_no_color(command: click.Command) -> click.Command:
    """The same command, which takes the option from now on."""
    if not any(_FLAG in param.opts for param in command.params):
        command.params.append(option())
    return command
