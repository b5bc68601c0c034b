"""`codexctl trace`: convert, export, list and show."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from codexctl.errors import EXIT_PROBLEM, CodexctlError
from codexctl.locations import Locations, locate
from codexctl.settings.capture import CaptureMode

FORMATS = ("tree", "otlp-json", "summary-json")


@click.group()
def command() -> None:
    """Convert, export, list and show traces."""


@command.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--capture", type=click.Choice(list(CaptureMode.__members__)), help="Ask for less.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="tree", show_default=True)
def convert(paths: tuple[Path, ...], capture: str | None, form: str) -> int:
    """Turn rollout files (a folder: all below it) into traces on stdout, touching nothing."""
    from codexctl.cli.trace_output import write
    from codexctl.deliver.convert import convert as convert_files

    complaints: list[str] = []

    def report(line: str) -> None:
        complaints.append(line)
        click.echo(f"codexctl: {line}", err=True)

    for path in paths:
        if not path.exists():
            report(f"{path}: no such file or folder")
    pipeline = _pipeline(locate(os.environ), capture)
    present = [path for path in paths if path.exists()]
    write(convert_files(present, pipeline, report), form, pipeline.resource)
    return EXIT_PROBLEM if complaints else 0


@command.command()
@click.option("--all", "everything", is_flag=True, help="Also what setup marked as seen.")
@click.option("--session", default="", metavar="ID", help="Also what was seen, of one session.")
@click.option("--since", default="", metavar="TIME", help="Also what was seen, from then on.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def export(everything: bool, session: str, since: str, as_json: bool) -> int:
    """Deliver what is pending to every destination now."""
    from codexctl.cli.trace_output import instant_of
    from codexctl.deliver.export import export_now

    reports = export_now(
        locate(os.environ),
        os.environ,
        seen_too=everything or bool(session or since),
        session=session,
        since_ns=instant_of(since) if since else 0,
    )
    if as_json:
        _print_json({"schema": "codexctl.export/1", "destinations": reports})
    else:
        for report in reports:
            problem = f"  {report['problem']}" if report["problem"] else ""
            click.echo(f"{report['name']}: {report['delivered']} turns delivered{problem}")
    return EXIT_PROBLEM if any(report["problem"] for report in reports) else 0


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the turns as JSON.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many turns.")
def list_turns(as_json: bool, limit: int | None) -> None:
    """List the turns of the local store, the newest first."""
    from itertools import islice

    from codexctl.trace.summary import SCHEMA
    from codexctl.view.listing import rows

    turns = list(islice(_stored_turns(locate(os.environ)), limit))
    if as_json:
        _print_json({"schema": SCHEMA, "turns": turns})
    elif not turns:
        click.echo("No turns yet. Run a Codex turn, or see: codexctl status", err=True)
    else:
        for row in rows(turns):
            click.echo(row)


@command.command()
@click.argument("trace_id")
@click.option("--json", "as_json", is_flag=True, help="Print the spans as JSON.")
def show(trace_id: str, as_json: bool) -> None:
    """Show one trace as a tree. The first digits of its id are enough."""
    from codexctl.view.tree import node_of_row, render

    spans = _spans(locate(os.environ), trace_id.lower())
    if as_json:
        _print_json({"schema": "codexctl.spans/1", "spans": spans})
        return
    width = shutil.get_terminal_size((100, 24)).columns
    for line in render(map(node_of_row, spans), width=width):
        click.echo(line)


def _pipeline(where: Locations, capture: str | None) -> Any:
    """The pipeline under the limits that hold; a wish for more than they allow is not granted."""
    from codexctl.deliver.destinations import pipeline_for
    from codexctl.policy.effective import limits_for_wish
    from codexctl.settings.load import load

    settings = load(where.settings_toml)
    limits = limits_for_wish(settings, os.environ, where, capture)
    if capture and limits.capture.mode < CaptureMode[capture]:
        held = f"{limits.capture.mode.name} by {limits.capture.source}"
        click.echo(f"codexctl: capture is limited to {held}", err=True)
    return pipeline_for(settings, limits, where)


def _stored_turns(where: Locations) -> Iterator[dict[str, Any]]:
    from codexctl.deliver.local_store import LocalStore

    store = LocalStore.open_existing(where.traces_db)
    return store.turns() if store else iter(())


def _spans(where: Locations, trace_id: str) -> list[dict[str, Any]]:
    from codexctl.deliver.local_store import LocalStore

    store = LocalStore.open_existing(where.traces_db)
    found = store.trace_ids(trace_id) if store else []
    if store is None or not found:
        raise CodexctlError(f"no trace {trace_id} in the local store", "codexctl trace list")
    if len(found) > 1 and trace_id not in found:
        raise CodexctlError(f"several traces begin with {trace_id}", "give more of its digits")
    return store.spans(found[0] if len(found) == 1 else trace_id)


def _print_json(data: object) -> None:
    import orjson

    sys.stdout.write(orjson.dumps(data, option=orjson.OPT_INDENT_2).decode() + "\n")
