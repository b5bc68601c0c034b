"""The plan that takes roll-outs back: byte for byte, and nothing that others did since."""

from __future__ import annotations

from codexctl.edit.parts.codex_files import Contents
from codexctl.edit.plan import Effect, Plan
from codexctl.edit.plans.fleet.history import Done
from codexctl.edit.plans.fleet.places import THIS_MACHINE, Places
from codexctl.edit.plans.fleet.roll_out import taken_back

REMOVE = "fleet remove"


def plan_removal(contents: Contents, places: Places, done: Done) -> Plan:
    """Plan it; `contents` are the files that roll-outs wrote, by where they are from here.

    What Codex enforces goes first: it never names a script that is gone. Raises UndoConflict where
    somebody has since edited the very lines that are to go.
    """
    first = (places.at(places.requirements), places.at(places.managed_config))
    order = sorted(done, key=lambda path: (path not in first, path))
    edits = (taken_back(path, done, contents) for path in order)
    changed = tuple(edit for edit in edits if edit.before != edit.after)
    root = None if places.root == THIS_MACHINE else places.root
    return Plan(changed, REMOVE, Effect.removes, root)
