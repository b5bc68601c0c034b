"""Changed files as unified diffs: from Codex's record of them, or from the patch's own text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from codexctl.trace.values import integer, text

ADD, UPDATE, DELETE = "add", "update", "delete"
# Codex cuts the outputs that it records at this many characters (0.169.0).
MOST_CHARACTERS = 65_536

_BEGIN, _END = "*** Begin Patch", "*** End Patch"
_HEADS = {"*** Add File: ": ADD, "*** Update File: ": UPDATE, "*** Delete File: ": DELETE}
_MOVE = "*** Move to: "
_NO_NEWLINE = "\\ No newline at end of file"


@dataclass(frozen=True, slots=True)
class FileDiff:
    """One changed file. `kind` is add, update or delete; `moved_to` the new path of a moved one.

    `added` and `removed` count lines; `removed` is None for a deleted file whose content is not
    known. `diff` is a unified diff without the file names; from a patch's text its hunk headers
    have no line numbers.
    """

    path: str
    kind: str
    added: int = 0
    removed: int | None = 0
    diff: str = ""
    moved_to: str = ""


def change_of_item(path: str, change: Mapping[str, Any]) -> dict[str, Any]:
    """One entry of FileChange's `changes` as a plain record that a span can hold.

    `change` is Codex's own record of one file; a diff that is too long is cut, with a mark.
    """
    kind = text(change, "type")
    diff = text(change, "unified_diff")
    if kind in (ADD, DELETE):
        diff = _whole_file(text(change, "content"), kind)
    added, removed = _counted(diff)
    record: dict[str, Any] = {"path": path, "kind": kind, "added": added, "removed": removed}
    if text(change, "move_path"):
        record["moved_to"] = text(change, "move_path")
    cut = diff[:MOST_CHARACTERS]
    return record | {"diff": cut if len(cut) == len(diff) else cut + "\n… cut …"}


def diff_of_change(change: Mapping[str, Any]) -> FileDiff:
    """Read what `change_of_item` wrote back from a span."""
    return FileDiff(
        path=text(change, "path"),
        kind=text(change, "kind"),
        added=integer(change, "added") or 0,
        removed=integer(change, "removed"),
        diff=text(change, "diff"),
        moved_to=text(change, "moved_to"),
    )


@dataclass(slots=True)
class _File:
    """A file section of a patch that is being read."""

    path: str
    kind: str
    moved_to: str = ""
    lines: list[str] = field(default_factory=list)

    def finished(self) -> FileDiff:
        body = self.lines
        if self.kind == ADD:
            body = [f"@@ -0,0 +1,{len(body)} @@", *body] if body else []
        added, removed = _counted("\n".join(body))
        return FileDiff(
            path=self.path,
            kind=self.kind,
            added=added,
            removed=None if self.kind == DELETE else removed,
            diff="\n".join(body),
            moved_to=self.moved_to,
        )


def diffs_of_patch(patch: str) -> Iterator[FileDiff]:
    """Read a patch in Codex's own format, wherever in the text it is.

    The format: `*** Begin Patch`, sections of `*** Add|Update|Delete File: PATH` with lines of
    `+`, `-` and blank, `*** End Patch` (Codex CLI 0.169.0, the apply_patch tool's grammar).
    """
    current: _File | None = None
    for line in _inside(patch):
        head = next((head for head in _HEADS if line.startswith(head)), None)
        if head:
            if current:
                yield current.finished()
            current = _File(line[len(head) :].strip(), _HEADS[head])
        elif current and line.startswith(_MOVE):
            current.moved_to = line[len(_MOVE) :].strip()
        elif current and line[:1] in ("+", "-", " ", "@"):
            current.lines.append(line)
    if current:
        yield current.finished()


def holds_patch(source: str) -> bool:
    """Whether a patch is in the text, as in `apply_patch <<'EOF'` of a shell."""
    return _BEGIN in source


def _inside(patch: str) -> Iterator[str]:
    """The lines of the patch, without its envelope; a patch that was cut off has no end."""
    lines = iter(patch.split("\n"))
    for line in lines:
        if line.strip().endswith(_BEGIN):
            break
    for line in lines:
        if line.startswith(_END):
            return
        yield line


def _whole_file(content: str, kind: str) -> str:
    """A file that came or went as one hunk."""
    if not content:
        return ""
    lines = content.split("\n")
    ends_well = lines[-1] == ""
    lines = lines[:-1] if ends_well else lines
    sign, header = ("+", f"-0,0 +1,{len(lines)}") if kind == ADD else ("-", f"-1,{len(lines)} +0,0")
    hunk = [f"@@ {header} @@", *(sign + line for line in lines)]
    return "\n".join(hunk if ends_well else [*hunk, _NO_NEWLINE])


def _counted(diff: str) -> tuple[int, int]:
    """Lines added and removed in a unified diff without file names."""
    added = removed = 0
    for line in diff.split("\n"):
        added += line.startswith("+")
        removed += line.startswith("-")
    return added, removed
