"""Tools for files: change, list, read and search them; look at pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from codexctl.trace.spans.patch import FileDiff, diff_of_change, diffs_of_patch
from codexctl.trace.values import text
from codexctl.view.calls.call import Call
from codexctl.view.calls.diffs import write_diffs, write_sums
from codexctl.view.calls.envelope import opened
from codexctl.view.calls.record import Reader, Record, common
from codexctl.view.terminal.pad import Pad
from codexctl.wording import counted

_KINDS = {"/": "folder", "@": "link", "?": "other"}
_MARKS = {kind: mark for mark, kind in _KINDS.items()}
_MORE = re.compile(r"More than \d+ entries found\Z")
# `L12: text`, the form in which Codex returns lines of a file.
_NUMBERED = re.compile(r"L(\d{1,9}): ")
_NO_MATCHES = "No matches found."


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch(Record):
    """Files that the model wanted to change; without an error, all of them changed."""

    changes: tuple[FileDiff, ...] = ()

    def write(self, pad: Pad) -> None:
        """Write each file with its diff, and the error if there was one."""
        write_sums(self.changes, pad)
        write_diffs(self.changes, pad)
        if self.error or not self.changes:
            pad.text(self.output, "bad" if self.error else "")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a listing. `kind` is file, folder, link or other; `depth` counts from 0."""

    name: str
    kind: str
    depth: int

    @property
    def line(self) -> str:
        """The entry, indented below its folder, with a mark for its kind."""
        return "  " * self.depth + self.name + _MARKS.get(self.kind, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Record):
    """A folder's entries; `has_more` means that not all are listed."""

    path: str = ""
    entries: tuple[Entry, ...] = ()
    has_more: bool = False

    def write(self, pad: Pad) -> None:
        """Write the folder and its entries."""
        pad.line((pad.path(self.path), "strong"))
        rows = [entry.line for entry in self.entries]
        if self.has_more:
            rows.append(pad.look.sign("cut"))
        pad.block("\n".join(rows))
        self.write_failure(pad)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead(Record):
    """Lines of a file; `first` and `last` are the numbers of those that were read, 0 for none."""

    path: str = ""
    first: int = 0
    last: int = 0

    def write(self, pad: Pad) -> None:
        """Write the file, and which lines of it were read."""
        span = f"  lines {self.first}-{self.last}" if self.last else ""
        pad.line((pad.path(self.path), "strong"), (span, "quiet"))
        pad.block(self.output, "bad" if self.error else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSearch(Record):
    """Files whose content matches a pattern."""

    pattern: str = ""
    include: str = ""
    path: str = ""
    matches: tuple[str, ...] = ()

    def write(self, pad: Pad) -> None:
        """Write the pattern, and the files in which it was found."""
        where = " ".join(part for part in (self.include, pad.path(self.path)) if part)
        pad.line((self.pattern, "strong"), (f"  in {where}" if where else "", "quiet"))
        if not self.error:
            number = len(self.matches)
            pad.title.append((counted(number, "file"), ""))
        pad.block("\n".join(self.matches))
        self.write_failure(pad)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageView(Record):
    """A picture that the model looked at; the picture itself is not stored."""

    path: str = ""

    def write(self, pad: Pad) -> None:
        """Write which picture it is."""
        pad.line((pad.path(self.path), "strong"))
        self.write_failure(pad)


def _patch(call: Call) -> Patch:
    given = call.given
    source = text(given, "input") or text(given, "patch") or call.arguments
    changes = tuple(diff_of_change(change) for change in call.changes)
    return Patch(
        **common(call, opened(call.output).body),
        changes=changes or tuple(diffs_of_patch(source)),
    )


def _listing(call: Call) -> Listing:
    """Read a listing: two spaces for each level; `/`, `@` or `?` after what is not a file."""
    lines = [] if call.error else call.output.split("\n")
    path = text(call.given, "dir_path")
    if lines and lines[0].startswith("Absolute path: "):
        path = lines.pop(0).removeprefix("Absolute path: ")
    has_more = bool(lines) and bool(_MORE.match(lines[-1]))
    entries = (_entry(line) for line in (lines[:-1] if has_more else lines) if line.strip())
    return Listing(**common(call), path=path, entries=tuple(entries), has_more=has_more)


def _entry(line: str) -> Entry:
    name = line.lstrip(" ")
    kind = _KINDS.get(name[-1:], "file")
    return Entry(name if kind == "file" else name[:-1], kind, (len(line) - len(name)) // 2)


def _read(call: Call) -> FileRead:
    """Read lines of a file, which have the form `L12: text`."""
    numbers = [
        int(match.group(1)) for line in call.output.split("\n") if (match := _NUMBERED.match(line))
    ]
    return FileRead(
        **common(call),
        path=text(call.given, "file_path") or text(call.given, "path"),
        first=numbers[0] if numbers else 0,
        last=numbers[-1] if numbers else 0,
    )


def _search(call: Call) -> FileSearch:
    found = () if call.error or call.output == _NO_MATCHES else call.output.split("\n")
    given = call.given
    return FileSearch(
        **common(call),
        pattern=text(given, "pattern"),
        include=text(given, "include"),
        path=text(given, "path"),
        matches=tuple(line for line in found if line),
    )


def _view(call: Call) -> ImageView:
    """Read a picture: the output is a data URL, or the reason why there is none."""
    shown = "" if call.output.startswith(("[", "data:")) else call.output
    return ImageView(**common(call, shown), path=text(call.given, "path"))


READERS: Mapping[str, Reader] = {
    "patch": _patch,
    "listing": _listing,
    "read": _read,
    "search": _search,
    "view": _view,
}
