"""`codexctl trace export` and `trace retry`: delivers pending turns on request."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING

import click

from codexctl.cli.help.command import Command
from codexctl.cli.render import json_text, tell
from codexctl.cli.words.numbers import Number
from codexctl.environment import given
from codexctl.errors import EXIT_PROBLEM, CodexctlError
from codexctl.locations import Locations, locate
from codexctl.wording import counted

if TYPE_CHECKING:
    from codexctl.deliver.backfill.export import Exported
    from codexctl.deliver.cursors.scope import Scope

SCHEMA = "codexctl.export/1"
# Enough to see what kind of files they are; more lines would hide the result.
_NAMED = 10
Watch = Callable[[str, int, int], None]


@click.command(cls=Command)
@click.option("--all", "everything", is_flag=True, help="Also sessions from before setup.")
@click.option("--session", default="", metavar="ID", help="Also all turns of this session.")
@click.option(
    "--since", default="", metavar="TIME", help="Also turns from before setup, from this time on."
)
@click.option(
    "--processes", type=Number(1, 1024), metavar="N", help="How many processes to use at most."
)
@click.option(
    "--quiet-seconds",
    default="",
    metavar="N",
    help="How long an unfinished turn must be quiet before it is sent. Default here: 0.",
)
@click.option("--debug", is_flag=True, help="Print each step to stderr and the log.")
@click.option("--dry-run", is_flag=True, help="Only count the turns.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def export(
    *,
    everything: bool,
    session: str,
    since: str,
    processes: int | None,
    quiet_seconds: str,
    debug: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Deliver what is pending to every destination now.

    You can interrupt it at any time; it continues there when you run it again.
    """
    from codexctl.deliver.cursors.scope import Scope
    from codexctl.view.queries.filters import instant_of

    scope = Scope(
        seen_too=everything or bool(session or since),
        since_ns=instant_of(since) if since else 0,
        session=session,
        asked_for=True,
        quiet_s=_seconds(quiet_seconds) if quiet_seconds else 0.0,
    )
    locations = locate(os.environ)
    return _run(locations, scope, processes, dry_run=dry_run, as_json=as_json, debug=debug)


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def retry(*, as_json: bool) -> int:
    """Send refused turns again, and retry paused destinations."""
    from codexctl.deliver.backfill.export import bring_back_refused
    from codexctl.deliver.cursors.scope import Scope
    from codexctl.policy.limits.in_force import settings_in_force

    locations = locate(os.environ)
    held = settings_in_force(locations, given())
    names = [destination.name for destination in held.destinations]
    for name, count in bring_back_refused(locations, names).items():
        if count:
            tell(f"codexctl: {name}: retrying {counted(count, 'refused turn')}", err=True)
    return _run(locations, Scope(asked_for=True), None, dry_run=False, as_json=as_json)


def _run(
    locations: Locations,
    scope: Scope,
    processes: int | None,
    *,
    dry_run: bool,
    as_json: bool,
    debug: bool = False,
) -> int:
    from codexctl.deliver.backfill.export import Export
    from codexctl.deliver.backfill.process_pool import cores
    from codexctl.deliver.diary import LOUD, VARIABLES

    environ = {**given(), **({VARIABLES[0]: LOUD} if debug else {})}
    with _progress(quiet=as_json) as watch, _room_named(locations):
        export = Export(locations, environ, scope, watch, processes or cores(), _tell)
        done = export.run(dry_run=dry_run)
    if as_json:
        reports = [asdict(one) for one in done]
        click.echo(json_text({"schema": SCHEMA, "destinations": reports}))
    else:
        for one in done:
            tell(_line(one, dry_run=dry_run))
        unread = {path for one in done for path in one.unreadable}
        _tell_reasons({p: why for one in done for p, why in one.reasons.items() if p not in unread})
        _tell_unreadable(sorted(unread))
    return EXIT_PROBLEM if any(one.problem or one.unreadable for one in done) else 0


@contextmanager
def _room_named(locations: Locations) -> Iterator[None]:
    """Where nothing can be written, say why, instead of what SQLite makes of it."""
    from codexctl.deliver.worker.disk_space import Reason, no_room

    try:
        yield
    except (CodexctlError, OSError):
        found = no_room(locations)
        # The error itself knows whose a folder is that this person cannot write to.
        if found and found.reason is not Reason.not_writable:
            what = f"what is delivered cannot be recorded: {found.summary}"
            raise CodexctlError(what, found.remedy) from None
        raise


def _seconds(word: str) -> float:
    from codexctl.edit.intent.setting_words import value_from
    from codexctl.settings.fields import FIELDS

    return float(value_from(FIELDS["deliver.quiet_seconds"], word))


def _tell(what: str) -> None:
    tell(f"codexctl: {what}", err=True)


def _line(one: Exported, *, dry_run: bool) -> str:
    if dry_run:
        return f"{one.name}: {counted(one.pending, 'turn')} would be delivered"
    refused = f", {one.refused} refused" if one.refused else ""
    problem = f"; then: {one.problem}" if one.problem else ""
    return f"{one.name}: {counted(one.delivered, 'turn')} delivered{refused}{problem}"


def _tell_reasons(reasons: Mapping[str, str]) -> None:
    """Print which files have unreadable lines, the first ones by name."""
    from codexctl.wording import safe

    for path, why in islice(sorted(reasons.items()), _NAMED):
        _tell(f"{safe(path)}: {why}")
    if len(reasons) > _NAMED:
        _tell(f"and {len(reasons) - _NAMED} more; --json names them all")


def _tell_unreadable(paths: list[str]) -> None:
    """Print which files were left out, because an unreadable file would look like an empty one."""
    from codexctl.wording import safe

    if paths:
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        tell(f"codexctl: {safe(paths[0])}{more}: could not be read completely", err=True)
        tell(f"hint: ls -l {safe(shlex.quote(paths[0]))}", err=True)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Watch]:
    """A progress bar on a terminal, nothing elsewhere.

    It starts with the first progress: its thread must not exist when processes are forked.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    bar = Progress(console=Console(stderr=True), transient=True)
    tasks: dict[str, TaskID] = {}

    def watch(name: str, done: int, total: int) -> None:
        if name not in tasks:
            bar.start()
            tasks[name] = bar.add_task(name, total=total)
        bar.update(tasks[name], completed=done)

    try:
        yield watch
    finally:
        bar.stop()
