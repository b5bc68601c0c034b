"""The plan that takes roll-outs back: byte for byte, and nothing that others did since."""

from __future__ import annotations

from codexctl.edit.parts.codex_files import Contents
from codexctl.edit.plan import Effect, FileEdit, Plan
from codexctl.edit.plans.fleet.history import Done
from codexctl.edit.plans.fleet.places import THIS_MACHINE, Places
from codexctl.edit.plans.fleet.roll_out import taken_back
from codexctl.edit.shown import shown_diff
from codexctl.edit.transaction.merge import UndoConflict
from codexctl.policy.file.read import from_bytes

REMOVE = "fleet remove"


def plan_removal(contents: Contents, places: Places, done: Done) -> Plan:
    """Plan it; `contents` are the files that roll-outs wrote, by where they are from here.

    What Codex enforces goes first: it never names a script that is gone. Raises UndoConflict where
    somebody has since edited the very lines that are to go.
    """
    first = (places.at(places.requirements), places.at(places.managed_config))
    order = sorted(done, key=lambda path: (path not in first, path))
    edits = [taken_back(path, done, contents) for path in order]
    for edit in edits:
        if edit.path == places.at(places.policy):
            _check_policy(edit, done)
    changed = tuple(edit for edit in edits if edit.before != edit.after)
    root = None if places.root == THIS_MACHINE else places.root
    return Plan(changed, REMOVE, Effect.removes, root)


def _check_policy(edit: FileEdit, done: Done) -> None:
    """Raise UndoConflict where a remainder of others would be left that is no policy.

    Under a file that cannot be used, nothing would be sent from this machine any more.
    """
    if edit.after in (None, done[edit.path][-1].before):
        return
    if from_bytes(edit.after or b"", edit.path).problem:
        what = f"{edit.path} has been edited since, and what would be left is no policy"
        hint = f"delete {edit.path}, then run codexctl fleet remove again"
        raise UndoConflict(what, hint, shown_diff(edit.before, edit.after, str(edit.path)))
