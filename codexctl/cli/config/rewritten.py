"""`codexctl config watch`: what other programs change in config.toml, and undoing just that."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codexctl.cli.edits.asking import confirm
from codexctl.cli.edits.editing import json_option
from codexctl.cli.help.command import Command
from codexctl.cli.render import can_ask, diff_lines, tell
from codexctl.cli.words.numbers import interval_option
from codexctl.errors import CodexctlError
from codexctl.locations import Locations, locate
from codexctl.wording import counted, safe, time_said

if TYPE_CHECKING:
    from codexctl.codex.parts.difference import Difference

# A program that writes a file in several steps has finished by then.
_SETTLED_S = 0.3


@click.command(cls=Command)
@interval_option
@click.option("--undo", is_flag=True, help="Undo changes by others without asking.")
@json_option
def watch(interval: float, *, undo: bool, as_json: bool) -> int:
    """Say when another program rewrites config.toml or hooks.json, and offer to undo it.

    Earlier and later changes stay. Ctrl-C stops it.
    """
    locations = locate(os.environ)
    asking = not as_json and can_ask(no_input=False)
    tell("Watching config.toml and hooks.json; Ctrl-C stops it.", err=True)
    for path, before, after in _changes(locations, interval):
        if as_json:
            click.echo(_line(path, before, after))
        else:
            for line in _said(path, before, after):
                click.echo(line)
        if undo or (asking and confirm("Undo this?", default=False, err=True)):
            _take_back(path, before, after, locations)
    return 0


def _changes(
    locations: Locations, interval: float
) -> Iterator[tuple[Path, bytes | None, bytes | None]]:
    """Every change of either file by another program, with the content before and after."""
    from codexctl.edit.files.read import read

    paths = (locations.config_toml, locations.hooks_json)
    known = {path: read(path) for path in paths}
    while True:
        time.sleep(interval)
        for path in paths:
            now = _read(path)
            if now is not _UNREADABLE and now != known[path]:
                now = _settled(path, now)
                before, known[path] = known[path], now
                if now != before and not _is_ours(path, now, locations):
                    yield path, before, now
                    # Perhaps undone meanwhile.
                    known[path] = read(path)


_UNREADABLE: Any = object()


def _read(path: Path) -> Any:
    from codexctl.edit.files.read import read

    try:
        return read(path)
    except CodexctlError:
        return _UNREADABLE  # it may be readable again in a moment


def _settled(path: Path, now: Any) -> Any:
    while True:
        time.sleep(_SETTLED_S)
        later = _read(path)
        if later is _UNREADABLE or later == now:
            return now
        now = later


def _is_ours(path: Path, content: bytes | None, locations: Locations) -> bool:
    from codexctl.edit.transaction.receipts import list_receipts

    last = next(iter(reversed(list_receipts(locations))), None)
    return last is not None and any(
        change.path == path and change.after == content for change in last.files
    )


def _said(path: Path, before: bytes | None, after: bytes | None) -> Iterator[str]:
    from codexctl.codex.parts.difference import What
    from codexctl.document.toml.shown import shown_key
    from codexctl.edit.shown import shown_diff

    yield f"{time_said(datetime.now(UTC))}: {safe(str(path))} was rewritten"
    found = _difference(path, before, after)
    if found is not None:
        for what in What:
            keys = [shown_key(one.key) for one in found.keys if one.what is what]
            if keys:
                yield safe(f"  {what.value}: {', '.join(keys)}")
        if found.comments < 0:
            yield f"  {counted(-found.comments, 'comment')} removed"
        if not found.keys and not found.comments:
            yield "  only the formatting" if found.is_readable else "  it is no longer valid TOML"
    yield from diff_lines(shown_diff(before, after, str(path)))


def _line(path: Path, before: bytes | None, after: bytes | None) -> str:
    import orjson

    from codexctl.document.data import spell

    found = _difference(path, before, after)
    keys = [{"key": spell(one.key), "what": one.what.value} for one in found.keys] if found else []
    return orjson.dumps({
        "file": str(path), "keys": keys,
        "comments": found.comments if found else 0,
        "readable": found.is_readable if found else True,
    }).decode()  # fmt: skip


def _difference(path: Path, before: bytes | None, after: bytes | None) -> Difference | None:
    from codexctl.codex.parts.difference import difference

    if path.suffix != ".toml":
        return None
    return difference(_text(before) or "", _text(after) or "")


def _text(content: bytes | None) -> str | None:
    return None if content is None else content.decode("utf-8", "replace")


def _take_back(path: Path, before: bytes | None, after: bytes | None, locations: Locations) -> None:
    """Undo one change by another program, keeping what came since."""
    from codexctl.cli.edits.applying import applied
    from codexctl.edit.asking.administrator import checked
    from codexctl.edit.files.read import read
    from codexctl.edit.plan import FileEdit, Plan
    from codexctl.edit.transaction.merge import UndoConflict, take_back
    from codexctl.edit.transaction.receipts import FileChange

    change = FileChange(path, path, before, after)

    def plan() -> Plan:
        now = read(path)
        return Plan((FileEdit(path, now, take_back(change, now)),), f"config watch: {path.name}")

    try:
        checked(plan(), locations)
        applied(plan, locations, asking=False)
    except UndoConflict as conflict:
        tell(f"codexctl: {conflict.message}; {conflict.hint}", err=True)
        return
    tell(f"{path.name} is as it was before; codexctl undo restores the change", err=True)
