"""What must hold of every edit of a TOML text, judged without the code that made it.

It knows the texts of `toml_documents`: each number occurs once, so a line tells by its numbers
which keys it is about.
"""

from __future__ import annotations

import re
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from codexctl.document import toml_keys
from codexctl.document.data import MISSING, assigned, existing, lookup, removed
from codexctl.errors import EditRefused
from tests.document.toml_documents import Edit

NUMBER = re.compile(r"(?<![\w.-])[cs]?(\d{4,})(?![\w.])")
LINES_THAT_MAY_GET_OR_LOSE_A_COMMA = 2


def check_edit(text: str, edit: Edit) -> str:
    """Make the edit and check it; gives the new text.

    A refusal is right only where a value that is not a table is in the way.
    """
    try:
        after = make(text, edit)
    except EditRefused:
        assert is_in_the_way(toml_keys.parse(text), edit), f"refused: {edit}\n{text}"
        return text
    got, wanted = toml_keys.parse(after), wanted_data(toml_keys.parse(text), edit)
    strip_empty(got, edit.path)
    strip_empty(wanted, edit.path)
    assert ordered(got) == ordered(wanted), report(text, edit, after)
    assert other_lines_stay(text, after, edit), report(text, edit, after)
    assert tomlkit_says(after) in (None, toml_keys.parse(after)), report(text, edit, after)
    before = toml_keys.parse(text)
    if lookup(before, edit.path) is MISSING and edit.value is not None:
        back = toml_keys.unset(after, edit.path)
        assert back == text or differs_by_empty_tables(text, back, edit), report(text, edit, back)
    return after


def tomlkit_says(text: str) -> Any:
    """What another library reads in the text; None for what it cannot read.

    It knows no byte order mark, leaves CR LF in strings as it is, and takes some things not.
    """
    try:
        return tomlkit.parse(text.removeprefix("\ufeff").replace("\r\n", "\n")).unwrap()
    except TOMLKitError:
        return None


def make(text: str, edit: Edit) -> str:
    """The text after the edit."""
    if edit.value is None:
        return toml_keys.unset(text, edit.path)
    return toml_keys.set_value(text, edit.path, edit.value)


def wanted_data(before: Any, edit: Edit) -> Any:
    """What the text shall say afterwards."""
    if edit.value is not None:
        return assigned(before, edit.path, edit.value)
    return before if lookup(before, edit.path) is MISSING else removed(before, edit.path)


def strip_empty(data: Any, path: tuple[str, ...]) -> None:
    """Take out the empty tables on the way to `path`: they may come and go with it."""
    for depth in range(len(path) - 1, 0, -1):
        parent = lookup(data, path[: depth - 1])
        if lookup(data, path[:depth]) in ({}, []) and isinstance(parent, dict):
            del parent[path[depth - 1]]


def ordered(data: Any) -> str:
    """A spelling in which equal data is equal and 1, 1.0 and true are not."""
    if isinstance(data, dict):
        return "{" + ",".join(f"{key!r}:{ordered(data[key])}" for key in sorted(data)) + "}"
    if isinstance(data, list):
        return "[" + ",".join(map(ordered, data)) + "]"
    return repr(data)


def other_lines_stay(text: str, after: str, edit: Edit) -> bool:
    """Whether the lines about other keys, and comments of their own, are there in their order."""
    pending = [line.rstrip("\r") for line in after.removeprefix("\ufeff").split("\n")]
    changed = 0
    for line in foreign_lines(text, edit):
        if line in pending:
            pending = pending[pending.index(line) + 1 :]
            continue
        changed += 1
        says, _, comment = line.partition("# c")
        while pending and not still_says(NUMBER.findall(says), " ".join(pending[:2])):
            pending.pop(0)
        if not any(comment in one for one in pending):
            return False
    return changed <= LINES_THAT_MAY_GET_OR_LOSE_A_COMMA


def foreign_lines(text: str, edit: Edit) -> list[str]:
    """The numbered lines of a text that are not about the edited key."""
    found = lookup(toml_keys.parse(text), edit.path)
    own = set(NUMBER.findall(repr(found)))
    takes_comments = isinstance(found, dict | list)
    lines = []
    for line in text.removeprefix("\ufeff").split("\n"):
        says = set(NUMBER.findall(line.partition("# c")[0]))
        commented = "# c" in line and not takes_comments
        if not says & own and (says or commented):
            lines.append(line.rstrip("\r"))
    return lines


def still_says(numbers: list[str], lines: str) -> bool:
    """Whether lines have the numbers, in their order, though something came or went between."""
    return [line for line in NUMBER.findall(lines) if line in numbers] == numbers


def is_in_the_way(before: Any, edit: Edit) -> bool:
    """Whether something that is not a table stands where one is needed, or is to become none."""
    if edit.value is None:
        return False
    place, found = existing(before, edit.path)
    if len(place) < len(edit.path):
        return not isinstance(found, dict)
    return isinstance(place[-1], int) and isinstance(found, dict)


def differs_by_empty_tables(text: str, back: str, edit: Edit) -> bool:
    """Whether all that setting and unsetting left is an empty table more, or one less.

    Which of the two, no text can tell: a header with nothing below it may have been there.
    """
    data = toml_keys.parse(text), toml_keys.parse(back)
    emptied = any(
        lookup(row, edit.path[:depth]) == {} for row in data for depth in range(1, len(edit.path))
    )
    return emptied or without_headers(text) == without_headers(back)


def without_headers(text: str) -> list[str]:
    """The lines of a text that are neither blank nor headers."""
    lines = [line.strip() for line in text.removeprefix("\ufeff").split("\n")]
    return [line for line in lines if line and not line.startswith("[")]


def report(text: str, edit: Edit, after: str) -> str:
    """What a person needs to see of a failure."""
    return f"{edit}\n--- before\n{text!r}\n--- after\n{after!r}"
