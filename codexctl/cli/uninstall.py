"""`codexctl uninstall`: take back everything that setup changed."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from codexctl.cli.outcome import Outcome, agree, finish, show
from codexctl.cli.render import can_ask
from codexctl.errors import CodexctlError
from codexctl.locations import Locations, locate

if TYPE_CHECKING:
    from codexctl.edit.plan import Plan
    from codexctl.edit.receipts import Receipt

WORKER_PATIENCE = 10.0


@click.command()
@click.option("--purge", is_flag=True, help="Also delete traces, keys, receipts and logs.")
@click.option("--dry-run", is_flag=True, help="Only show the diff.")
@click.option("--yes", is_flag=True, help="Apply without asking.")
@click.option("--no-input", is_flag=True, help="Never ask anything.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(*, purge: bool, dry_run: bool, yes: bool, no_input: bool, as_json: bool) -> int:
    """Take back everything that setup changed; other people's hooks keep their trust.

    Traces stay where they are unless --purge is given.
    """
    where, asking = locate(os.environ), can_ask(no_input=no_input or as_json)
    plan = _plan(where)
    outcome = Outcome.of("uninstall", plan)
    if not as_json:
        show(plan)
    if not dry_run and (purge or not plan.is_empty):
        question = "Apply this, and delete all traces, keys and logs?" if purge else "Apply this?"
        agree(question, yes=yes, asking=asking, default=not purge)
        outcome = replace(outcome, applied=True, receipt=_apply(where, purge=purge))
    finish(outcome, dry_run=dry_run, as_json=as_json)
    return 0


def _plan(where: Locations) -> Plan:
    from codexctl.edit.codex_files import read_contents
    from codexctl.edit.uninstall import hooks_paths, plan_uninstall

    receipts = _receipts(where)
    paths = hooks_paths(receipts, where)
    return plan_uninstall(read_contents(where, paths), receipts, where, paths)


def _receipts(where: Locations) -> tuple[Receipt, ...]:
    """Read the receipts; without them, what is ours is still recognised by what it is."""
    from codexctl.edit.receipts import list_receipts

    try:
        return list_receipts(where)
    except CodexctlError as error:
        click.echo(f"note: {error.message}", err=True)
        return ()


def _apply(where: Locations, *, purge: bool) -> str | None:
    """Edit, then forget where destinations stood; gives the id of a kept receipt."""
    from codexctl.deliver.catchup import forget
    from codexctl.edit.apply import apply
    from codexctl.edit.leftovers import sweep

    names = _destinations(where)
    receipt = apply(lambda: _plan(where), where, at=datetime.now(UTC))
    forget(where, names)
    if purge:
        _delete_keys(where)
        _purge(where)
        return None
    sweep(where)
    return receipt.id if receipt.files else None


def _destinations(where: Locations) -> tuple[str, ...]:
    from codexctl.settings.load import SettingsError, load

    try:
        return tuple(one.name for one in load(where.settings_toml).destinations)
    except SettingsError:
        return ()


def _delete_keys(where: Locations) -> None:
    """Delete every key that we put into the keyring, first of all: its list goes with the rest."""
    from codexctl.settings import keychain

    for name in keychain.names(where):
        keychain.delete(name, where)


def _purge(where: Locations) -> None:
    """Delete what is ours once no worker writes to it any more."""
    from codexctl.deliver.lock import held
    from codexctl.edit.leftovers import purge

    deadline = time.monotonic() + WORKER_PATIENCE
    while time.monotonic() < deadline:
        with held(where.worker_lock) as mine:
            if mine:
                purge(where)
                return
        time.sleep(0.05)
    hint = "codexctl uninstall --purge"
    raise CodexctlError("a worker is still delivering; only the traces are left to delete", hint)
