"""Reports to a step of a workflow, and runs a program whose output the runner must not obey."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from codexctl.cli.github.places import shortener
from codexctl.cli.github.workflow_commands import Annotation, lines, pause
from codexctl.wording import safe

# Through the files in these variables, a step sets variables, outputs and the PATH of later steps.
_FILES = ("GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STATE", "GITHUB_STEP_SUMMARY")
SUMMARY = "GITHUB_STEP_SUMMARY"
# Bytes, from GitHub's documentation of job summaries; a longer summary is not shown at all.
_ROOM = 1 << 20
_APPENDING = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)


def tell(summary: str, remarks: Iterable[Annotation], environ: Mapping[str, str]) -> None:
    """Add to the step's summary, and write the annotations to stderr, which the runner reads too.

    If the summary's file is missing or cannot be written, the summary goes to stderr as well:
    stdout may belong to another program. No path in either contains a home's path.
    """
    short = shortener(environ)
    for line in lines(_shortened(remark, short) for remark in remarks):
        click.echo(line, err=True)
    summary, file = short(summary), environ.get(SUMMARY, "")
    problem = _add(summary, Path(file)) if file else ""
    if problem:
        why = f"{SUMMARY}: {short(safe(file))}: {problem}"
        click.echo(f"codexctl: {why}; the summary is here instead:", err=True)
    if problem or not file:
        click.echo(summary, err=True)


def _add(summary: str, path: Path) -> str:
    """Append the summary to the file; returns the reason for a failure, empty after success."""
    content = summary.encode(errors="backslashreplace")
    try:
        size = path.stat().st_size if path.exists() else 0
        if size + len(content) > _ROOM:
            content = b"\nThe summary of codexctl has no room here: codexctl trace list\n"
        # Does not wait for a reader if the file is a pipe.
        with os.fdopen(os.open(path, _APPENDING, 0o666), "ab") as out:
            out.write(content)
    except (OSError, ValueError) as error:
        return (error.strerror if isinstance(error, OSError) else "") or str(error)
    return ""


def _shortened(remark: Annotation, short: Callable[[str], str]) -> Annotation:
    title, message, file = map(short, (remark.title, remark.message, remark.file))
    return replace(remark, title=title, message=message, file=file)


@contextmanager
def others_speak() -> Iterator[None]:
    """A context for running another program: the runner takes no commands from its output."""
    before, after = pause()
    click.echo(before, err=True)
    try:
        yield
    finally:
        # On a new line: the program's output may end in the middle of one.
        click.echo(f"\n{after}", err=True)


def without_files(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment without the variables that name the runner's command files."""
    return {name: value for name, value in environ.items() if name not in _FILES}
