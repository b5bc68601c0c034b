"""Changed files and their diffs, as cards show them."""

from __future__ import annotations

from codexctl.trace.spans.patch import FileDiff
from codexctl.view.terminal.pad import Pad
from codexctl.wording import counted


def write_diffs(changes: tuple[FileDiff, ...], pad: Pad) -> None:
    """Write each file with its diff."""
    for change in changes:
        moved = f" {pad.look.sign('arrow')} {pad.path(change.moved_to)}" if change.moved_to else ""
        removed = "" if change.removed is None else f" -{change.removed}"
        pad.line(
            (pad.path(change.path) + moved, "strong"),
            (f"  {change.kind}", "quiet"),
            (f"  +{change.added}", "good"),
            (removed, "bad"),
        )
        pad.diff(change.diff)


def write_sums(changes: tuple[FileDiff, ...], pad: Pad) -> None:
    """Write the totals into the headline if there are several files: files, + and - lines."""
    if len(changes) > 1:
        pad.title.append((counted(len(changes), "file"), ""))
        pad.title.append((f"+{sum(change.added for change in changes)}", "good"))
        pad.title.append((f"-{sum(change.removed or 0 for change in changes)}", "bad"))
