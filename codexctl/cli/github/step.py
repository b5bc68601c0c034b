"""What a step of a workflow is told, and a program whose output the runner is not to obey."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from codexctl.cli.github.workflow_commands import Annotation, lines, pause

# By the files that these name a step sets variables, outputs and the PATH of steps after it.
_FILES = ("GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STATE", "GITHUB_STEP_SUMMARY")
SUMMARY, WORKSPACE = "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"
# Bytes, by GitHub's documentation of job summaries; a longer one is not shown at all.
_ROOM = 1 << 20


def tell(summary: str, remarks: Iterable[Annotation], environ: Mapping[str, str]) -> None:
    """Add to the step's summary, and write the annotations to stderr, which the runner reads too.

    Where there is no file for the summary it goes to stderr as well: stdout may be somebody else's.
    """
    for line in lines(remarks, environ.get(WORKSPACE, "")):
        click.echo(line, err=True)
    file = environ.get(SUMMARY, "")
    if not file:
        click.echo(summary, err=True)
        return
    path, content = Path(file), summary.encode(errors="backslashreplace")
    try:
        size = path.stat().st_size if path.exists() else 0
        if size + len(content) > _ROOM:
            content = b"\nThe summary of codexctl has no room here: codexctl trace list\n"
        with path.open("ab") as out:
            out.write(content)
    except OSError as error:
        click.echo(f"codexctl: {SUMMARY}: {file}: {error.strerror}", err=True)


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
