"""`codexctl trace watch`: follows sessions in the foreground, or as a user service."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from codexctl.cli.edits.asking import confirm
from codexctl.cli.help.command import Command
from codexctl.cli.render import tell
from codexctl.cli.trace.options import look_of, look_options
from codexctl.cli.words.choices import Choice
from codexctl.cli.words.numbers import interval_option
from codexctl.environment import given
from codexctl.errors import UsageError
from codexctl.locations import Locations, locate

if TYPE_CHECKING:
    from codexctl.trace.spans.span import TurnTrace
    from codexctl.view.terminal.screen import Look


@click.command(cls=Command)
@interval_option
@click.option(
    "--service",
    type=Choice(("install", "remove", "print")),
    help="Manage a user service (systemd or launchd) instead.",
)
@click.option("--dry-run", is_flag=True, help="With --service: only show the diff.")
@click.option("--yes", is_flag=True, help="With --service: apply without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print each turn as a line of JSON.")
@look_options
def watch(
    interval: float,
    service: str | None,
    *,
    dry_run: bool,
    yes: bool,
    as_json: bool,
    ascii_only: bool,
) -> None:
    """Deliver turns as they end, even without a hook, and print a line for each.

    Ctrl-C stops it.
    """
    locations = locate(os.environ)
    if service:
        _service(locations, service, dry_run=dry_run, yes=yes)
    else:
        _follow(locations, interval, look=None if as_json else look_of(ascii_only))


def _follow(locations: Locations, interval: float, *, look: Look | None) -> None:
    """Print a line for each turn that ends; without a `look`, as JSON."""
    from codexctl.deliver.clock import Clock
    from codexctl.deliver.worker.ended import Ended
    from codexctl.deliver.worker.watch import watch as follow

    clock = Clock()
    ended = Ended(locations, os.environ, clock.now_ns())
    tell("Following Codex's sessions; Ctrl-C stops it.", err=True)
    problems: dict[str, str] = {}
    for reports in follow(locations, given(), clock, interval):
        if traces := list(ended.look(clock.now_ns())):
            for line in _lines(locations, traces, look):
                click.echo(line)
            sys.stdout.flush()
        for name, report in reports.items():
            if report.problem and report.problem != problems.get(name):
                tell(f"codexctl: {name}: {report.problem}", err=True)
            problems[name] = report.problem


def _lines(locations: Locations, traces: Sequence[TurnTrace], look: Look | None) -> Iterator[str]:
    """The turns as `trace list` prints them, oldest first."""
    import orjson

    from codexctl.deliver.store.local_store import LocalStore
    from codexctl.deliver.store.query import EVERYTHING
    from codexctl.deliver.store.shown import capture_for_views
    from codexctl.settings.load import load_prices
    from codexctl.view.listing import line
    from codexctl.view.prices import Prices
    from codexctl.view.queries.turn_page import all_pages

    # Loading prices takes a moment, and the table does not show them.
    prices = None if look else Prices(load_prices(locations.settings_toml))
    # Turns need not be stored on this machine to be followed, so they are listed from memory.
    store = LocalStore.in_memory()
    try:
        store.send(traces)
        capture = capture_for_views(locations, os.environ)
        turns = [turn.row() for turn in all_pages(store, capture, EVERYTHING, prices=prices)]
    finally:
        store.close()
    for turn in reversed(turns):
        yield line(turn, look) if look else orjson.dumps(turn).decode()


def _service(locations: Locations, what: str, *, dry_run: bool, yes: bool) -> None:
    from codexctl.cli.edits.interruption import settled_first
    from codexctl.cli.render import can_ask, diff_lines
    from codexctl.edit.plan import diff
    from codexctl.edit.plans.service import plan_service, rendered

    if what == "print":
        click.echo(rendered(sys.executable, locations), nl=False)
        return
    settled_first(locations, dry_run=dry_run)
    plan = plan_service(locations, sys.executable, install=what == "install")
    if plan.is_empty:
        click.echo("Nothing to change.")
        return
    for line in diff_lines(diff(plan)):
        click.echo(line)
    if dry_run:
        return
    if not yes:
        if not can_ask(no_input=False):
            raise UsageError(
                "no terminal to confirm on", f"codexctl trace watch --service {what} --yes"
            )
        confirm("Apply this?", abort=True)
    _apply(locations, what)


def _apply(locations: Locations, what: str) -> None:
    from codexctl.cli.edits.applying import applied
    from codexctl.edit.plans.service import next_step, plan_service

    install = what == "install"
    done = applied(
        lambda: plan_service(locations, sys.executable, install=install), locations, asking=False
    )
    for note in done[1]:
        tell(f"note: {note}", err=True)
    tell(f"Now: {next_step(locations, install=install)}")
