"""Our own groups in a hooks.json: added behind everybody else's, and deleted again."""

from __future__ import annotations

from collections.abc import Sequence

from codexctl.codex.hooks.command import HOOKED_EVENTS, group_for, our_hooks
from codexctl.codex.hooks.model import Hook, Hooks
from codexctl.document import hooks_json
from codexctl.edit.parts.codex_files import CodexFiles
from codexctl.locations import Locations


def with_our_groups(files: CodexFiles, locations: Locations) -> str:
    """Append our group to each of our events that has none yet, behind everybody else's."""
    text = files.hooks_text or ""
    standing = {hook.event.name for hook in our_hooks(files.hooks, locations.hook_script)}
    for event in HOOKED_EVENTS:
        if event not in standing:
            text = hooks_json.append_group(text, event, group_for(locations.hook_script, event))
    return text


def without_our_groups(files: CodexFiles, locations: Locations) -> str:
    """Delete our handlers, and each group that holds nothing else."""
    text = files.hooks_text or ""
    ours = our_hooks(files.hooks, locations.hook_script)
    # In reverse order, so that the positions of earlier ones do not change.
    for hook in sorted(ours, key=lambda group: group.position, reverse=True):
        if _shares_its_group(hook, files.hooks, ours):
            text = hooks_json.remove_handler(text, hook.event.name, hook.group, hook.index)
        # The group is removed once, at its first handler, however many of ours are in it.
        elif hook.index == 0:
            text = hooks_json.remove_group(text, hook.event.name, hook.group)
    return text


def _shares_its_group(hook: Hook, hooks: Hooks, ours: Sequence[Hook]) -> bool:
    return any(
        (other.event, other.group) == (hook.event, hook.group) and other not in ours
        for other in hooks.hooks
    )
