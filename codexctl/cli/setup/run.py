"""`codexctl run -- codex …`: one run of Codex that trusts our hook, without editing files."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codexctl.cli.edits.applying import applied
from codexctl.cli.edits.interruption import settled_first
from codexctl.cli.help.command import Command
from codexctl.edit.asking.administrator import check_words
from codexctl.edit.files.own_folders import check_folders
from codexctl.environment import given
from codexctl.errors import CodexctlError, UsageError
from codexctl.health.governed import check_destinations, refuse_self_trust
from codexctl.locations import Locations, locate
from codexctl.settings.managed import ONE_RUN
from codexctl.wording import safe

if TYPE_CHECKING:
    from codexctl.edit.plan import Plan


@click.command(
    # Everything after the command's first word belongs to it, including options.
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    cls=Command,
)
@click.option("--github", is_flag=True, help="Report its turns to GitHub Actions, without content.")
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED)
def command(words: Sequence[str], *, github: bool) -> int:
    """Run Codex once with codexctl's hook trusted, then deliver its turns.

    The words after `--` are the whole command. Codex's files are not edited. The exit code is that
    of Codex; a failed delivery is reported on stderr. With --github, the runner ignores workflow
    commands in Codex's output, the step's summary gets the turns of the local store, and
    annotations say what failed.
    """
    from codexctl.codex.hooks.session_flags import codex_at

    locations = locate(os.environ)
    program = shutil.which(words[0])
    if program is None:
        raise UsageError(f"{words[0]}: no such program", 'codexctl run -- codex exec "…"')
    at = codex_at(words)
    if at is None:
        raise UsageError(f"{words[0]} is not Codex", 'codexctl run -- codex exec "…"')
    refuse_self_trust(locations)
    check_words(tuple(words[at + 1 :]), locations)
    made = _prepare(locations)
    flags = _flags(locations)
    code = _recorded([program, *words[1 : at + 1], *flags, *words[at + 1 :]], locations, github)
    for folder in reversed(made):
        with suppress(OSError):  # the folder is no longer empty
            folder.rmdir()
    return code


def _recorded(arguments: list[str], locations: Locations, github: bool) -> int:
    """Run Codex, then deliver its turns; returns the exit code of Codex."""
    from codexctl.cli.github.step import others_speak, without_files
    from codexctl.deliver.one_run import one_run

    began_ns = time.time_ns()
    with one_run(locations) as known_by:
        environ = given() | known_by
        with others_speak() if github else nullcontext():
            code = _run(arguments, without_files(environ) if github else environ)
        try:
            deliver_now(locations, environ)
            if github:
                _tell_github(began_ns)
        except (CodexctlError, OSError) as error:
            # Codex has ended, so its exit code is the result, even if codexctl fails.
            click.echo(f"codexctl: {safe(str(error))}", err=True)
    return code


def _prepare(locations: Locations) -> tuple[Path, ...]:
    """Create what is missing: the script, and a home for a Codex that never ran here.

    Returns the folders that were created. Without a setup, the environment decides where turns go,
    and that is not saved.
    """
    from codexctl.deliver.cursors.catchup import mark_existing_seen
    from codexctl.edit.files.stage import make_folders
    from codexctl.edit.plans.leftovers import make_room
    from codexctl.settings.load import load
    from codexctl.settings.managed import with_default

    check_folders(locations)
    settled_first(locations, dry_run=False)
    plan, chosen = _plan(locations), load(locations.settings_toml)
    guessed = with_default(chosen, given() | {ONE_RUN: "1"}).destinations
    if not chosen.destinations:
        # The environment decides where turns go; a policy may forbid that.
        check_destinations(guessed, chosen, locations)
    make_room(locations)
    made = make_folders(locations.codex_home)
    if plan.is_empty and chosen.destinations:
        return made
    if not plan.is_empty:
        for note in applied(lambda: _plan(locations), locations, asking=False)[1]:
            click.echo(f"note: {note}", err=True)
    mark_existing_seen(locations, [destination.name for destination in guessed], time.time_ns())
    return made


def _tell_github(began_ns: int) -> None:
    from codexctl.cli.trace.step_summary import tell_of_traces, traces_since

    tell_of_traces(traces_since(began_ns))


def _plan(locations: Locations) -> Plan:
    from codexctl.edit.parts.codex_files import read_contents
    from codexctl.edit.plans.sync import plan_run

    return plan_run(read_contents(locations, (locations.hooks_json,)), locations, sys.executable)


def _flags(locations: Locations) -> list[str]:
    from codexctl.codex.hooks.session_flags import session_flags
    from codexctl.codex.report.hook_files import read_hooks

    return session_flags(read_hooks(locations.hooks_json), locations.hook_script)


def _run(arguments: list[str], environ: Mapping[str, str]) -> int:
    """Run Codex on our terminal, and pass signals on to it; returns its exit code."""
    started: list[subprocess.Popen[bytes]] = []
    early: list[int] = []

    def pass_on(number: int, _: object) -> None:
        for codex in started:
            codex.send_signal(number)
        if not started:
            early.append(number)

    # On Ctrl-C, or when the terminal closes, Codex decides what to do; we wait for it. This is
    # arranged before it starts: a signal in between would end us, and leave Codex alone.
    signal.signal(signal.SIGINT, lambda *_: None)
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, pass_on)
    signal.signal(signal.SIGTERM, pass_on)
    with subprocess.Popen(arguments, env=dict(environ)) as codex:
        started.append(codex)
        for number in early:
            codex.send_signal(number)
        code = codex.wait()
    return code if code >= 0 else 128 - code


def deliver_now(locations: Locations, environ: Mapping[str, str]) -> None:
    """Deliver before this process ends: in a container or CI job, no worker outlives it."""
    from codexctl.deliver.worker.entry import deliver_beside, run

    # Another worker may wait for a turn that is not ours.
    if not run(locations, environ):
        deliver_beside(locations, environ)
    for problem in _problems(locations, environ):
        click.echo(f"codexctl: {problem}", err=True)


def _problems(locations: Locations, environ: Mapping[str, str]) -> list[str]:
    from codexctl.checks import State
    from codexctl.deliver.cursors.places import is_for
    from codexctl.health.delivered import read_delivery
    from codexctl.health.delivery.reachable import judged
    from codexctl.policy.limits.in_force import settings_in_force

    settings = settings_in_force(locations, environ)
    there = read_delivery(locations, settings)
    places = [
        is_for(destination, Path.cwd(), locations.codex_home)
        for destination in settings.destinations
    ]
    if places and not any(places):
        return [f"no destination gets the turns in {Path.cwd()}: codexctl setup"]
    known = [one for one in settings.destinations if one.name in there.standings]
    checks = (judged(one, there) for one in known)
    return [check.summary for check in checks if check.state is State.problem]
