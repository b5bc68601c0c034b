"""`codexctl trace delete`: permanently deletes turns from the local store."""

from __future__ import annotations

import os

import click

from codexctl.cli.edits.asking import confirm
from codexctl.cli.help.command import Command
from codexctl.cli.render import can_ask, print_json, tell
from codexctl.errors import UsageError
from codexctl.locations import locate
from codexctl.wording import counted


@click.command(cls=Command)
@click.option("--session", default="", metavar="ID", help="The turns of one session.")
@click.option("--before", default="", metavar="TIME", help="Turns that began before this.")
@click.option("--dry-run", is_flag=True, help="Only count the turns.")
@click.option("--yes", is_flag=True, help="Delete without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def delete(*, session: str, before: str, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Delete turns from the local store. Codex's own files are not touched."""
    from codexctl.deliver.store import delete as store_delete
    from codexctl.deliver.store.query import TurnFilter
    from codexctl.trace.values import rfc3339
    from codexctl.view.queries.filters import instant_of

    if not session and not before:
        raise UsageError("say which turns", "codexctl trace delete --before 2026-01-31")
    wanted = TurnFilter(session=session, until=rfc3339(instant_of(before)) if before else "")
    store = locate(os.environ).traces_db
    number = store_delete.count(store, wanted)
    if number and not dry_run:
        if not yes:
            if not can_ask(no_input=as_json):
                raise UsageError("no terminal to confirm on", "add --yes")
            confirm(f"Delete {counted(number, 'turn')} permanently?", abort=True)
        number = store_delete.delete(store, wanted)
    if as_json:
        print_json({"schema": "codexctl.deleted/1", "turns": number, "dry_run": dry_run})
    else:
        how = "would be deleted" if dry_run else "deleted"
        tell(f"{counted(number, 'turn')} {how}")
