"""The plan that takes a receipt back, and nothing that anybody did since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from codexctl.codex.hooks.carry import Changes, moves, rescued
from codexctl.codex.hooks.grammar import read_hooks_json
from codexctl.codex.hooks.trust import read_state
from codexctl.document import toml_keys
from codexctl.edit.files.read import read
from codexctl.edit.parts.hook_trust import with_state
from codexctl.edit.plan import FileEdit, Plan
from codexctl.edit.transaction.merge import take_back
from codexctl.edit.transaction.receipts import FileChange, Receipt, list_receipts
from codexctl.errors import EditRefused
from codexctl.locations import Locations


def plan_undo(receipt: Receipt, locations: Locations) -> Plan:
    """The plan that makes the receipt's files what they were.

    A file that still is what we left becomes what it was, byte for byte. One that was edited
    since loses our change and keeps theirs; a hook that moves by that takes its trust along.
    Raises UndoConflict (an EditRefused), which carries the diff, where the two cannot be told
    apart, and EditRefused for a receipt that has been undone already.
    """
    if receipt.id in undone(list_receipts(locations)):
        raise EditRefused(f"{receipt.id} has been undone already", hint="codexctl history")
    edits = {change.path: _edit(change) for change in reversed(receipt.files)}
    config = edits.get(locations.config_toml) or _untouched(locations.config_toml)
    edits[locations.config_toml] = _with_trust_carried(config, edits, locations)
    return Plan(
        tuple(edit for edit in edits.values() if edit.before != edit.after),
        title=f"undo: {receipt.title}",
    )


def undone(receipts: Iterable[Receipt]) -> frozenset[str]:
    """The ids of receipts that have been undone, of `receipts` in any order.

    What was undone by an edit that was itself undone is not among them.
    """
    gone: set[str] = set()
    # The newest first; an undo that was undone itself does not count.
    for receipt in sorted(receipts, key=lambda known: known.at, reverse=True):
        if receipt.undoes is not None and receipt.id not in gone:
            gone.add(receipt.undoes)
    return frozenset(gone)


def _edit(change: FileChange) -> FileEdit:
    now = read(change.path)
    return FileEdit(
        path=change.path,
        before=now,
        after=take_back(change, now),
        mode=change.mode,
        folders=change.folders,
    )


def _untouched(path: Path) -> FileEdit:
    content = read(path)
    return FileEdit(path, content, content)


def _with_trust_carried(
    config: FileEdit, edits: Mapping[Path, FileEdit], locations: Locations
) -> FileEdit:
    """The edit of config.toml with the trust entries of hooks that other edits move."""
    changes: Changes = {}
    for path, edit in edits.items():
        if path.name == locations.hooks_json.name:
            changes |= _moved_entries(edit, config.before)
    left = (config.after or b"").decode()
    text = with_state(left, changes) if changes else left
    if text == left:
        return config
    return FileEdit(config.path, config.before, text.encode(), config.mode)


def _moved_entries(hooks: FileEdit, config: bytes | None) -> Changes:
    """Where hooks that stay have another place, their entries under the new keys."""
    old, new = (
        read_hooks_json((content or b"{}").decode(), str(hooks.path))
        for content in (hooks.before, hooks.after)
    )
    state = read_state(toml_keys.parse((config or b"").decode()))
    kept = [(old.key(before), new.key(after)) for before, after in moves(old, new)]
    moved = [(source, target) for source, target in kept if source != target]
    taken = {new.key(hook) for hook in new.hooks}
    changes: Changes = {source: None for source, _ in moved if source not in taken}
    changes |= {target: state.get(source) for source, target in moved}
    return changes | rescued(changes, old, new, state)
