"""Deleting the hooks and the notify entry of another tracer, everybody else's left as they are.

Pure: file contents to file contents. Setup plans on top of them, so that one diff shows both and
one receipt takes both back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from codexctl.codex.callers.other_tracers import Tracer, notified, notified_alone, their_hooks
from codexctl.codex.hooks.trust import read_state
from codexctl.codex.notify.entry import is_ours, notify_program
from codexctl.document import toml_keys
from codexctl.edit.parts.codex_files import Contents, parsed_toml, text_of
from codexctl.edit.parts.hook_find import hooks_in
from codexctl.edit.parts.hook_trust import granted, with_state
from codexctl.edit.parts.own_notify import NOTIFY
from codexctl.edit.plan import FileEdit, Plan
from codexctl.edit.plans.hook_edit import without_hook
from codexctl.locations import Locations


def without_tracers(
    contents: Contents, paths: Iterable[Path], which: Sequence[Tracer], locations: Locations
) -> Contents:
    """The contents without their hooks in `paths` and config.toml, and without their notify.

    Trust follows every hook that stays. A notify entry inside another program's arguments stays.
    `which` are the tracers to go. Raises DocumentError for a file that Codex would reject.
    """
    left = dict(contents)
    for path in (*dict.fromkeys(paths), locations.config_toml):
        text = text_of(path, left)
        if text is None:
            continue
        before = hooks_in(path, text)
        gone = their_hooks(before, which)
        # In reverse order, so that the positions of earlier ones do not change.
        for hook in sorted(gone, key=lambda known: known.position, reverse=True):
            text = without_hook(path, text, hook)
        if not gone:
            continue
        left[path] = text.encode()
        config = text_of(locations.config_toml, left) or ""
        state = read_state(parsed_toml(locations.config_toml, config))
        config = with_state(config, granted(before, hooks_in(path, text), state, ()))
        if config or locations.config_toml in contents:
            left[locations.config_toml] = config.encode() or left.get(locations.config_toml)
    return _without_notify(left, which, locations)


def on_top(plan: Plan, contents: Contents, left: Contents) -> Plan:
    """A plan that was made for `left`, as one for `contents`.

    `contents` is what the files hold, `left` the same without the other tracer.
    """
    planned = {edit.path: edit for edit in plan.edits}
    changed = (path for path in left if left[path] != contents.get(path))
    edits = [replace(edit, before=contents.get(edit.path)) for edit in plan.edits]
    edits += [FileEdit(p, contents.get(p), left[p]) for p in changed if p not in planned]
    return replace(plan, edits=tuple(edit for edit in edits if edit.before != edit.after))


def _without_notify(contents: Contents, which: Sequence[Tracer], locations: Locations) -> Contents:
    text = text_of(locations.config_toml, contents)
    if text is None:
        return contents
    config, script = parsed_toml(locations.config_toml, text), locations.notify_script
    if notified(config, script) not in which or not notified_alone(config, script):
        return contents
    if is_ours(notify_program(config), script):
        text = toml_keys.set_value(text, NOTIFY, [str(script)])
    else:
        text = toml_keys.unset(text, NOTIFY)
    return {**contents, locations.config_toml: text.encode()}
