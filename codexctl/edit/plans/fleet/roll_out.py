"""The plan of a roll-out: policy, hook script, what Codex enforces, and the service.

Pure: from the files as they are, what is wanted and what earlier roll-outs did. Planned on a
machine that has it all, it is empty. An earlier roll-out is undone first, in the same edit, so
that the last one alone decides, whatever the one before had pinned.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from codexctl.codex.hooks.command import interpreter_of
from codexctl.edit.parts.codex_files import Contents, text_of
from codexctl.edit.plan import Effect, FileEdit, Plan
from codexctl.edit.plans.fleet.history import Done, without
from codexctl.edit.plans.fleet.merging import Conflict, conflicts, merged, says_same
from codexctl.edit.plans.fleet.places import (
    FILE_MODE,
    FOLDER_MODE,
    SCRIPT_MODE,
    THIS_MACHINE,
    Places,
)
from codexctl.edit.transaction.merge import UndoConflict
from codexctl.errors import EditRefused

APPLY = "fleet apply"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The texts that a machine is to have, by their places there.

    `whole` are files that are ours alone, `shared` documents that are merged into what is there.
    `replacing` says that files which are not ours give way.
    """

    whole: Mapping[Path, str]
    shared: Mapping[Path, str] = field(default_factory=dict)
    replacing: bool = False

    def paths(self) -> Iterator[Path]:
        """Every place, in the order in which files are put there.

        What Codex enforces comes last: it never names a script that is not there yet.
        """
        yield from self.whole
        yield from self.shared


def plan_roll_out(contents: Contents, wanted: Wanted, places: Places, done: Done) -> Plan:
    """Plan it; `contents` are the files by where they are from here.

    Files of an earlier roll-out that are no longer wanted go. Raises EditRefused, every conflict
    named, where somebody else's file is in the way; DocumentError for one that Codex rejects.
    """
    found = tuple(_conflicts(contents, wanted, places, done))
    if found:
        raise EditRefused("; ".join(map(str, found)), _remedy(found))
    edits = [_edit(place, wanted, contents, places, done) for place in wanted.paths()]
    placed = set(map(places.at, wanted.paths()))
    edits += [taken_back(path, done, contents) for path in done if path not in placed]
    changed = tuple(edit for edit in edits if edit.before != edit.after)
    root = None if places.root == THIS_MACHINE else places.root
    return Plan(changed, APPLY, Effect.installs, root)


def taken_back(path: Path, done: Done, contents: Contents) -> FileEdit:
    """The edit that makes a file what it was before the first roll-out.

    What others did since stays. Raises UndoConflict where the two cannot be told apart.
    """
    changes = done[path]
    first, now = changes[-1], contents.get(path)
    after = without(changes, now)
    folders = first.folders if first.before is None else ()
    return FileEdit(path, now, after, first.mode, folders, first.folder_mode)


@dataclass(frozen=True, slots=True)
class _Foreign(Conflict):
    """A file of ours alone that somebody else has written."""

    def __str__(self) -> str:
        return f"{self.at} {self.says}"


def _remedy(found: tuple[Conflict, ...]) -> str:
    if all(isinstance(conflict, _Foreign) for conflict in found):
        return "look at it first: --replace replaces it, and fleet remove restores it"
    return "change these lines, or the tool that writes them"


def _conflicts(
    contents: Contents, wanted: Wanted, places: Places, done: Done
) -> Iterator[Conflict]:
    for place, text in wanted.whole.items():
        path = places.at(place)
        now, ours = contents.get(path), done.get(path, ())
        if wanted.replacing or now is None or now == text.encode() or _is_ours(place, now, places):
            continue
        if not (ours and ours[0].after == now):
            said = "was edited since the last roll-out" if ours else "was not written by codexctl"
            yield _Foreign(str(path), said, "")
    for place, text in wanted.shared.items():
        path = places.at(place)
        yield from conflicts(path, _base(path, contents, done), text)


def _is_ours(place: Path, content: bytes, places: Places) -> bool:
    """Whether it is a hook script of ours, of whatever release."""
    text = content.decode(errors="replace")
    return place == places.script and bool(interpreter_of(text)) and "codexctl hook" in text


def _text(place: Path, wanted: Wanted, contents: Contents, places: Places, done: Done) -> str:
    if place in wanted.whole:
        return wanted.whole[place]
    path = places.at(place)
    base, now = _base(path, contents, done), text_of(path, contents)
    text = merged(base, wanted.shared[place])
    # Others may have added lines since: the position of our lines does not matter.
    return now if base is not None and now is not None and says_same(now, text) else text


def _base(path: Path, contents: Contents, done: Done) -> str | None:
    """The file without earlier roll-outs; as it is where that can no longer be told."""
    if path not in done:
        return text_of(path, contents)
    try:
        base = without(done[path], contents.get(path))
    except UndoConflict:
        return text_of(path, contents)
    return text_of(path, {path: base})


def _edit(place: Path, wanted: Wanted, contents: Contents, places: Places, done: Done) -> FileEdit:
    path, text = places.at(place), _text(place, wanted, contents, places, done)
    mode = SCRIPT_MODE if place == places.script else FILE_MODE
    return FileEdit(path, contents.get(path), text.encode(), mode, (), FOLDER_MODE)
