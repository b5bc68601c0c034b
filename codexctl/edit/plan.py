"""What is to become of which file: computed first, shown as a diff, applied only then."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from codexctl.document.diff import unified

# A variable that a hook's command sets, its value in whatever quotes: keys stand there.
_KEY_IN_COMMAND = re.compile(
    r"(\b\w*(?:API_KEY|TOKEN|SECRET|PASSWORD)=)"
    r"""(?:\\"(?:[^"\\\n]|\\\\.)*\\"|'[^'\n]*'|[^\s"'\\;]+)"""
)


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
    """Whether a plan sets codexctl up or removes it: uninstall takes back what set it up."""

    none = "none"
    installs = "installs"
    removes = "removes"


@dataclass(frozen=True, slots=True)
class Plan:
    """Edits that belong together: all are made or none. `title` is for people alone.

    `root` is the folder below which another machine's files lie (an image that is being built);
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
    """One unified diff of all edits, safe to print.

    What looks like a key in a hook's command is hidden.
    """
    whole = "".join(
        unified(_text(edit.before), _text(edit.after), str(edit.path)) for edit in plan.edits
    )
    return _KEY_IN_COMMAND.sub(r"\1[hidden]", whole)


def _text(content: bytes | None) -> str | None:
    return None if content is None else content.decode(errors="replace")
