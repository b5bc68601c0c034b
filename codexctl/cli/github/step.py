"""What a step of a workflow is told, and a program whose output the runner is not to obey."""

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

# By the files that these name a step sets variables, outputs and the PATH of steps after it.
_FILES = ("GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STATE", "GITHUB_STEP_SUMMARY")
SUMMARY = "GITHUB_STEP_SUMMARY"
# Bytes, by GitHub's documentation of job summaries; a longer one is not shown at all.
_ROOM = 1 << 20
_APPENDING = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)


def tell(summary: str, remarks: Iterable[Annotation], environ: Mapping[str, str]) -> None:
    """Add to the step's summary, and write the annotations to stderr, which the runner reads too.

    Where there is no file for the summary, or none that can be written, it goes to stderr as well:
    stdout may be somebody else's. No path in either names a home.
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
    """Add the summary to the file; gives why that could not be, empty where it was."""
    content = summary.encode(errors="backslashreplace")
    try:
        size = path.stat().st_size if path.exists() else 0
        if size + len(content) > _ROOM:
            content = b"\nThe summary of codexctl has no room here: codexctl trace list\n"
        # Without waiting for a reader, where it is a pipe that nobody reads.
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
    """While a program runs whose output is not ours: the runner takes no commands from it."""
    before, after = pause()
    click.echo(before, err=True)
    try:
        yield
    finally:
        # On a line of its own, whatever the program has left.
        click.echo(f"\n{after}", err=True)


def without_files(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment that does not name the files by which a step tells the runner things."""
    return {name: value for name, value in environ.items() if name not in _FILES}
