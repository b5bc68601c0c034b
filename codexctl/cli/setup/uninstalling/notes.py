"""Notes of `codexctl uninstall`: what is lost, what stays, and what `--purge` deletes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from codexctl.cli.setup.uninstalling.beyond_files import names_of_keys
from codexctl.locations import Locations

if TYPE_CHECKING:
    from codexctl.edit.plan import Plan
    from codexctl.edit.transaction.receipts import Receipt


def edited_since(plan: Plan, receipts: Sequence[Receipt]) -> frozenset[Path]:
    """The files of the plan that somebody has edited since codexctl wrote them.

    `receipts` are oldest first, as they are listed.
    """
    # The newest edit of each file overwrites the older ones.
    left = {change.path: change.after for receipt in receipts for change in receipt.files}
    return frozenset(edit.path for edit in plan.edits if left.get(edit.path) != edit.before)


def lost_with(plan: Plan, edited: frozenset[Path], locations: Locations) -> Iterator[str]:
    """Say that a person's own lines in settings.toml are deleted with the file."""
    gone = {edit.path for edit in plan.edits if edit.after is None}
    if locations.settings_toml in gone & edited:
        yield (
            f"{locations.settings_toml} was edited by hand: your changes are deleted with it; "
            f"codexctl undo restores them"
        )


def left_behind(plan: Plan, receipts: Sequence[Receipt], locations: Locations) -> Iterator[str]:
    """Name the completion scripts that stay, each with the command that deletes it."""
    from codexctl.cli.completion import installed, remover

    planned = {edit.path for edit in plan.edits}
    for edit in installed(locations, receipts):
        if edit.path not in planned:
            yield f"{edit.path} stays; to delete it: {remover(edit, locations)}"


def way_back(plan: Plan, edited: frozenset[Path], locations: Locations) -> str:
    """What to say about files that are not restored byte for byte; empty if all are.

    `edited` are the files that somebody has edited since (`edited_since`).
    """
    kept = {edit.path for edit in plan.edits if edit.after is not None}
    if locations.notify_script not in kept:
        return "changed back; edits since setup were kept." if kept & edited else ""
    return (
        f"restored, except for {locations.notify_script}: another program's configuration names "
        f"it, so it stays and only calls your own program; run uninstall again when nothing names "
        f"it."
    )


def purged(plan: Plan, locations: Locations) -> tuple[tuple[str, str], ...]:
    """What --purge deletes in addition to the plan's files: paths, with their content in words."""
    from codexctl.edit.plans.leftovers import remains

    shown = {edit.path for edit in plan.edits}
    names = names_of_keys(locations)
    keys = {locations.keys_file: f"keys in the keyring: {', '.join(names)}"} if names else {}
    return tuple(
        (str(path), keys.get(path, holds))
        for path, holds in remains(locations)
        if path not in shown
    )


def foreign_notes(locations: Locations) -> Iterator[str]:
    """Notes on what --purge does not delete although it has one of codexctl's names."""
    from codexctl.edit.plans.leftovers import foreign

    for path, kind in foreign(locations):
        yield f"{path} is {kind} that codexctl did not make, and stays: ls -la {path}"
