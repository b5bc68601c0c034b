"""`codexctl update`: says how to upgrade this installation, and does it on request."""

from __future__ import annotations

import shlex
import subprocess

import click

from codexctl import __version__
from codexctl.cli.edits.outcome import agree
from codexctl.cli.help.command import Command
from codexctl.cli.render import can_ask, print_json, tell
from codexctl.environment import given
from codexctl.errors import CodexctlError
from codexctl.isolation import ourselves
from codexctl.settings.installation.here import this_installation

SCHEMA = "codexctl.update/1"


@click.command(cls=Command)
@click.option("--dry-run", is_flag=True, help="Only show the command.")
@click.option("--yes", is_flag=True, help="Upgrade without asking.")
@click.option("--no-input", is_flag=True, help="Never ask anything.")
@click.option("--json", "as_json", is_flag=True, help="Print how to upgrade as JSON.")
def command(*, dry_run: bool, yes: bool, no_input: bool, as_json: bool) -> int:
    """Upgrade codexctl the way it was installed.

    It also updates the scripts that Codex calls. It looks up nothing before you confirm.
    """
    found = this_installation()
    if as_json:
        print_json({"schema": SCHEMA, "version": __version__, "installed": found.how,
                    "command": list(found.upgrade), "advice": found.advice})  # fmt: skip
        return 0
    tell(f"codexctl {__version__}, installed {found.how}")
    if found.upgrade:
        click.echo(shlex.join(found.upgrade))
    elif dry_run:
        tell(f"To upgrade it: {found.advice}")
    if dry_run:
        return 0
    if not found.upgrade:
        raise CodexctlError("codexctl cannot upgrade this installation", found.advice)
    agree("Run this?", yes=yes, asking=can_ask(no_input=no_input))
    _upgrade(found.upgrade)
    # In a new process, which runs the new code.
    return subprocess.run([*ourselves(), "sync"], env=given(), check=False).returncode


def _upgrade(command: tuple[str, ...]) -> None:
    """Run the command. Raises CodexctlError if it does not exist or fails."""
    try:
        done = subprocess.run(command, env=given(), check=False)
    except FileNotFoundError:
        hint = f"put {command[0]} on your PATH, then: {shlex.join(command)}"
        raise CodexctlError(f"{command[0]}: no such program", hint) from None
    if done.returncode:
        raise CodexctlError(f"{command[0]} failed with {done.returncode}", "see above")
