"""The machine that is set up: its files and receipts, and a last run that a crash interrupted."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codexctl.errors import CodexctlError, EditRefused
from codexctl.system import is_root

if TYPE_CHECKING:
    from codexctl.edit.plan import Plan
    from codexctl.edit.plans.fleet.history import Done
    from codexctl.edit.plans.fleet.places import Places
    from codexctl.edit.plans.fleet.roll_out import Wanted

_TOP_MODE = 0o755


def check_root(places: Places, again: str) -> None:
    """Raise CodexctlError unless root writes the machine's own files.

    `again` is the command to run as root, for the hint.
    """
    from codexctl.edit.plans.fleet.places import THIS_MACHINE

    if places.root == THIS_MACHINE and not is_root():
        raise CodexctlError("only root can write the files of a roll-out", again)


def history_of(places: Places) -> Done:
    """The receipts of earlier roll-outs. Raises CodexctlError for a damaged receipt."""
    from codexctl.edit.plans.fleet.history import done_to
    from codexctl.edit.transaction.receipts import list_receipts

    _check_readable(places)
    return done_to(list_receipts(places.locations), places.root)


def roll_out_plan(wanted: Wanted, places: Places) -> Callable[[], Plan]:
    """A function that makes the plan from the files as they are when it is called."""

    def plan() -> Plan:
        from codexctl.edit.files.read import read
        from codexctl.edit.plans.fleet.places import check_way
        from codexctl.edit.plans.fleet.roll_out import plan_roll_out

        done = history_of(places)
        check_way(places, wanted.paths())
        paths = {*map(places.at, wanted.paths()), *done}
        made = plan_roll_out({path: read(path) for path in paths}, wanted, places, done)
        _check_modes(wanted, places)
        return made

    return plan


def removal_plan(places: Places) -> Callable[[], Plan]:
    """A function that makes the plan for undoing the whole roll-out, as `roll_out_plan` does."""

    def plan() -> Plan:
        from codexctl.edit.files.read import read
        from codexctl.edit.plans.fleet.removal import plan_removal

        done = history_of(places)
        return plan_removal({path: read(path) for path in done}, places, done)

    return plan


def unrecorded(places: Places) -> Iterator[str]:
    """Notes about files of a roll-out that no receipt knows of, such as those of a package."""
    if history_of(places):
        return
    for path in map(places.at, (places.policy, places.script)):
        if os.path.lexists(path):
            yield f"{path} stays: no fleet apply wrote it here, as far as is recorded"


def settled_first(places: Places, *, dry_run: bool) -> tuple[str, ...]:
    """Finish or undo what a crash interrupted, or (`dry_run`) only plan it; returns messages.

    Raises EditRefused for an image that was interrupted elsewhere.
    """
    from codexctl.edit.plans.fleet.places import THIS_MACHINE
    from codexctl.edit.transaction.apply import recover
    from codexctl.edit.transaction.interrupted import as_if_settled, interrupted

    locations = places.locations
    if not os.path.lexists(locations.data_dir):
        return ()
    _check_readable(places)
    found = interrupted(locations)
    if found and found.receipt and (found.receipt.root or THIS_MACHINE) != places.root:
        where = found.receipt.root or THIS_MACHINE
        hint = f"move the tree back to {where}, and run the same command there"
        raise EditRefused(f"a roll-out was interrupted while this tree was {where}", hint)
    if dry_run:
        if found is None:
            return ()
        click.get_current_context().with_resource(as_if_settled(found, locations))
        return (f"an edit was interrupted; it would be {found.end} first",)
    done = recover(locations)
    return (f"{done.receipt.title} had been interrupted: it was {done.end} first",) if done else ()


def state_folder(places: Places) -> None:
    """Create the receipts' folder, with parents that everybody may enter; note the new ones."""
    from codexctl.edit.files.stage import make_folders, missing_folders, write_own

    folder = places.locations.data_dir
    made = missing_folders(folder)
    make_folders(folder.parent, _TOP_MODE)
    make_folders(folder)
    if made:
        names = (path.relative_to(places.root) for path in made)
        write_own(folder / _MADE, "".join(f"{name}\n" for name in names).encode())


def forget(places: Places) -> None:
    """Remove receipts that are no longer needed, and the folders that were made for them.

    Nothing is removed if somebody has rolled out again meanwhile.
    """
    from codexctl.edit.files.read import read
    from codexctl.edit.transaction.lock import edit_lock
    from codexctl.edit.transaction.steps import remove_folders

    folder = places.locations.data_dir
    if not folder.exists():
        return
    with edit_lock(places.locations):
        if history_of(places):
            return
        made = (read(folder / _MADE) or b"").decode().splitlines()
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        remove_folders(tuple(places.root / name for name in made) or (folder.parent, folder))


_MADE = "folders"


def _check_readable(places: Places) -> None:
    """Raise CodexctlError if only root may read the receipts."""
    folder = places.locations.data_dir
    if folder.exists() and not os.access(folder, os.R_OK | os.X_OK):
        what = f"the record of earlier roll-outs is in {folder}, which you may not read"
        raise CodexctlError(what, "run it as root: sudo codexctl fleet plan --policy FILE")


def _check_modes(wanted: Wanted, places: Places) -> None:
    """Raise EditRefused if people could not read an existing file or folder."""
    for place in wanted.paths():
        is_script = place == places.script
        for part, needed in _needed(places, place, script=is_script):
            mode = stat.S_IMODE(part.stat().st_mode)
            if mode & needed != needed:
                what = f"{part} has the mode {mode:04o}: people could not use what is in it"
                right = 0o755 if part.is_dir() or is_script else 0o644
                raise EditRefused(what, f"chmod {right:04o} {part}")


def _needed(places: Places, place: Path, *, script: bool) -> Iterator[tuple[Path, int]]:
    path = places.at(place)
    parts: Iterable[Path] = (part for part in path.parents if places.root in part.parents)
    yield from ((part, 0o001) for part in parts if part.exists())
    if path.exists():
        yield path, 0o005 if script else 0o004
