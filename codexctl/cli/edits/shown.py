"""A plan's diff for the person who is asked: their files first, codexctl's in one line each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from codexctl.cli.render import diff_lines, fitted, paint
from codexctl.wording import counted

if TYPE_CHECKING:
    from codexctl.edit.plan import FileEdit, Plan
    from codexctl.locations import Locations


def in_reading_order(plan: Plan, locations: Locations) -> Plan:
    """The same plan with the person's files before those that are codexctl's own."""
    edits = sorted(plan.edits, key=lambda edit: _is_ours(edit, locations))
    return replace(plan, edits=tuple(edits))


def shown(plan: Plan, locations: Locations, *, folded: bool) -> Iterator[str]:
    """The lines of the diff; with `folded`, each of codexctl's own files is one line."""
    edits = [edit for edit in plan.edits if edit.before != edit.after]
    for edit in edits:
        if not (folded and _is_ours(edit, locations)):
            yield from _whole(edit, plan)
    if folded:
        for edit in edits:
            if _is_ours(edit, locations):
                yield from fitted(_in_a_line(edit))


def is_foldable(plan: Plan, locations: Locations) -> bool:
    """Whether the folded diff leaves anything out."""
    return any(_is_ours(edit, locations) for edit in plan.edits if edit.before != edit.after)


def _is_ours(edit: FileEdit, locations: Locations) -> bool:
    """Whether a file is codexctl's own, and not Codex's."""
    return edit.path in (
        locations.settings_toml,
        locations.hook_script,
        locations.notify_script,
    )


def _whole(edit: FileEdit, plan: Plan) -> Iterator[str]:
    from codexctl.edit.plan import diff

    text = diff(replace(plan, edits=(edit,)))
    return diff_lines(text) if text else iter(())


def _in_a_line(edit: FileEdit) -> str:
    path, after = paint(str(edit.path), None), _lines(edit.after)
    if edit.before is None:
        return f"{path}: new file, {counted(len(after), 'line')}"
    if edit.after is None:
        return f"{path}: deleted, {counted(len(_lines(edit.before)), 'line')}"
    more, less = _counts(_lines(edit.before), after)
    return f"{path}: {paint(f'+{more}', 'green')} {paint(f'-{less}', 'red')} lines"


def _lines(content: bytes | None) -> list[bytes]:
    return (content or b"").splitlines()


def _counts(before: list[bytes], after: list[bytes]) -> tuple[int, int]:
    """How many lines are added and removed."""
    import difflib

    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    return len(after) - same, len(before) - same
