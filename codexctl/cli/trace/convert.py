"""`codexctl trace convert`: rollout files to traces on stdout."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from codexctl.cli.help.command import Command
from codexctl.cli.render import tell
from codexctl.cli.trace.options import full_option, look_of, look_options
from codexctl.cli.trace.output import TREE, write
from codexctl.cli.words.choices import Choice
from codexctl.environment import given
from codexctl.errors import EXIT_PROBLEM
from codexctl.locations import Locations, locate
from codexctl.settings.capture import CaptureMode

FORMATS = (TREE, "otlp-json", "summary-json")


@click.command(cls=Command)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--capture", type=Choice(list(CaptureMode.__members__)), help="Ask for less.")
@click.option("--format", "form", type=Choice(FORMATS), default=TREE, show_default=True)
@full_option
@look_options
def convert(paths: tuple[Path, ...], capture: str | None, form: str, **looks: bool) -> int:
    """Turn rollout files (a folder: all below it) into traces on stdout, touching nothing."""
    from codexctl.deliver.rollouts.convert import convert as convert_files

    complaints: list[str] = []

    def report(line: str) -> None:
        complaints.append(line)
        tell(f"codexctl: {line}", err=True)

    for path in paths:
        if not path.exists():
            report(f"{path}: no such file or folder")
            tell("hint: ls ~/.codex/sessions", err=True)
    pipeline = _pipeline(locate(os.environ), capture)
    present = [path for path in paths if path.exists()]
    # Figures alone are read several times faster.
    traces = convert_files(present, pipeline, report, want_spans=form != "summary-json")
    write(traces, form, pipeline.resource, look_of(**looks))
    return EXIT_PROBLEM if complaints else 0


def _pipeline(locations: Locations, capture: str | None) -> Any:
    """The pipeline with the limits that apply; if `capture` is more, a line on stderr says so."""
    from codexctl.deliver.routes.pipeline import pipeline_for
    from codexctl.policy.limits.effective import limits_for_wish
    from codexctl.policy.limits.in_force import settings_in_force

    settings = settings_in_force(locations, given())
    limits = limits_for_wish(settings, given(), locations, capture)
    if capture and limits.capture.mode < CaptureMode[capture]:
        held = f"{limits.capture.mode.name} by {limits.capture.source}"
        tell(f"codexctl: capture is limited to {held}", err=True)
    return pipeline_for(settings, limits, locations, given())
