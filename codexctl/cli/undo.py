"""`codexctl undo`: take one edit back, byte for byte, and nothing that anybody did since."""

from __future__ import annotations

import os

import click

from codexctl.cli.editing import Wishes, carry_out, editing
from codexctl.cli.render import diff_lines
from codexctl.locations import locate


@click.command()
@click.argument("receipt_id", metavar="[ID]", default="")
@editing
def command(receipt_id: str, *, wishes: Wishes) -> int:
    """Take the last edit back, or the one with this ID (codexctl history lists them).

    Where somebody has edited the file since, only our change goes. Where the two cannot be told
    apart, nothing is written and the difference is shown.
    """
    from codexctl.edit.merge import UndoConflict
    from codexctl.edit.undo import plan_undo
    from codexctl.edit.upkeep import to_undo

    where = locate(os.environ)
    receipt = to_undo(where, receipt_id or None)
    try:
        return carry_out(lambda: plan_undo(receipt, where), where, wishes, undoes=receipt.id)
    except UndoConflict as conflict:
        for line in diff_lines(conflict.diff):
            click.echo(line, err=True)
        raise
