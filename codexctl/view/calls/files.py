"""Files: apply_patch, list_dir, read_file, grep_files, view_image."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from codexctl.trace.spans.patch import FileDiff, diff_of_change, diffs_of_patch
from codexctl.trace.values import text
from codexctl.view.calls.call import Call
from codexctl.view.calls.envelope import opened
from codexctl.view.calls.record import Record, common

_FILE_MARKS = {"/": "folder", "@": "link", "?": "other"}
_MORE = re.compile(r"More than \d+ entries found\Z")
_NUMBERED = re.compile(r"L(\d{1,9}): ")
_NO_MATCHES = "No matches found."


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch(Record):
    """Files that were to be changed; all of them were exactly when there is no error."""

    changes: tuple[FileDiff, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a listing. `kind` is file, folder, link or other; `depth` counts from 0."""

    name: str
    kind: str
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Record):
    """A folder's entries; `has_more` says that there were more than were shown."""

    path: str = ""
    entries: tuple[Entry, ...] = ()
    has_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead(Record):
    """Lines of a file; `first` and `last` are the numbers of those that were given, 0 for none."""

    path: str = ""
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSearch(Record):
    """Files whose content matches a pattern."""

    pattern: str = ""
    include: str = ""
    path: str = ""
    matches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageView(Record):
    """A picture that the model looked at; the picture itself is not kept."""

    path: str = ""


def _patch(call: Call) -> Patch:
    given = call.given
    source = text(given, "input") or text(given, "patch") or call.arguments
    changes = tuple(diff_of_change(change) for change in call.changes)
    return Patch(
        **common(call, opened(call.output).body),
        changes=changes or tuple(diffs_of_patch(source)),
    )


def _listing(call: Call) -> Listing:
    """Entries are indented by two blanks a level and end in `/`, `@` or `?` if no file."""
    lines = [] if call.error else call.output.split("\n")
    path = text(call.given, "dir_path")
    if lines and lines[0].startswith("Absolute path: "):
        path = lines.pop(0).removeprefix("Absolute path: ")
    has_more = bool(lines) and bool(_MORE.match(lines[-1]))
    entries = (_entry(line) for line in (lines[:-1] if has_more else lines) if line.strip())
    return Listing(**common(call), path=path, entries=tuple(entries), has_more=has_more)


def _entry(line: str) -> Entry:
    name = line.lstrip(" ")
    kind = _FILE_MARKS.get(name[-1:], "file")
    return Entry(name if kind == "file" else name[:-1], kind, (len(line) - len(name)) // 2)


def _read(call: Call) -> FileRead:
    """Lines are given as `L12: text`."""
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
    """The output is a picture as a data URL, or the reason why there is none."""
    shown = "" if call.output.startswith(("[", "data:")) else call.output
    return ImageView(**common(call, shown), path=text(call.given, "path"))


READERS: Mapping[str, Callable[[Call], Record]] = {
    "apply_patch": _patch,
    "list_dir": _listing,
    "read_file": _read,
    "grep_files": _search,
    "view_image": _view,
}
