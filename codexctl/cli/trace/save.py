"""`codexctl trace save`: writes a session or a trace to a file to keep, read or share."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codexctl.cli import known_values
from codexctl.cli.edits.asking import confirm
from codexctl.cli.help.command import Command
from codexctl.cli.render import can_ask, print_json, tell
from codexctl.cli.trace.reading import opened_store, up_to_date
from codexctl.cli.words.choices import Choice
from codexctl.errors import CodexctlError, UsageError
from codexctl.locations import locate
from codexctl.settings.capture import CaptureMode
from codexctl.wording import counted, safe

if TYPE_CHECKING:
    from codexctl.trace.capture.filter import Capture
    from codexctl.view.export.forms import Saved

SCHEMA = "codexctl.saved/1"
# The format by a file's extension, if only the file is given.
_ENDS = {".html": "html", ".htm": "html", ".md": "md", ".markdown": "md", ".json": "json"}
# A click.Choice that does not import the code that writes them (`view/export/forms.py`).
FORMS = ("html", "md", "json", "perfetto")
# Other programs' names for stdout as a file.
_STDOUT = Path("-")


@click.command(cls=Command)
@click.argument("ident", metavar="ID", shell_complete=known_values.trace_ids)
@click.option(
    "--format", "form", type=Choice(FORMS), help="The format. Default: from FILE's name, else md."
)
@click.option("-o", "--output", "output", type=click.Path(path_type=Path), metavar="FILE",
              help="Write to this file, which only you can read, instead of to stdout "
                   "(-).")  # fmt: skip
@click.option("--capture", type=Choice(list(CaptureMode.__members__)), help="Ask for less.")
@click.option("--force", is_flag=True, help="Replace an existing FILE.")
@click.option("--dry-run", is_flag=True, help="Only list what is masked.")
@click.option("--json", "as_json", is_flag=True,
              help="Print what was written and what is masked as JSON.")  # fmt: skip
@up_to_date
def save(
    *,
    ident: str,
    form: str | None,
    output: Path | None,
    capture: str | None,
    force: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Save a session or a trace as HTML, Markdown, OTLP/JSON or for Perfetto.

    ID is the id of a session or a trace, or the beginning of one. What your current limits do not
    allow is left out or masked; the list of what is masked is printed to stderr.
    """
    if output == _STDOUT:
        output = None
    if as_json and output is None and not dry_run:
        raise UsageError(
            "--json needs -o or --dry-run: stdout is used for the saved trace", "add -o FILE"
        )
    form = form or _ENDS.get(output.suffix.lower() if output else "", "md")
    file = _made(ident, form, _allowed(capture))
    if dry_run:
        _tell(file, form, None, 0, as_json=as_json)
    elif output is None:
        _list(file, err=True)
        for piece in file.pieces():
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    else:
        _write(file, form, output, replace=force, as_json=as_json)


def _allowed(wish: str | None) -> Capture:
    """The current limits, or less if that was asked for."""
    from codexctl.deliver.store.shown import capture_for_views

    return capture_for_views(locate(os.environ), os.environ, wish)


def _made(ident: str, form: str, capture: Capture) -> Saved:
    from codexctl.settings.load import load_prices
    from codexctl.view.export.forms import saved
    from codexctl.view.export.gather import chosen, gather
    from codexctl.view.prices import Prices

    with opened_store() as store:
        if store is None:
            raise CodexctlError("there are no turns yet", "codexctl status")
        prices = Prices(load_prices(locate(os.environ).settings_toml))
        found = gather(store, capture, chosen(store, ident), prices)
    return saved(form, found, capture, time.time_ns())


def _write(file: Saved, form: str, output: Path, *, replace: bool, as_json: bool) -> None:
    from codexctl.cli.trace.new_file import must_be_file, taken, write_new

    if output.is_dir():
        output /= file.name
    must_be_file(output)
    if not replace and os.path.lexists(output):
        if not can_ask(no_input=as_json):
            raise taken(output)
        replace = confirm(f"Replace {safe(str(output))}?", abort=True, err=True)
    if not as_json:
        _list(file, err=True)
    size = write_new(output, file.pieces(), replace=replace)
    _tell(file, form, output, size, as_json=as_json)


def _list(file: Saved, *, err: bool) -> None:
    """Print what is masked; to stderr if the saved trace goes to stdout."""
    from codexctl.view.export.review import lines

    for line in lines(file.review):
        tell(line, err=err)


def _tell(file: Saved, form: str, output: Path | None, size: int, *, as_json: bool) -> None:
    if as_json:
        print_json(_as_json(file, form, output, size))
    elif output is None:
        _list(file, err=False)
    else:
        tell(f"written to {safe(str(output))}: {counted(size, 'byte')}")


def _as_json(file: Saved, form: str, output: Path | None, size: int) -> dict[str, Any]:
    found = file.review
    return {
        "schema": SCHEMA,
        "file": None if output is None else str(output),
        "format": form,
        "bytes": size,
        "dry_run": output is None,
        "capture": {"mode": found.mode, "source": found.source, "exclude": list(found.exclude)},
        **{
            name: [
                {"kind": one.kind, "count": one.count, "turn": one.turn, "part": one.part}
                for one in listed
            ]
            for name, listed in (("masked", found.masked), ("not_masked", found.left))
        },
        "hashed_names": found.hashed,
        "withheld": list(found.withheld),
    }
