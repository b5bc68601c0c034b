"""Undoing one change of ours in a document that somebody has edited since, their edits kept."""

from __future__ import annotations

from typing import Any

from codexctl.document import hooks_json, toml_keys
from codexctl.document.data import MISSING, same, unchanged_ends
from codexctl.document.three_way import Conflict, differences, revert_data, revert_lines
from codexctl.errors import DocumentError

Group = dict[str, Any]


def revert_toml(before: str, after: str, now: str) -> str:
    """`now` without the change that turned `before` into `after`.

    By lines where that gives what it should, which brings every byte back; else key by key. Raises
    Conflict where the same thing was changed since, DocumentError if one of the texts does not
    parse, EditRefused where a key cannot be changed alone.
    """
    wanted = revert_data(*map(toml_keys.parse, (before, after, now)))
    try:
        text = revert_lines(before, after, now)
        if same(toml_keys.parse(text), wanted):
            return text
    except (Conflict, DocumentError):
        pass  # lines that touch each other may still be different keys
    text = now
    for path, value in differences(toml_keys.parse(now), wanted):
        text = (
            toml_keys.unset(text, path)
            if value is MISSING
            else toml_keys.set_value(text, path, value)
        )
    return text


def revert_hooks(before: str, after: str, now: str) -> str:
    """hooks.json without the change of ours; "" is a file that does not exist.

    The arguments are those of `revert_toml`. By lines, else group by group. Gives "" if nothing is
    left of a file that did not exist before. Raises as `revert_toml` does.
    """
    wanted = revert_data(*map(_parse, (before, after, now)))
    if not before and wanted in ({}, {"hooks": {}}):
        return ""
    try:
        text = revert_lines(before, after, now)
        if same(_parse(text), wanted):
            return text
    except (Conflict, DocumentError):
        pass  # lines that touch each other may still be different groups
    return _by_groups(now, wanted)


def _by_groups(text: str, wanted: dict[str, Any]) -> str:
    now = _parse(text)
    hooks = wanted.get("hooks", {})
    for event in now.get("hooks", {}).keys() | hooks.keys():
        text = _set_groups(text, event, hooks.get(event), drop_hooks="hooks" not in wanted)
    if not same(_parse(text), wanted):
        raise Conflict
    return text


def _set_groups(text: str, event: str, groups: list[Group] | None, *, drop_hooks: bool) -> str:
    """Make an event hold `groups`; None deletes the event."""
    old, new = _parse(text).get("hooks", {}).get(event, []), groups or []
    head, tail = unchanged_ends(old, new)
    # From the last one on, so that the indexes of those still to go stay what they are.
    for index in reversed(range(head, len(old) - tail)):
        text = hooks_json.remove_group(
            text,
            event,
            index,
            drop_empty_event=groups is None,
            drop_empty_hooks=drop_hooks,
        )
    for index in range(head, len(new) - tail):
        text = hooks_json.insert_group(text, event, index, new[index])
    return text


def _parse(text: str) -> dict[str, Any]:
    return hooks_json.parse(text) if text else {}
