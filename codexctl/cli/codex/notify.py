"""`codexctl notify`: the one program that Codex calls after a turn."""

from __future__ import annotations

import os
import shlex

import click

from codexctl.cli.edits.editing import Wishes, carry_out, editing, json_option
from codexctl.cli.groups import Group
from codexctl.cli.render import print_json
from codexctl.cli.words.empty import VALUES
from codexctl.errors import CodexctlError, UsageError
from codexctl.locations import locate

SCHEMA = "codexctl.notify/1"


@click.group(cls=Group)
def command() -> None:
    """Show and change the program that Codex calls after a turn."""


@command.command()
@json_option
def show(*, as_json: bool) -> int:
    """Print the program with its arguments, quoted for a shell; secrets among them are hidden."""
    from codexctl.codex.notify.entry import notify_program
    from codexctl.codex.notify.within import Naming, naming
    from codexctl.edit.files.read_config import read_config
    from codexctl.edit.parts.own_notify import calls_ours
    from codexctl.edit.shown import shown_words
    from codexctl.wording import safe

    locations = locate(os.environ)
    path = locations.config_toml
    program = notify_program(read_config(path))
    ours = calls_ours(program, locations)
    if as_json:
        argv = shown_words(program) if program is not None else None
        print_json({"schema": SCHEMA, "file": str(path), "program": argv, "codexctl": ours})
        return 0
    if program is None:
        raise CodexctlError(f"{path} has no notify program", "codexctl notify set PROGRAM …")
    click.echo(safe(shlex.join(shown_words(program))))
    if ours and naming(program, locations.notify_script) is Naming.first:
        click.echo("codexctl's script is called first and then calls this program", err=True)
    elif ours:
        click.echo(f"codexctl's script is called if {safe(program[0])} calls it", err=True)
    return 0


@command.command("set", context_settings={"ignore_unknown_options": True})
@click.argument("program", nargs=-1, required=True, type=VALUES)
@editing
def set_(program: tuple[str, ...], *, wishes: Wishes) -> int:
    """Set the PROGRAM and its arguments; Codex appends one more argument, a JSON text.

    Write -- before it where an argument looks like an option of codexctl. If codexctl was set up
    with notify, Codex still calls its script, which then calls PROGRAM.
    """
    from codexctl.edit.plans.config_edit import notifying, plan_config

    locations = locate(os.environ)
    if program[0].startswith("-"):  # no program has such a name: this is a misspelt option
        raise UsageError(f"{program[0]} is not a program", "codexctl notify set --help")
    change, title = notifying(program, locations)
    return carry_out(
        lambda: plan_config(locations.config_toml, change, locations, title), locations, wishes
    )


@command.command()
@editing
def unset(*, wishes: Wishes) -> int:
    """Stop Codex from calling your program; codexctl's own script stays until uninstall."""
    from codexctl.edit.plans.config_edit import not_notifying, plan_config

    locations = locate(os.environ)
    change, title = not_notifying(locations)
    return carry_out(
        lambda: plan_config(locations.config_toml, change, locations, title), locations, wishes
    )
