"""Options that several trace commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from codexctl.cli import known_values
from codexctl.cli.words.choices import Choice
from codexctl.environment import given
from codexctl.trace.turns.turn import COMPLETED, FAILED, INCOMPLETE, INTERRUPTED

if TYPE_CHECKING:
    from codexctl.view.terminal.screen import Look

Command = TypeVar("Command", bound=Callable[..., Any])
STATUSES = (COMPLETED, FAILED, INTERRUPTED, INCOMPLETE)
_TIME = "2026-01-31, 2026-01-31T09:00, or a time ago: 30m, 24h, 7d, 4w."


def look_options(command: Command) -> Command:
    """Add `--ascii`; the command gets it as `ascii_only`."""
    return click.option("--ascii", "ascii_only", is_flag=True, help="Print only ASCII characters.")(
        command
    )


full_option = click.option("--full", is_flag=True, help="Show the whole of long texts.")


def look_of(ascii_only: bool, full: bool = False) -> Look:
    """How to print on stdout, from the options above."""
    from codexctl.view.terminal.screen import look_for

    return look_for(sys.stdout, given(), ascii_only=ascii_only, full=full)


def filter_options(command: Command) -> Command:
    """Add the filters for turns; the command gets them under the names that `filter_of` takes."""
    for option in (
        click.option("--team", default="", metavar="NAME", help="Turns of one team."),
        click.option("--user", default="", metavar="NAME", help="Turns of one person."),
        click.option("--agent-id", default="", metavar="ID", help="Turns of one agent."),
        click.option("--environment", default="", metavar="NAME", help="Turns in one environment."),
        click.option("--workspace", default="", metavar="NAME", help="Turns in one workspace."),
        click.option(
            "--origin",
            default="",
            metavar="WHAT",
            help="Turns from one program, for example codex_exec.",
        ),
        click.option("--tier", default="", metavar="TIER", help="Turns of one service tier."),
        click.option("--tool", default="", metavar="TOOL", help="Turns that called a tool."),
        click.option("--cwd", default="", metavar="FOLDER", help="Turns in a folder or below it."),
        click.option("--status", type=Choice(STATUSES), help="Turns with this status."),
        click.option("--model", default="", metavar="MODEL", help="Turns of one model."),
        click.option(
            "--session",
            default="",
            metavar="ID",
            shell_complete=known_values.sessions,
            help="One session, by its id or the beginning of it.",
        ),
        click.option(
            "--trace",
            default="",
            metavar="ID",
            shell_complete=known_values.trace_ids,
            help="One turn with its subagents: `last`, a trace's id, or how it begins.",
        ),
        click.option(
            "--until", default="", metavar="TIME", help="Turns that began before this time."
        ),
        click.option("--since", default="", metavar="TIME", help=f"Turns since this time: {_TIME}"),
    ):
        command = option(command)
    return command
