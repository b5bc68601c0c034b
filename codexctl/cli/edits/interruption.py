"""An edit that a crash interrupted: the next command that edits finishes or undoes it first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codexctl.edit.asking.administrator import checked
from codexctl.edit.files.own_folders import check_folders
from codexctl.errors import PolicyRefused
from codexctl.health.interruption import name_of, what
from codexctl.locations import Locations

if TYPE_CHECKING:
    from codexctl.edit.transaction.interrupted import Interrupted


def settled_first(locations: Locations, *, dry_run: bool, quiet: bool = False) -> tuple[str, ...]:
    """Finish or undo what was interrupted, or (`dry_run`) only plan it; say so on stderr.

    With `quiet` nothing is printed: the messages are returned, for a JSON document. Raises
    JournalUnusable if the journal does not show what was interrupted.
    """
    check_folders(locations)  # another user could have written the journal
    said = tuple(_supposed(locations, quiet=quiet) if dry_run else _settled(locations))
    if quiet:
        return said
    _say(said)
    return ()


def unusable_set_aside(locations: Locations) -> None:
    """Move a damaged journal away, and say where it is now.

    Raises JournalUnusable for the journal of a newer codexctl, or one that cannot be read.
    """
    from codexctl.edit.transaction.set_aside import set_aside

    moved = set_aside(locations)
    if moved:
        _say(
            (
                (
                    f"the journal of the interrupted edit is damaged and was moved to "
                    f"{moved[0].parent}"
                ),
            )
        )


def stays(left: Iterable[Path]) -> Iterator[str]:
    """Say which files could not be put back.

    `left` are files that somebody has since edited in the same place.
    """
    for path in left:
        yield (
            f"{path} stays as it is: it was edited since, in the same place"
            " (codexctl history has its old content)"
        )


def _as_allowed(found: Interrupted, locations: Locations) -> Interrupted:
    """The edit with an end that today's policy allows: the policy may have changed since it began.

    Raises PolicyRefused if it may be neither finished nor undone.
    """
    from codexctl.edit.plan import Plan
    from codexctl.edit.transaction.settle import End

    try:
        checked(Plan(found.edits, "settle"), locations)
    except PolicyRefused:
        if found.end is not End.finished:
            raise
        checked(found.taking_back(), locations)
        return replace(found, end=End.taken_back)
    return found


def _say(notes: Iterable[str]) -> None:
    for note in notes:
        click.echo(f"note: {note}", err=True)


def _settled(locations: Locations) -> Iterator[str]:
    from codexctl.edit.transaction.apply import recover
    from codexctl.edit.transaction.interrupted import interrupted
    from codexctl.edit.transaction.journal import half_written
    from codexctl.edit.transaction.settle import End

    half, found = half_written(locations), interrupted(locations)
    back = found is not None and _as_allowed(found, locations).end is End.taken_back
    done = recover(locations, back=back)
    if done is None:
        if half:
            yield "an edit had been interrupted before it changed anything"
        return
    yield f"{name_of(done.receipt)} had been interrupted: it was {done.end} first"
    yield from stays(done.left)


def _supposed(locations: Locations, *, quiet: bool) -> Iterator[str]:
    from codexctl.cli.edits.outcome import show
    from codexctl.edit.plan import Plan
    from codexctl.edit.transaction.interrupted import as_if_settled, interrupted

    found = interrupted(locations)
    if found is None:
        return
    found = _as_allowed(found, locations)
    yield f"{what(found)}; it would be {found.end} first"
    plan = Plan(found.edits, "settle")
    if not quiet and not plan.is_empty:
        show(plan)
    # Until the command ends: it reads every file as if the edit was finished or undone.
    click.get_current_context().with_resource(as_if_settled(found, locations))
