"""What is to become of which file: computed first, shown as a diff, applied only then."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from codexctl.edit.shown import shown_diff


@dataclass(frozen=True, slots=True)
class FileEdit:
    """One file's contents before and after; None where the file does not exist.

    `mode` is the permissions of a file that is created (0600 if None); a file that exists
    keeps its own. `folders` go with a file that is deleted, if they are empty then; those that
    are made for it get `folder_mode` (0700 if None).
    """

    path: Path
    before: bytes | None
    after: bytes | None
    mode: int | None = None
    folders: tuple[Path, ...] = ()
    folder_mode: int | None = None


class Effect(Enum):
    """Whether a plan sets codexctl up or removes it: uninstall undoes what set it up."""

    none = "none"
    installs = "installs"
    removes = "removes"


@dataclass(frozen=True, slots=True)
class Plan:
    """Edits that belong together: all are made or none. `title` is for people alone.

    `root` is the folder below which another machine's files are (an image that is being built);
    None where they are this machine's.
    """

    edits: tuple[FileEdit, ...]
    title: str
    effect: Effect = Effect.none
    root: Path | None = None

    @property
    def is_empty(self) -> bool:
        """Whether applying it would change nothing."""
        return all(edit.before == edit.after for edit in self.edits)


def diff(plan: Plan) -> str:
    """One unified diff of all edits, safe to print: secrets in the files are hidden."""
    return "".join(shown_diff(edit.before, edit.after, str(edit.path)) for edit in plan.edits)
