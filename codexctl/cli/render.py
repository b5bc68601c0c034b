"""Prints results for people: checks with marks, diffs with colours. It decides nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TextIO

import click

from codexctl.checks import Check, State

_MARKS = {State.ok: ("✓", "green"), State.problem: ("✗", "red"), State.inactive: ("-", None)}


def colourful() -> bool:
    """Whether stdout is a terminal, and NO_COLOR is not set."""
    return (
        sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def mark(state: State) -> str:
    """The sign of a state, in its colour."""
    return paint(*_MARKS[state])


def check_lines(checks: Iterable[Check]) -> Iterator[str]:
    """Write a line for each check, with its remedy below it.

    Ids are padded to one width, so that the summaries form a column.
    """
    rows = tuple(checks)
    width = max((len(check.id) for check in rows), default=0)
    for check in rows:
        yield f"{mark(check.state)} {check.id:<{width}}  {check.summary}"
        if check.remedy:
            yield f"  {'':<{width}}  → {check.remedy}"


def tell(line: str = "", *, err: bool = False) -> None:
    """Print a line for people: on a terminal wrapped between words, elsewhere as it is."""
    for piece in fitted(line, err=err):
        click.echo(piece, err=err)


def fitted(line: str, *, err: bool = False) -> Iterator[str]:
    """The lines of a text: on a terminal wrapped between words, elsewhere it is one line."""
    stream = sys.stderr if err else sys.stdout
    if not stream.isatty():
        yield line
        return
    from codexctl.cli.words.folded import folded

    yield from folded(line, _columns(stream))


def _columns(stream: TextIO | None = None) -> int:
    """The width of the terminal in columns: of `stream` if it is given, else of stdout."""
    import shutil  # imported here: it takes 4 ms, and a pipe has no width

    usual = shutil.get_terminal_size().columns
    if stream is None or os.environ.get("COLUMNS"):
        return usual
    try:
        return os.get_terminal_size(stream.fileno()).columns or usual
    except (OSError, ValueError):
        return usual


def beside(line: str, remark: str) -> None:
    """Print a line unbroken, with a remark after it, or below it if there is no room."""
    if sys.stdout.isatty() and len(line) + len(remark) + 2 > _columns():
        click.echo(f"{line}\n  {remark}")
    else:
        click.echo(f"{line}  {remark}")


def tell_setting(line: str, remark: str = "") -> None:
    """Print a line of a configuration file, on a terminal wrapped as in a diff.

    `remark` is printed after it, or below it if there is no room.
    """
    whole = f"{line}  {remark}" if remark else line
    if remark and sys.stdout.isatty() and len(whole) > _columns():
        tell_setting(line)
        tell(f"  {remark}")
        return
    # A blank in the column of a diff's sign.
    for number, piece in enumerate(_hung(f" {whole}")):
        click.echo(piece if number else piece[1:])


def diff_lines(diff: str) -> Iterator[str]:
    """Colour a unified diff in the usual way; on a terminal its lines are wrapped between words."""
    for line in diff.removesuffix("\n").split("\n"):
        colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
        for piece in _hung(line):
            yield paint(piece, None if line.startswith(("+++", "---")) else colour)


def _hung(line: str) -> Iterator[str]:
    if not sys.stdout.isatty():
        yield line
        return
    from codexctl.cli.words.folded import hung

    yield from hung(line, _columns())


def paint(text: str, colour: str | None) -> str:
    """Colour a piece of text if colours are wanted.

    `colour` is one of click's names; None for none.
    """
    return click.style(text, fg=colour) if colour and colourful() else text


def print_json(data: object) -> None:
    """Print a result as JSON on stdout.

    `data` is plain data. The output is indented by two spaces and ends with a line feed.
    """
    import orjson

    sys.stdout.write(json_text(data, orjson.OPT_INDENT_2) + "\n")


def json_text(data: object, option: int = 0) -> str:
    r"""A result as JSON; bytes of a file name that are not UTF-8 are escaped, as `\udcff`.

    `data` is plain data; `option` is one of orjson's, 0 for none.
    """
    import orjson

    try:
        return orjson.dumps(data, option=option).decode()
    except TypeError:
        return orjson.dumps(_spelled(data), option=option).decode()


def _spelled(data: object) -> object:
    if isinstance(data, str):
        return data.encode(errors="backslashreplace").decode()
    if isinstance(data, Mapping):
        return {_spelled(key): _spelled(value) for key, value in data.items()}
    return [_spelled(member) for member in data] if isinstance(data, list | tuple) else data


def can_ask(*, no_input: bool) -> bool:
    """Whether a person can answer questions: there is a terminal, and no `--no-input`."""
    return not no_input and sys.stdin.isatty() and sys.stdout.isatty()
