"""After the edit: the test, what to do next, and the same setup as a command line."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from codexctl.cli.edits.outcome import Outcome, tell_checks, tell_selftest
from codexctl.environment import given
from codexctl.locations import Locations
from codexctl.settings.model import LOCAL

if TYPE_CHECKING:
    from codexctl.edit.intent.wanted import Intent

_COMMAND = ("codexctl", "setup")


def proven(outcome: Outcome, intent: Intent, locations: Locations, *, aloud: bool) -> Outcome:
    """Ask Codex what it sees, and send a test turn through the hook; `aloud` prints progress.

    The result is what Codex and the destinations answered.
    """
    from codexctl.cli.setup.selftest import command_of
    from codexctl.deliver.worker.selftest import run_selftest
    from codexctl.health.here import codex_here
    from codexctl.health.registry import codex_checks

    if aloud:
        click.echo("Testing it …", err=True)
    found = codex_here(locations, intent.hooks_path(locations), asking=True)
    outcome = replace(outcome, checks=codex_checks(found))
    if aloud:
        tell_checks(outcome)
    selftest = run_selftest(locations, given(), command_of(intent.trigger, found))
    outcome = replace(outcome, selftest=selftest)
    if aloud:
        tell_selftest(outcome)
    return outcome


def tell_next(outcome: Outcome, said: Intent, made: Intent, *, has_proof: bool) -> None:
    """Say what to do next, in three lines, and the equivalent command line.

    `said` are the answers, `made` is the setup that was made from them. Without a test (`has_proof`
    is false), it is not known yet whether it works.
    """
    if outcome.applied or has_proof:
        click.echo("\nNext:")
        for line in next_lines(outcome, made, has_proof=has_proof):
            click.echo(f"  {line}")
    click.echo("\nThe same without questions:")
    for line in command_lines(said, _columns()):
        click.echo(f"  {line}")
    for note in _left_out(said):
        click.echo(f"note: {note}", err=True)


def next_lines(outcome: Outcome, made: Intent, *, has_proof: bool) -> tuple[str, str, str]:
    """Three lines: how to make the first trace, where to see it, and what to do if it fails."""
    from codexctl.edit.intent.wanted import Trigger, TrustChoice

    if has_proof and not outcome.ok:
        return (
            "codexctl doctor         the one cause, and what fixes it",
            "codexctl selftest       sends the test turn again",
            "codexctl uninstall      undoes everything",
        )
    first = 'codex exec "hello"      every Codex turn makes a trace'
    if made.trust is TrustChoice.ask and made.trigger in (Trigger.auto, Trigger.hook):
        first = "codex                   review codexctl's hook when it asks; then it runs"
    is_here = any(destination.kind == LOCAL for destination in made.destinations)
    names = ", ".join(d.name for d in made.destinations if d.kind != LOCAL)
    see = "codexctl trace list     shows it; codexctl view shows it in your browser"
    return (
        first,
        see if is_here else f"{'look at ' + names:<23} it is there moments later",
        "codexctl status         what works; codexctl uninstall undoes it",
    )


def command_lines(said: Intent, columns: int) -> Iterator[str]:
    """The command for the same setup, broken between its flags if it is too long."""
    from codexctl.edit.intent.spelled import spelled

    pieces = [shlex.join(_COMMAND), *map(shlex.join, spelled(said)), "--yes"]
    return _broken(pieces, columns)


def _broken(pieces: Sequence[str], columns: int) -> Iterator[str]:
    line = ""
    for piece in pieces:
        # It is indented by two columns, and a backslash follows.
        if line and len(line) + len(piece) + 5 > columns:
            yield f"{line} \\"
            line = f"  {piece}"
        else:
            line = f"{line} {piece}" if line else piece
    yield line


def _left_out(said: Intent) -> Iterator[str]:
    """What that command lacks: keys, and settings that have no flag."""
    from codexctl.edit.intent.spelled import unsaid, without_key
    from codexctl.settings.destinations.presets import presets

    for destination in without_key(said):
        preset = presets().get(destination.preset)
        names = preset.key.env if preset else ()
        if names:
            yield f"on another machine, ${names[0]} must contain the key of {destination.name}"
    for what in unsaid(said):
        yield f"{what} is only in settings.toml: there is no flag for it"


def _columns() -> int:
    return shutil.get_terminal_size().columns
