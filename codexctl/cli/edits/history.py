"""`codexctl history`: what was edited, and what was undone."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from codexctl.cli.edits.editing import json_option
from codexctl.cli.edits.outcome import check_json
from codexctl.cli.help.command import Command
from codexctl.cli.render import check_lines, paint, print_json, tell
from codexctl.health.interruption import interruption
from codexctl.locations import locate
from codexctl.wording import time_said

if TYPE_CHECKING:
    from codexctl.edit.transaction.receipts import Receipt

SCHEMA = "codexctl.history/1"


@click.command(cls=Command)
@json_option
def command(*, as_json: bool) -> int:
    """List the edits that codexctl made, newest first.

    `codexctl undo ID` undoes one of them.
    """
    from codexctl.edit.plans.undo import undone
    from codexctl.edit.transaction.receipts import list_receipts

    locations = locate(os.environ)
    receipts, broken = list_receipts(locations), tuple(interruption(locations))
    gone = undone(receipts)
    if as_json:
        rows = [_row(receipt, gone) for receipt in reversed(receipts)]
        interrupted = check_json(broken[0]) | {"cause": broken[0].cause} if broken else None
        print_json({"schema": SCHEMA, "receipts": rows, "interrupted": interrupted})
        return 0
    for line in check_lines(broken):
        tell(line)
    if not receipts and not broken:
        tell("codexctl has edited nothing yet", err=True)
    for line in _lines(tuple(reversed(receipts)), gone):
        tell(line)
    return 0


def _row(receipt: Receipt, gone: frozenset[str]) -> dict[str, object]:
    return {
        "id": receipt.id,
        "title": receipt.title,
        "at": receipt.at.isoformat(),
        "files": [str(change.path) for change in receipt.files],
        "undoes": receipt.undoes,
        "undone": receipt.id in gone,
    }


def _lines(receipts: Sequence[Receipt], gone: frozenset[str]) -> Iterator[str]:
    from codexctl.wording import safe

    for receipt in receipts:
        at = time_said(receipt.at, seconds=False)
        mark = paint("  (undone)", "yellow") if receipt.id in gone else ""
        yield f"{receipt.id}  {at}  {safe(receipt.title)}{mark}"
        for change in receipt.files:
            yield f"    {safe(str(change.path))}"
